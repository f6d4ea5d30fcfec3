import FlavorKit
import JSON

/// A request that a conversion is proven by, as somebody wrote it.
struct ConversionSample {
    /// What the model that answers is asked.
    struct Question {
        let payload: Payload
        /// How it is to read what it is asked.
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

    /// Refuses samples that are no request to the source.
    ///
    /// Where the source cannot be run, only that they are JSON is seen: the verdict will say the rest.
    static func check(_ conversion: Conversion) throws(FlavorError) {
        guard conversion.request.samplesPath != nil, conversion.request.verification != .none,
            let sample = try ConversionSample(conversion)
        else { return }
        let sides = ConversionSides(conversion: conversion)
        if try sample.request(toFaceOf: sides) != nil { return }
        if let source = try? sides.source() {
            _ = try sample.request(to: source.interface)
        } else {
            do { _ = try JSONValue(parsing: sample.bytes) } catch {
                throw FlavorError(.invalidArgument, "\(sample.name): is not valid JSON: \(ABI.oneLine("\(error)"))")
            }
        }
        if conversion.call.cancellation.isCancelled {
            throw FlavorError(.cancelled, "the conversion was cancelled")
        }
    }

    /// What the source's face asks of the model that answers; nil where there is no face, or the sample is none for it.
    func question(through sides: ConversionSides) throws(FlavorError) -> Question? {
        guard let (face, payload) = try request(toFaceOf: sides), let held = try sides.ask(face, payload) else {
            return nil
        }
        // The rest is about the answer, whose length and choices are the proof's own.
        let reading = held.parameters.entries.filter { $0.name == "add_special_tokens" }.map { ($0.name, $0.value) }
        return Question(payload: Payload(held.input), parameters: ValueMap(reading))
    }

    /// What the model that answers is asked when the sample is its own.
    func question(to source: Model) throws(FlavorError) -> Question {
        Question(payload: try payload(for: source.interface))
    }

    /// The sample as a request to the source's face; nil where there is no face, or the sample is for what is behind it.
    ///
    /// - Throws: `FlavorError` where it names all that the face asks for, and is refused nevertheless.
    private func request(toFaceOf sides: ConversionSides) throws(FlavorError) -> (face: String, payload: Payload)? {
        guard let face = sides.face else { return nil }
        let folder = sides.conversion.reference.folder
        let interface = try sides.conversion.host.interface(of: folder, flavor: face)
        let payload = try payload(for: interface)
        do throws(SchemaMismatch) {
            _ = try interface.check(payload)
            return (face, payload)
        } catch {
            let names = interface.signature?.inputs?.requiredNames ?? []
            guard !names.isEmpty, names.allSatisfy({ payload.data[$0.text] != nil }) else { return nil }
            throw error.error(in: name)
        }
    }

    /// The sample as a request to the model that answers.
    private func request(to interface: ModelInterface) throws(FlavorError) -> Payload {
        let payload = try payload(for: interface)
        do { _ = try interface.check(payload) } catch { throw error.error(in: name) }
        return payload
    }

    private func payload(for interface: ModelInterface) throws(FlavorError) -> Payload {
        do throws(SchemaMismatch) {
            return try Payload(
                parsing: bytes, as: .json, signature: interface.signature, settings: interface.flavor?.parameters ?? [])
        } catch {
            throw error.error(in: name)
        }
    }
}
