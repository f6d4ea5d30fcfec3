import Glibc
import JSON
import TestSupport
import Testing

@Suite("flavor predict")
struct PredictTests {
    @Test("--prompt prints the golden text and nothing else, all at once as in pieces", arguments: ExampleModel.cases)
    func golden(example: ExampleModel.Case) throws {
        expectDone(try Flavor.run("predict", ExampleModel.folder, "--prompt", example.prompt), example.text + "\n")
        expectDone(
            try Flavor.run("predict", ExampleModel.folder, "--prompt", example.prompt, "--stream"), example.text + "\n")
    }

    @Test("The golden cases are there")
    func someGoldens() { #expect(!ExampleModel.cases.isEmpty || Fixtures.isRedirected) }

    @Test("A saved model answers as its source does, named by position or by -m")
    func saved() throws {
        try withTemporaryDirectory { folder in
            try ExampleModel.save(to: "\(folder)/model")
            let answer = ExampleModel.spainAnswer + "\n"
            expectDone(try Flavor.run("predict", "\(folder)/model", "--prompt", ExampleModel.spain), answer)
            expectDone(try Flavor.run("predict", "-m", "\(folder)/model", "--prompt", ExampleModel.spain), answer)
            expectDone(
                try Flavor.run("predict", "--model-uri", "\(folder)/model", "--prompt", ExampleModel.spain), answer)
        }
    }

    @Test("--json prints MLflow's reply body")
    func json() throws {
        expectDone(
            try Flavor.run("predict", ExampleModel.folder, "--prompt", ExampleModel.spain, "--json"),
            "{\"predictions\": \"\(ExampleModel.spainAnswer)\"}\n")
        expectDone(
            try Flavor.run("predict", ExampleModel.folder, "--prompt", ExampleModel.spain, "--output-type", "json"),
            "{\"predictions\": \"\(ExampleModel.spainAnswer)\"}\n")
    }

    /// A request and the reply to it.
    struct Exchange: Sendable, CustomTestStringConvertible {
        let body: String
        let reply: String
        var testDescription: String { body }
    }

    static let exchanges = [
        Exchange(body: #"{"prompt": "The capital of France is"}"#, reply: #""Paris. France is in Europe.""#),
        Exchange(
            body: #"{"prompt": ["The capital of France is", "Madrid is the capital of"]}"#,
            reply: #"["Paris. France is in Europe.", "Spain."]"#),
        Exchange(body: #""Madrid is the capital of""#, reply: #"{"predictions": "Spain."}"#),
        Exchange(body: #"["Madrid is the capital of"]"#, reply: #"{"predictions": ["Spain."]}"#),
        Exchange(body: #"{"inputs": ["Madrid is the capital of"]}"#, reply: #"{"predictions": ["Spain."]}"#),
        Exchange(body: #"{"instances": ["Madrid is the capital of"]}"#, reply: #"{"predictions": ["Spain."]}"#),
        Exchange(
            body: #"{"dataframe_split": {"columns": ["q"], "data": [["Madrid is the capital of"]]}}"#,
            reply: #"{"predictions": ["Spain."]}"#),
        Exchange(
            body: #"{"dataframe_records": [{"q": "Madrid is the capital of"}]}"#, reply: #"{"predictions": ["Spain."]}"#
        ),
        Exchange(
            body: #"{"inputs": "The capital of France is", "params": {"max_new_tokens": 2}}"#,
            reply: #"{"predictions": ["Paris."]}"#),
    ]

    @Test("A JSON request comes from a file or from standard input", arguments: exchanges)
    func requests(exchange: Exchange) throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/request.json"
            try writeFile(exchange.body, to: path)
            let reply = exchange.reply + "\n"
            expectDone(try Flavor.run("predict", ExampleModel.folder, "-i", path), reply)
            expectDone(try Flavor.run("predict", ExampleModel.folder, "--input-path", path), reply)
            expectDone(try Flavor.run("predict", ExampleModel.folder, "-i", "-", input: exchange.body), reply)
            expectDone(try Flavor.run("predict", ExampleModel.folder, input: exchange.body), reply)
        }
    }

    @Test("-t text takes the input as it is, without the line break at its end")
    func textInput() throws {
        for input in [ExampleModel.spain, ExampleModel.spain + "\n"] {
            expectDone(
                try Flavor.run("predict", ExampleModel.folder, "-t", "text", "--output-type", "text", input: input),
                ExampleModel.spainAnswer + "\n")
        }
        expectDone(
            try Flavor.run("predict", ExampleModel.folder, "--content-type", "text", input: ExampleModel.spain),
            "{\"predictions\": \"\(ExampleModel.spainAnswer)\"}\n")
    }

    @Test("-o writes a file that replaces the one that was there, and prints nothing")
    func outputFile() throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/answer.txt"
            try writeFile("old", to: path)
            expectDone(try Flavor.run("predict", ExampleModel.folder, "--prompt", ExampleModel.spain, "-o", path), "")
            #expect(try text(of: path) == ExampleModel.spainAnswer + "\n")
            expectDone(
                try Flavor.run("predict", ExampleModel.folder, "--prompt", ExampleModel.spain, "--stream", "-o", path),
                "")
            #expect(try text(of: path) == ExampleModel.spainAnswer + "\n")
            #expect(entries(of: folder) == ["answer.txt"])
        }
    }

    @Test("Any number of threads gives the same answer", arguments: ["1", "2", "3", "16"])
    func threads(count: String) throws {
        expectDone(
            try Flavor.run("predict", ExampleModel.folder, "--prompt", ExampleModel.spain, "--threads", count),
            ExampleModel.spainAnswer + "\n")
    }

    @Test("A model folder with spaces and other letters in its name is found")
    func names() throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/mödel with spaces"
            try ExampleModel.copy(to: path)
            expectDone(try Flavor.run("predict", path, "--prompt", ExampleModel.spain), ExampleModel.spainAnswer + "\n")
        }
    }

    @Test(
        "A failure prints one line and no data",
        arguments: ["not json", "{\"prompt\": 5}", "{\"inputs\": null}", "{\"dataframe_records\": 1}", "[]x"])
    func badInput(body: String) throws {
        expectFailure(try Flavor.run("predict", ExampleModel.folder, input: body), naming: [])
    }

    @Test("Input that is not UTF-8 is refused")
    func notUTF8() throws {
        expectFailure(
            try Flavor.run(["predict", ExampleModel.folder, "-t", "text"], input: [0x61, 0xFF, 0x62]),
            "standard input: line 1, column 2: expected UTF-8, found byte 0xFF")
    }

    @Test("An input file that is not there is named")
    func missingInput() throws {
        expectFailure(
            try Flavor.run("predict", ExampleModel.folder, "-i", "/nonexistent/in.json"),
            naming: ["/nonexistent/in.json"])
    }

    @Test("An output file that cannot be written is named, and nothing is printed")
    func unwritableOutput() throws {
        expectFailure(
            try Flavor.run("predict", ExampleModel.folder, "--prompt", "Hello", "-o", "/nonexistent/out.txt"),
            naming: ["/nonexistent/out.txt"])
    }

    @Test("A full disk is one line of error")
    func fullDisk() throws {
        let script =
            "'\(Flavor.executable)' predict '\(ExampleModel.folder)' --prompt Hello --flavors '\(Flavor.flavors)' > /dev/full"
        expectFailure(
            try runProcess(["bash", "-c", script], environment: Flavor.environment),
            naming: ["standard output", "space"])
    }
}
