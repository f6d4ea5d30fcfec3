import JSON
import TestSupport
import Testing

@Suite("flavor signature infer")
struct SignatureInferTests {
    private func infer(_ input: String, _ more: String...) throws -> ProcessResult {
        try runProcess(
            [Flavor.executable, "signature", "infer", "-i", "-"] + more, environment: Flavor.environment,
            input: Array(input.utf8))
    }

    @Test("Prints the signature as MLflow prints it")
    func printed() throws {
        let messages = #"{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": null}]}"#
        expectDone(
            try infer(messages),
            """
            inputs: \n  ['messages': Array({content: string (optional), role: string (required)}) (required)]
            outputs: \n  None
            params: \n  None

            """)
    }

    @Test("--json prints the three texts as they stand in an MLmodel")
    func texts() throws {
        try withTemporaryDirectory { folder in
            try writeFile(#"{"temperature": 0.5, "stop": ["é"]}"#, to: "\(folder)/p.json")
            try writeFile(#"{"dataframe_split": {"columns": ["y"], "data": [[1], [null]]}}"#, to: "\(folder)/o.json")
            let result = try infer(
                #"["q"]"#, "--params", "\(folder)/p.json", "--outputs", "\(folder)/o.json", "--json")
            #expect(result.isSuccess && result.errors == "")
            let json = try JSONValue(parsing: result.output)
            #expect(json["inputs"] == #"[{"type": "string", "required": true}]"#)
            #expect(json["outputs"] == #"[{"type": "double", "name": "y", "required": false}]"#)
            #expect(
                json["params"]
                    == #"[{"name": "temperature", "default": 0.5, "shape": null, "type": "double"}, {"name": "stop", "default": ["\u00e9"], "shape": [-1], "type": "string"}]"#
            )
            #expect(json.objectValue?.count == 3)
        }
    }

    @Test("Parts that are not there are null")
    func nulls() throws {
        let json = try JSONValue(parsing: try infer("1", "--json").output)
        #expect(json["outputs"] == .null && json["params"] == .null)
    }

    @Test("Parameters in the example count, but not beside others")
    func parameters() throws {
        let example = #"{"inputs": "q", "params": {"k": 3}}"#
        expectDone(
            try infer(example),
            "inputs: \n  [string (required)]\noutputs: \n  None\nparams: \n  ['k': long (default: 3)]\n")
        try withTemporaryDirectory { folder in
            try writeFile("{}", to: "\(folder)/p.json")
            expectFailure(
                try infer(example, "--params", "\(folder)/p.json"),
                "standard input: the example has parameters; leave out those, or --params")
            try writeFile("[1]", to: "\(folder)/p.json")
            expectFailure(
                try infer("1", "--params", "\(folder)/p.json"),
                "\(folder)/p.json: expected an object of parameters, found list")
            try writeFile(#"{"k": null}"#, to: "\(folder)/p.json")
            expectFailure(
                try infer("1", "--params", "\(folder)/p.json"),
                naming: ["\(folder)/p.json: params.k: expected", "null"])
        }
    }

    @Test("What has no type is Any, with a warning on standard error")
    func fallback() throws {
        let result = try infer(#"[{"a": 1}, {"a": "secret"}]"#)
        #expect(
            result.outcome
                == ProcessResult.Outcome(
                    status: 0,
                    output: "inputs: \n  [Any (required)]\noutputs: \n  None\nparams: \n  None\n",
                    errors:
                        "warning: inputs[1].a: expected long as before, found string; the inputs are taken as Any, of which nothing is checked\n"
                ))
    }

    @Test("A name that would drive the terminal is shown escaped")
    func terminal() throws {
        let result = try infer(#"{"o": {"\u001b[2J\n": 1}}"#)
        #expect(result.output.hasPrefix("inputs: \n  ['o': {\\u{1b}[2J\\u{a}: long (required)} (required)]\noutputs"))
    }

    @Test("An unreadable example is one clear sentence")
    func unreadable() throws {
        expectFailure(
            try infer("[1,"),
            "standard input: expected JSON: line 1, column 4: expected a value, found the end of the text")
        expectFailure(try infer("null"), "standard input: expected an example, found null")
        expectFailure(
            try Flavor.runAlone("signature", "infer", "-i", "/nowhere/e.json"), naming: ["/nowhere/e.json"])
    }
}
