import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("A model's signature stands between the caller and the flavor")
struct ModelSignatureTests {
    private let library: String
    private let descriptor: FlavorDescriptor

    init() async throws {
        library = try await SwiftPlugins.buildThirdParty(.debug)
        descriptor = try TestHost.make().plugin(atLibrary: library).descriptor
    }

    /// Runs a body with a model of the flavor that turns texts around, whose MLmodel has a signature.
    private func withModel(
        inputs: String? = #"[{"type": "string", "required": true}]"#, outputs: String? = nil, params: String? = nil,
        loader: String? = nil, log: LogLines = LogLines(), _ body: (Model) throws -> Void
    ) throws {
        try withTemporaryDirectory { folder in
            let flavors = FlavorFolder(path: "\(folder)/flavors")
            try flavors.add(descriptor, library: library)
            try makeFolder("\(folder)/model")
            func text(_ json: String?) -> JSONValue { json.map { .string($0) } ?? .null }
            var entry: JSONObject = ["reverse-text": ["unit": "characters"]]
            if let loader { entry["python_function"] = ["loader_module": .string(loader)] }
            let model: JSONValue = [
                "flavors": .object(entry),
                "signature": ["inputs": text(inputs), "outputs": text(outputs), "params": text(params)],
            ]
            try writeFile(model.text(), to: "\(folder)/model/MLmodel")
            try body(flavors.host(built: library, log: log).load("\(folder)/model"))
        }
    }

    @Test("Input that the signature refuses never reaches the flavor")
    func input() throws {
        try withModel { model in
            #expect(throws: FlavorError(.invalidArgument, "input: expected string, found integer")) {
                try model.predict(5)
            }
            var payload = Payload(.map([:]))
            payload.source = "request.json"
            #expect(throws: FlavorError(.invalidArgument, "request.json: input: expected 1 column, found 0")) {
                try model.predict(payload)
            }
        }
    }

    @Test("A result that the signature does not promise is the flavor's fault, and named as such")
    func output() throws {
        let text = #"[{"type": "string", "required": true}]"#
        let number = #"[{"type": "long", "required": true}]"#
        try withModel(inputs: nil, outputs: text) { model in
            let answer = try model.predict("abc").value
            #expect(answer == "cba")
        }
        try withModel(inputs: nil, outputs: number) { model in
            let error = #expect(throws: FlavorError.self) { try model.predict("abc") }
            #expect(error?.code == .internal)
            #expect(
                error?.message.hasSuffix("promises: output: expected long, found string") == true, "\(error as Any)")
        }
    }

    @Test("Where MLflow itself predicts, which holds nobody to the outputs, another result is passed on with a warning")
    func outputUnderMLflow() throws {
        let number = #"[{"type": "long", "required": true}]"#
        let log = LogLines(level: .warning)
        try withModel(inputs: nil, outputs: number, loader: "mlflow.pyfunc.model", log: log) { model in
            for _ in 0..<2 {
                let answer = try model.predict("abc").value
                #expect(answer == "cba")
            }
        }
        #expect(log.warnings.count == 1)
        #expect(log.warnings.first?.contains("expected long, found string: it is passed on") == true)
        try withModel(inputs: nil, outputs: number, loader: "my_loader") { model in
            _ = #expect(throws: FlavorError.self) { try model.predict("abc") }
        }
    }

    @Test("A list of nothing is what a model promises for a table without rows")
    func emptyOutput() throws {
        let outputs = #"[{"type": "string", "name": "a", "required": true}]"#
        let enforcement = Enforcement(try ModelSignature(inputsText: nil, outputsText: outputs, paramsText: nil))
        try enforcement.check(output: [])
        #expect(throws: SchemaMismatch.self) { try enforcement.check(output: [["b": "x"]]) }
    }

    @Test("A parameter is known to the signature or to the flavor; a caller's own others are refused")
    func parameters() throws {
        let params = #"[{"name": "k", "default": 1, "shape": null, "type": "long"}]"#
        try withModel(params: params) { model in
            let error = #expect(throws: FlavorError.self) { try model.predict("abc", parameters: ["z": 1]) }
            #expect(error?.message.contains("parameter \"z\" is not known to reverse-text") == true)
            #expect(throws: FlavorError(.invalidArgument, "params.k: expected long, found string")) {
                try model.predict("abc", parameters: ["k": "x"])
            }
        }
    }
}
