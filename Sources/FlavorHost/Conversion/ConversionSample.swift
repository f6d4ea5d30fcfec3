import FlavorKit
import JSON

/// A request that a conversion is proven by, as somebody wrote it.
struct ConversionSample {
    /// What a model that answers is asked.
    struct Question: Equatable {
        let payload: Payload
        /// How the model is to read its input, where whoever asks it says so.
        var parameters = ValueMap()
    }

    private let bytes: [UInt8]
    private let name: String

    private static let mostBytes = 64 << 20

    /// Reads the samples of the request, or else the model's own example; nil where there are none.
    init?(_ conversion: Conversion) throws(FlavorError) {
        if let path = conversion.request.samplesPath {
            (bytes, name) = (try Files.read(path, limit: Self.mostBytes), path)
            return
        }
        guard case .saved(_, let folder) = conversion.reference,
            let name = ["serving_input_example.json", "input_example.json"].first(where: {
                Files.exists("\(folder)/\($0)")
            })
        else { return nil }
        (bytes, self.name) = (try Files.read("\(folder)/\(name)", limit: Self.mostBytes), name)
    }

    /// The sample as the request to a model, which the model's signature does not refuse.
    func request(to interface: ModelInterface) throws(FlavorError) -> Payload {
        let payload = try payload(for: interface)
        do { _ = try interface.check(payload) } catch { throw error.error(in: name) }
        return payload
    }

    /// The sample as the request to a model, which may refuse it.
    func payload(for interface: ModelInterface) throws(FlavorError) -> Payload {
        do throws(SchemaMismatch) {
            return try Payload(
                parsing: bytes, as: .json, signature: interface.signature, settings: interface.flavor?.parameters ?? [])
        } catch {
            throw error.error(in: name)
        }
    }

    /// Sees that the sample is JSON, where nobody can say more of it.
    func checkIsJSON() throws(FlavorError) {
        do { _ = try JSONValue(parsing: bytes) } catch {
            throw FlavorError(.invalidArgument, "\(name): is not valid JSON: \(ABI.oneLine("\(error)"))")
        }
    }

    /// An error of a model that was asked, with the sample's name.
    func naming(_ error: FlavorError) -> FlavorError {
        error.message.hasPrefix("\(name): ") ? error : FlavorError(error.code, "\(name): \(error.message)")
    }
}
