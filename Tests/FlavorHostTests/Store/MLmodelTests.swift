import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("MLmodel")
struct MLmodelTests {
    private func read(_ text: String) throws(FlavorError) -> MLmodel {
        try MLmodel(parsing: Array(text.utf8), file: "MLmodel")
    }

    private func message(_ text: String) -> String {
        do {
            return "read as \(try read(text).yaml())"
        } catch {
            return error.message
        }
    }

    /// The folders of saved models among the goldens.
    private static var models: [String] {
        entries(of: "\(Fixtures.root)/mlflow/models").map { "\(Fixtures.root)/mlflow/models/\($0)/model" }
    }

    @Test("The goldens are there")
    func goldens() {
        #expect(Fixtures.isRedirected || Self.models.count >= 9)
    }

    @Test("What MLflow saved is written back byte for byte", arguments: models)
    func roundTrip(folder: String) throws {
        let model = try MLmodel(contentsOfFolder: folder)
        #expect(try Array(model.yaml().utf8) == readFile("\(folder)/MLmodel"))
        for name in ["conda.yaml", "python_env.yaml"] {
            let bytes = try readFile("\(folder)/\(name)")
            let object = try #require(try YAML.parse(bytes, file: name).value.objectValue)
            #expect(Array(YAML.text(of: object, sortedKeys: false).utf8) == bytes)
        }
    }

    @Test("The size of a saved model is the one that MLflow counted", arguments: models)
    func size(folder: String) throws {
        let model = try MLmodel(contentsOfFolder: folder)
        var counted = try #require(model.modelSizeBytes)
        // MLflow counts a Python model before it copies the code.
        if model.flavors.keys.elementsEqual(["python_function"]) {
            for file in try Files.list(folder) where file.path.hasPrefix("code/") { counted += Int64(file.size) }
        }
        #expect(try ModelSize.bytes(inFolder: folder) == counted)
    }

    @Test("A file is accepted or refused as by MLflow, with the same content, and written back as MLflow writes it")
    func loading() throws {
        let path = "\(Fixtures.root)/mlflow/mlmodel/load.json"
        guard let bytes = try? readFile(path) else {
            #expect(Fixtures.isRedirected)
            return
        }
        for entry in try #require(try JSONValue(parsing: bytes)["cases"]?.arrayValue) {
            let name = Comment(
                rawValue: "\(entry["id"]?.stringValue ?? ""): \(entry["text"]?.stringValue ?? "no file")")
            try withTemporaryDirectory { folder in
                if let text = entry["text"]?.stringValue { try writeFile(text, to: "\(folder)/MLmodel") }
                let result = Result { () throws(FlavorError) in try MLmodel(contentsOfFolder: folder) }
                if MLmodelDeparture(entry["text"]?.stringValue ?? "", result) != nil { return }
                guard let expected = entry["load"]?["to_dict"]?.objectValue else {
                    #expect(throws: FlavorError.self, name) { try result.get() }
                    return
                }
                guard case .success(var found) = result else {
                    Issue.record("\(name): \(result)")
                    return
                }
                if expected["utc_time_created"] == "<volatile>" {
                    #expect(found.utcTimeCreated.utf8.count == 26, name)
                    found.utcTimeCreated = "<volatile>"
                }
                #expect(sorted(.object(found.members)).text() == sorted(.object(expected)).text(), name)
                if let saved = entry["load"]?["saved"]?.stringValue { #expect(found.yaml() == saved, name) }
            }
        }
    }

