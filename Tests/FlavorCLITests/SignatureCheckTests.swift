import Glibc
import JSON
import TestSupport
import Testing

@Suite("flavor signature check")
struct SignatureCheckTests {
    private static let columns =
        #"[{"type": "double", "name": "height", "required": true}, {"type": "string", "name": "note", "required": false}]"#
    private static let params =
        #"[{"name": "limit", "default": 3, "shape": null, "type": "long"}, {"name": "label", "default": "a", "shape": null, "type": "string"}]"#

    /// Requests over HTTP whose outcome is MLflow's.
    static let goldens: [Golden] = {
        let chosen = [
            "serving_other_forms": [
                "records", "records_missing_optional", "records_missing_required", "records_dict", "inputs_records",
                "inputs_dict_named_lists", "inputs_list_single_named", "inputs_tensor", "inputs_tensor_wrong_shape",
                "inputs_tensor_named", "instances_records", "two_formats",
            ],
            "serving_dataframe_split": [
                "ok", "int_to_double", "missing_col", "extra_col", "object_col_bad", "params_given",
            ],
        ]
        return chosen.flatMap { file, ids in
            SignedModel.goldens("enforcement/\(file)").compactMap { Golden(id: "\(file)/", $0, of: ids) }
        }
    }()

    /// One request, and what MLflow makes of it.
    struct Golden: Sendable, CustomTestStringConvertible {
        let id: String
        let inputs: String
        let params: String?
        let payload: String
        /// The columns or tensors that the model gets; nil for a refusal.
        let value: JSONValue?
        let parameters: JSONValue
        var testDescription: String { id }

        init?(id prefix: String, _ golden: JSONValue, of ids: [String]) {
            guard let id = golden["id"]?.stringValue, ids.contains(id), let payload = golden["payload"],
                let inputs = golden["schema"]?["inputs"]
            else { return nil }
            self.id = prefix + id
            self.inputs = inputs.text()
            params = golden["schema"]?["params"].flatMap { $0.isNull ? nil : $0.text() }
            self.payload = payload.text()
            value = golden["outcome"] == "accepted" ? golden["value"].map(Self.untagged) : nil
            parameters = golden["params_value"] ?? .null
        }

        /// A table as an object of columns, a tensor as nested lists.
        private static func untagged(_ value: JSONValue) -> JSONValue {
            if let tensor = value["$ndarray"] { return tensor["data"] ?? .null }
            guard let table = value["$dataframe"] else {
                return .object(JSONObject((value.objectValue ?? JSONObject()).map { ($0.key, untagged($0.value)) }))
            }
            let rows = table["data"]?.arrayValue ?? []
            let names = table["columns"]?.arrayValue ?? []
            return .object(
                JSONObject(
                    names.enumerated().map { position, name in
                        (
                            name.stringValue ?? String(position),
                            .array(rows.map { $0.arrayValue?[position] ?? .null })
                        )
                    }))
        }
    }

