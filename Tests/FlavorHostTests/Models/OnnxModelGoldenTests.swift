import FlavorKit
import JSON
import TestSupport
import Testing

@testable import FlavorHost

/// A model folder of MLflow's `onnx` flavor with what the real MLflow predicts and serves.
struct OnnxModelGolden: Sendable, CustomTestStringConvertible {
    let name: String
    let json: JSONValue
    /// Which part of the file the case is from: a call of `predict`, or a request to the server.
    let isServing: Bool
    let number: Int

    var testDescription: String {
        "\(name): \(isServing ? "serving" : "predict") \(json["id"]?.stringValue ?? "\(number)")"
    }

    var folder: String { "\(Self.root)/\(name)/model" }

    private static let root = "\(Fixtures.root)/mlflow/models"

    /// The cases of every `onnx_NAME/expected.json`.
    static let all: [OnnxModelGolden] = entries(of: root).filter { $0.hasPrefix("onnx_") }.flatMap { name in
        guard let bytes = try? readFile("\(root)/\(name)/expected.json"), let json = try? JSONValue(parsing: bytes)
        else {
            return [OnnxModelGolden]()
        }
        return [("cases", false), ("serving", true)].flatMap { key, isServing in
            (json[key]?.arrayValue ?? []).enumerated().map { number, json in
                OnnxModelGolden(name: name, json: json, isServing: isServing, number: number)
            }
        }
    }
}

@Suite("ONNX models that MLflow saved")
struct OnnxModelGoldenTests {
    static let host: Result<Host, any Error> = Result {
        try OnnxRuntimeLibraries.fetch()
        return Host(
            searchPath: FlavorSearchPath(
                folders: ["\(Fixtures.repository)/flavors"],
                executableFolder: Executable.path.map(Executable.folder(of:))))
    }

    @Test("There are goldens of both kinds", .enabled(if: !Fixtures.isRedirected))
    func presence() {
        #expect(OnnxModelGolden.all.contains { $0.isServing } && OnnxModelGolden.all.contains { !$0.isServing })
    }

    @Test("It predicts and serves what it does in MLflow", arguments: OnnxModelGolden.all)
    func golden(_ golden: OnnxModelGolden) throws {
        let model = try Self.host.get().load(golden.folder)
        #expect(model.plugin.descriptor.id == "onnx-custom-wrapper")
        if golden.isServing { try serving(golden, model) } else { try predict(golden, model) }
    }

    private func predict(_ golden: OnnxModelGolden, _ model: Model) throws {
        let expected = golden.json["prediction"]
        do throws(FlavorError) {
            let payload: Payload
            do throws(SchemaMismatch) { payload = try TaggedValue.payload(golden.json["input"] ?? .null) } catch {
                Issue.record("\(error)")
                return
            }
            let ours = try model.predict(payload).value
            guard let expected else {
                // Our signatures take what loses nothing.
                let accepting = EnforcementDeparture.acceptingRules.map(\.rule)
                let rules = EnforcementRule.allCases.filter { !accepting.contains($0) }
                if (try? Enforcement(model.signature, rules: rules).enforce(payload)) == nil { return }
                Issue.record("expected a refusal: \(golden.json["error"]?.text() ?? ""), found \(ours.json.text())")
                return
            }
            let theirs = try? TaggedValue.value(expected)
            #expect(theirs.map { isClose(ours, $0) } == true, "\(ours.json.text()), expected \(expected.text())")
        } catch {
            #expect(expected == nil, "\(error)")
            #expect(!error.message.contains { $0.isNewline })
        }
    }

    private func serving(_ golden: OnnxModelGolden, _ model: Model) throws {
        let body = TaggedValue.body(golden.json["body"] ?? .null).text(.compact)
        let isAccepted = golden.json["status"]?.integerValue == 200
        do {
            let payload = try Payload(parsing: Array(body.utf8), as: .json, signature: model.signature)
            let reply = payload.reply(try model.predict(payload).value, signature: model.signature)
            let expected = try Value(json: golden.json["json"] ?? .null)
            #expect(isAccepted, "expected a refusal: \(golden.json["json"]?.text() ?? "")")
            #expect(isClose(try Value(json: reply), expected), "\(reply.text()), expected \(expected.json.text())")
        } catch {
            #expect(!isAccepted, "\(error)")
        }
    }

    /// Whether two values are the same but for the last digits of their numbers; tensors also in their types.
    private func isClose(_ ours: Value, _ theirs: Value) -> Bool {
        if case .tensor(let one) = ours, case .tensor(let other) = theirs, one.dtype != other.dtype { return false }
        return isClose(ours.json, theirs.json)
    }

    private func isClose(_ ours: JSONValue, _ theirs: JSONValue) -> Bool {
        switch (ours, theirs) {
        case (.array(let one), .array(let other)):
            one.count == other.count && zip(one, other).allSatisfy { isClose($0, $1) }
        case (.object(let one), .object(let other)):
            one.count == other.count
                && one.allSatisfy { entry in other[entry.key].map { isClose(entry.value, $0) } ?? false }
        default:
            if let one = ours.doubleValue, let other = theirs.doubleValue {
                one == other || one.isNaN && other.isNaN || abs(one - other) <= 1e-5 * max(1, abs(other))
            } else {
                ours == theirs
            }
        }
    }
}