    /// The order of keys does not matter to Python's dictionaries.
    private func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            .object(JSONObject(object.sorted { $0.key < $1.key }.map { ($0.key, sorted($0.value)) }))
        case .array(let elements): .array(elements.map(sorted))
        default: value
        }
    }

    @Test("The documentation's table has a row for each departure", arguments: MLmodelDeparture.allCases)
    func departures(departure: MLmodelDeparture) throws {
        let path = "\(Fixtures.repository)/Sources/FlavorHost/FlavorHost.docc/model-format.md"
        #expect(String(decoding: try readFile(path), as: UTF8.self).contains("\n| \(departure.rawValue) | "))
    }

    @Test("Timestamps, and keys that are no text, are written back as they were")
    func notes() throws {
        let text = """
            flavors:
              f:
                2: two
                10: ten
            metadata:
              at: 2024-01-02 03:04:05.678000
              days:
              - 2024-01-02
              - '2024-01-02'
              names:
                b: 1
                true: yes
                null: no
            model_id: null
            model_uuid: null
            prompts: null
            utc_time_created: '2024-01-02 03:04:05'

            """
        #expect(try read(text).yaml() == text.replacing("yes", with: "true").replacing(": no\n", with: ": false\n"))
        var model = try read(text)
        model.metadata = ["at": "noon", "days": ["x"]]
        #expect(model.yaml().contains("metadata:\n  at: noon\n  days:\n  - x\n"))
    }

    @Test("A new model has the keys that MLflow expects")
    func newModel() throws {
        var model = MLmodel()
        model.flavors["my-flavor"] = .object(JSONObject([("data", "model")]))
        model.signature = try ModelSignature(inputs: Schema(columns: [ColSpec(.scalar(.string))]))
        model.metadata = JSONObject([("task", "llm/v1/chat")])
        model.modelSizeBytes = 12
        let identifier = try #require(model.modelUUID)
        #expect(identifier.utf8.count == 32)
        #expect(identifier.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
        #expect(MLmodel().modelUUID != identifier)
        model.utcTimeCreated = "2026-11-22 11:17:37.729882"
        #expect(
            model.yaml() == """
                flavors:
                  my-flavor:
                    data: model
                is_signature_from_type_hint: false
                metadata:
                  task: llm/v1/chat
                mlflow_version: 3.17.2
                model_id: null
                model_size_bytes: 12
                model_uuid: \(try read("a: \(identifier)").members["a"] == .string(identifier) ? identifier : "'\(identifier)'")
                prompts: null
                signature:
                  inputs: '[{"type": "string", "required": true}]'
                  outputs: null
                  params: null
                type_hint_from_example: false
                utc_time_created: '2026-11-22 11:17:37.729882'

                """)
        #expect(try read(model.yaml()).yaml() == model.yaml())
        model.signature = nil
        #expect(!model.yaml().contains("signature") && !model.yaml().contains("type_hint"))
    }

    @Test("Every known key is a property that is written under MLflow's name")
    func knownKeys() throws {
        var model = try read("flavors: {}\nutc_time_created: x\n")
        model.mlflowVersion = "3.0"
        model.modelUUID = "u"
        model.modelID = "m-1"
        model.runID = "r"
        model.artifactPath = "a"
        model.savedInputExampleInfo = JSONObject([("type", "json_object")])
        model.prompts = ["prompts:/p/1"]
        model.environmentVariables = ["KEY"]
        model.resources = JSONObject([("api_version", "1")])
        model.authPolicy = JSONObject()
        model.databricksRuntime = "15.4"
        let yaml = """
            artifact_path: a
            auth_policy: {}
            databricks_runtime: '15.4'
            env_vars:
            - KEY
            flavors: {}
            mlflow_version: '3.0'
            model_id: m-1
            model_uuid: u
            prompts:
            - prompts:/p/1
            resources:
              api_version: '1'
            run_id: r
            saved_input_example_info:
              type: json_object
            utc_time_created: x

            """
        #expect(model.yaml() == yaml)
        let copy = try read(yaml)
        #expect(copy.yaml() == yaml)
        #expect(copy.mlflowVersion == "3.0" && copy.modelUUID == "u" && copy.modelID == "m-1" && copy.runID == "r")
        #expect(copy.artifactPath == "a" && copy.prompts == ["prompts:/p/1"] && copy.environmentVariables == ["KEY"])
        #expect(copy.resources?["api_version"] == "1" && copy.authPolicy == JSONObject())
        #expect(copy.databricksRuntime == "15.4" && copy.utcTimeCreated == "x" && copy.metadata == nil)
        #expect(try read("signature: {params: '[]'}\nis_signature_from_type_hint: true\n").isSignatureFromTypeHint)
        #expect(try !read("signature: {params: '[]'}\nis_signature_from_type_hint: true\n").isTypeHintFromExample)
    }

    @Test("The time of creation is now")
    func time() throws {
        let time = MLmodel().utcTimeCreated
        #expect(time == (try read("utc_time_created: '\(time)'").utcTimeCreated))
        #expect(try read("utc_time_created: \(time)").utcTimeCreated.hasPrefix(String(time.prefix(19))))
        #expect(time > "2025-01-01 00:00:00.000000" && time < "2100-01-01 00:00:00.000000")
    }

    @Test("Unknown keys and the entries of other flavors survive, private keys do not")
    func unknownKeys() throws {
        let text = "flavors:\n  other:\n    x: [1, {y: null}]\nfuture: {a: 1.5}\n_private: 1\n"
        let yaml = try read(text).yaml()
        #expect(
            yaml.hasPrefix("flavors:\n  other:\n    x:\n    - 1\n    - y: null\nfuture:\n  a: 1.5\nmodel_id: null\n"))
        #expect(!yaml.contains("_private"))
    }

    @Test("Values that are null are left out as MLflow leaves them out")
    func nulls() throws {
        let model = try read("run_id: null\nartifact_path:\nmetadata: ~\nprompts: null\ndatabricks_runtime: null\n")
        let keys = model.members.keys.sorted()
        #expect(keys == ["databricks_runtime", "flavors", "model_id", "model_uuid", "prompts", "utc_time_created"])
    }

    @Test("A version that YAML takes for a number keeps its value")
    func numericVersion() throws {
        let model = try read("mlflow_version: 2.10\n")
        #expect(model.mlflowVersion == "2.1")
        #expect(model.yaml().contains("mlflow_version: 2.1\n"))
    }

    @Test("An external model says so")
    func external() throws {
        #expect(try read("metadata: {mlflow.model.isExternal: true}\n").isExternal)
        #expect(try !read("metadata: {mlflow.model.isExternal: false}\n").isExternal)
    }

    @Test(
        "What is no MLmodel is refused in one sentence",
        arguments: [
            ("", "MLmodel: expected a map of keys such as 'flavors', found an empty file"),
            ("- a\n", "MLmodel: expected a map of keys such as 'flavors', found array"),
            ("hello\n", "MLmodel: expected a map of keys such as 'flavors', found string"),
            ("flavors: [a]\n", "MLmodel: flavors must be a map, found array"),
            ("signature: [a]\n", "MLmodel: signature must be a map, found array"),
            ("signature: {inputs: [1]}\n", "MLmodel: signature.inputs must be a text in JSON, found array"),
            ("signature: {outputs: '[1'}\n", "MLmodel: signature: outputs must be JSON: line 1, column 3: "),
            (
                "signature: {inputs: '', params: null}\n",
                "MLmodel: signature: a signature must have at least one of inputs, outputs and params, found none"
            ),
            ("resources: r.yaml\n", "MLmodel: resources must be a map, found string"),
            ("1: a\n", "MLmodel: expected keys that are names, found 1: put it in quotes"),
            (
                "metadata: {1: a, '1': b}\n",
                "MLmodel, line 1: a map has the key '1' twice, once in quotes; rename one of the two"
            ),
            (
                "metadata: {day: 2024-02-30}\n",
                "MLmodel, line 1: expected a day and a time that exist; put in quotes what is meant as text"
            ),
            ("env_vars: A\n", "MLmodel: env_vars must be a list of names, found string"),
            ("env_vars: [A, 1]\n", "MLmodel: env_vars[1] must be a name, found integer"),
        ])
    func refused(text: String, expected: String) {
        #expect(message(text).hasPrefix(expected))
        #expect(!message(text).contains("\n"))
    }

    @Test("A missing folder, a missing file and a folder in place of the file are told apart")
    func missing() throws {
        try withTemporaryDirectory { folder in
            func message(_ folder: String) -> String? {
                do throws(FlavorError) {
                    _ = try MLmodel(contentsOfFolder: folder)
                    return nil
                } catch {
                    return error.message
                }
            }
            #expect(message("\(folder)/none") == "cannot open \(folder)/none/MLmodel: no such file or directory")
            #expect(message(folder) == "\(folder) is not a model folder: it holds no file MLmodel")
            try Files.createFolder("\(folder)/MLmodel")
            #expect(message(folder) == "\(folder)/MLmodel is not a file")
        }
    }

    @Test("A file of 100 MB is refused before it is read")
    func huge() throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/MLmodel"
            try writeFile("flavors: {}\n", to: path)
            try setSize(of: path, to: 100_000_000)
            #expect(throws: FlavorError(.invalidArgument, "\(path): at most 16777216 bytes are read, found 100000000"))
            {
                try MLmodel(contentsOfFolder: folder)
            }
        }
    }
}