    @Test("The requests are there", .enabled(if: !Fixtures.isRedirected))
    func someGoldens() { #expect(Self.goldens.count == 18) }

    @Test("--json gives MLflow's outcome, and the value and parameters that its model would get", arguments: goldens)
    func golden(example: Golden) throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder, inputs: example.inputs, params: example.params)
            try writeFile(example.payload, to: "\(folder)/input.json")
            let result = try Flavor.run("signature", "check", folder, "-i", "\(folder)/input.json", "--json")
            let json = try JSONValue(parsing: result.output)
            if let value = example.value {
                #expect(result.outcome.status == 0)
                #expect(json == ["outcome": "accepted", "value": value, "params": example.parameters])
            } else {
                #expect(result.outcome.status == 1)
                #expect(result.errors == "")
                #expect(json.objectValue?.map(\.key) == ["outcome", "error"])
                #expect(json["outcome"] == "rejected")
                let error = json["error"]?.objectValue
                #expect(error?.map(\.key) == ["message", "path", "row", "expected", "found"])
            }
        }
    }

    /// One table in each way to write it.
    static let forms = [
        ("in.json", #"{"dataframe_split": {"columns": ["height", "note"], "data": [[1.5, "x"], [2.5, "y"]]}}"#),
        ("in.json", #"[{"height": 1.5, "note": "x"}, {"height": 2.5, "note": "y"}]"#),
        ("in.jsonl", "{\"height\": 1.5, \"note\": \"x\"}\n{\"height\": 2.5, \"note\": \"y\"}\n"),
        ("in.ndjson", "{\"height\": 1.5, \"note\": \"x\"}\n{\"height\": 2.5, \"note\": \"y\"}\n"),
        ("in.csv", "height,note\n1.5,x\n2.5,y\n"),
        ("in.CSV", "height,note\n1.5,x\n2.5,y\n"),
    ]

    @Test("The file's ending tells how the input is written", arguments: forms)
    func form(name: String, text: String) throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder, inputs: Self.columns)
            try writeFile(text, to: "\(folder)/\(name)")
            let result = try Flavor.run("signature", "check", folder, "-i", "\(folder)/\(name)", "--json")
            #expect(result.outcome == .init(status: 0, output: Self.acceptedTable, errors: ""))
        }
    }

    private static let acceptedTable =
        "{\"outcome\": \"accepted\", \"value\": {\"height\": [1.5, 2.5], \"note\": [\"x\", \"y\"]}, \"params\": null}\n"

    @Test("-t tells it over the ending and for standard input, which -i - and a pipe are")
    func contentType() throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder, inputs: Self.columns)
            let csv = "height,note\n1.5,x\n2.5,y\n"
            try writeFile(csv, to: "\(folder)/in.json")
            let file = ["-i", "\(folder)/in.json"]
            for input in [file, ["-i", "-"], []] {
                let result = try Flavor.run(
                    ["signature", "check", folder, "-t", "csv", "--json"] + input, input: Array(csv.utf8))
                #expect(result.outcome == .init(status: 0, output: Self.acceptedTable, errors: ""))
            }
            #expect(try Flavor.run(["signature", "check", folder] + file).outcome.status == 1)
        }
    }

    @Test("A text is the one column of a model of texts")
    func textInput() throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder, inputs: #"[{"type": "string", "name": "question", "required": true}]"#)
            try writeFile("What is it?\n", to: "\(folder)/in.txt")
            expectDone(
                try Flavor.run("signature", "check", folder, "-i", "\(folder)/in.txt", "--json"),
                "{\"outcome\": \"accepted\", \"value\": {\"question\": [\"What is it?\"]}, \"params\": null}\n")
        }
    }

    @Test("For a person it names the columns with their types, the rows and the parameters")
    func people() throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder, inputs: Self.columns, params: Self.params)
            expectDone(
                try Flavor.run(
                    "signature", "check", folder, "--param", "limit=5", "--param", "label=7",
                    input: #"[{"height": 1.5}, {"height": 2}]"#),
                """
                accepted
                input: 2 rows
                  height: double
                params:
                  limit: 5
                  label: "7"

                """)
        }
    }

    @Test("For a person it names tensors with type and shape")
    func tensors() throws {
        expectDone(
            try Flavor.run(
                "signature", "check", "\(Fixtures.own)/mlflow/models/onnx_linear/model",
                input: #"{"inputs": [[1, 2, 3], [4, 5, 6]]}"#),
            "accepted\ninput: float32 (2, 3)\n")
    }

    @Test("A refusal is one line of error that names file, place and row, and nothing of the data")
    func refusal() throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder, inputs: Self.columns)
            try writeFile(#"[{"height": 1.5}, {"height": "secret"}]"#, to: "\(folder)/in.json")
            let result = try Flavor.run("signature", "check", folder, "-i", "\(folder)/in.json")
            expectFailure(result, naming: ["\(folder)/in.json: ", "height", "row 1", "double"])
            #expect(!result.errors.contains("secret"))
            let object = try Flavor.run("signature", "check", folder, "-i", "\(folder)/in.json", "--json")
            let error = try #require(try JSONValue(parsing: object.output)["error"])
            #expect(object.outcome.status == 1 && object.errors == "")
            #expect(error["path"] == "height" && error["row"] == 1)
            #expect(error["expected"]?.stringValue?.contains("double") == true)
            #expect(!object.output.contains("secret"))
        }
    }

    @Test("Text that is not JSON is refused with its place, as a result with --json")
    func syntax() throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder, inputs: Self.columns)
            expectFailure(
                try Flavor.run("signature", "check", folder, input: "{\"height\": }"),
                naming: ["standard input", "line 1"])
            let result = try Flavor.run("signature", "check", folder, "--json", input: "{\"height\": }")
            #expect(result.outcome.status == 1 && result.errors == "")
            #expect(try JSONValue(parsing: result.output)["outcome"] == "rejected")
        }
    }

    @Test("Parameters of the command go over those of the request; one of a wrong type is refused by name")
    func parameters() throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder, inputs: Self.columns, params: Self.params)
            let body = #"{"dataframe_records": [{"height": 1.5}], "params": {"limit": 4, "label": "b"}}"#
            let over = try Flavor.run("signature", "check", folder, "--param", "limit=9", "--json", input: body)
            #expect(try JSONValue(parsing: over.output)["params"] == ["limit": 9, "label": "b"])
            let wrong = try Flavor.run("signature", "check", folder, "--param", "limit=many", "--json", input: body)
            #expect(wrong.outcome.status == 1)
            let error = try JSONValue(parsing: wrong.output)["error"]
            #expect(error?["path"]?.stringValue?.contains("limit") == true)
        }
    }

    @Test("A parameter that the signature does not name is refused by hand, and left out with a warning in a request")
    func unknownParameter() throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder, inputs: Self.columns, params: Self.params)
            expectFailure(
                try Flavor.run("signature", "check", folder, "--param", "zeal=1", input: #"[{"height": 1.5}]"#),
                naming: ["params.zeal", "a parameter of the signature", "it does not have"])
            let result = try Flavor.run(
                "signature", "check", folder, "--json",
                input: #"{"dataframe_records": [{"height": 1.5}], "params": {"zeal": 1}}"#)
            #expect(result.isSuccess)
            #expect(try JSONValue(parsing: result.output)["params"] == ["limit": 3, "label": "a"])
            #expect(result.errors.contains("zeal") && result.errors.hasPrefix("warning: "))
        }
    }

    @Test("The parameters of the flavor that loads the model are taken, others are refused as a prediction would")
    func flavorParameters() throws {
        try withTemporaryDirectory { folder in
            try ExampleModel.save(to: "\(folder)/model")
            let body = #"{"inputs": ["a"]}"#
            let taken = try Flavor.run(
                "signature", "check", "\(folder)/model", "--param", "max_new_tokens=2", "--json", input: body)
            #expect(taken.isSuccess)
            #expect(try JSONValue(parsing: taken.output)["params"]?["max_new_tokens"] == 2)
            for words in ["zeal=1", "max_new_tokens=many"] {
                let refused = try Flavor.run(
                    "signature", "check", "\(folder)/model", "--param", words, "--json", input: body)
                #expect(refused.outcome.status == 1)
                let path = try JSONValue(parsing: refused.output)["error"]?["path"]?.stringValue
                #expect(path == "params.\(words.prefix { $0 != "=" })")
            }
        }
    }

    @Test("What a flavor takes in place of the signature's inputs passes")
    func alternatives() throws {
        try withTemporaryDirectory { folder in
            try ExampleModel.save(to: "\(folder)/model")
            let result = try Flavor.run(
                "signature", "check", "\(folder)/model", input: #"{"prompt_token_ids": [1, 2]}"#)
            #expect(result.isSuccess && result.output.contains("  prompt_token_ids: Any\n"), "\(result.outcome)")
        }
    }

    @Test("Without a signature any input passes as it is")
    func unsigned() throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder)
            let result = try Flavor.run("signature", "check", folder, "--json", input: #"{"a": [1, null]}"#)
            #expect(
                result.outcome.output
                    == "{\"outcome\": \"accepted\", \"value\": {\"a\": [1, null]}, \"params\": null}\n")
        }
    }

    @Test("A folder without an MLmodel has nothing to check against, and a missing input is named")
    func refusals() throws {
        expectFailure(
            try Flavor.run("signature", "check", ExampleModel.folder, input: "[]"),
            naming: [ExampleModel.folder, "no MLmodel", "flavor save"])
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder)
            expectFailure(
                try Flavor.run("signature", "check", folder, "-i", "\(folder)/none.json", "--json"),
                naming: ["\(folder)/none.json"])
        }
    }
}
