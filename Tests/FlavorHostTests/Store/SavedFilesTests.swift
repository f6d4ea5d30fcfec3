import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("Files beside MLmodel")
struct SavedFilesTests {
    private static var models: [String] {
        entries(of: "\(Fixtures.root)/mlflow/models").map { "\(Fixtures.root)/mlflow/models/\($0)/model" }
    }

    @Test("The environment is written as MLflow writes it", arguments: models)
    func environment(folder: String) throws {
        let recorded = try #require(try YAML.parse(readFile("\(folder)/python_env.yaml"), file: "f").value.objectValue)
        let tools = (recorded["build_dependencies"]?.arrayValue ?? []).compactMap(\.stringValue)
        func version(_ name: String) -> String? {
            tools.first { $0.hasPrefix("\(name)==") }.map { String($0.dropFirst(name.count + 2)) }
        }
        let requirements = String(decoding: try readFile("\(folder)/requirements.txt"), as: UTF8.self)
        let environment = ModelEnvironment(
            pythonVersion: try #require(recorded["python"]?.stringValue), pipVersion: version("pip"),
            setuptoolsVersion: version("setuptools"), wheelVersion: version("wheel"),
            requirements: requirements.split(separator: "\n").map(String.init))
        try withTemporaryDirectory { copy in
            try environment.write(to: copy)
            #expect(entries(of: copy) == ["conda.yaml", "python_env.yaml", "requirements.txt"])
            let conda = try YAML.parse(readFile("\(folder)/conda.yaml"), file: "f").value
            // A user may have given one of his own.
            let isOwn = conda["name"] != "mlflow-env" || conda["channels"] != ["conda-forge"]
            for name in entries(of: copy) where !isOwn || name != "conda.yaml" {
                #expect(try readFile("\(copy)/\(name)") == readFile("\(folder)/\(name)"), "\(name)")
            }
        }
    }

    @Test("Versions that are not known are left open")
    func openVersions() {
        let environment = ModelEnvironment(pythonVersion: "3.12", requirements: [])
        #expect(environment.requirementsText == "")
        #expect(environment.condaText.contains("- python=3.12\n- pip\n- pip: []\n"))
        #expect(
            environment.pythonEnvironmentText.contains(
                "python: '3.12'\nbuild_dependencies:\n- pip\n- setuptools\n- wheel\n"))
    }

    @Test("The input example is written as MLflow writes it", arguments: models)
    func inputExample(folder: String) throws {
        guard let info = try MLmodel(contentsOfFolder: folder).savedInputExampleInfo, info["type"] == "json_object"
        else {
            return
        }
        let stored = try JSONValue(parsing: readFile("\(folder)/input_example.json"))
        let input = info["params"] == nil ? stored : try #require(stored["inputs"])
        let params = info["params"] == nil ? nil : try Value(json: #require(stored["params"])).mapValue
        let example = try InputExample(.value(try Value(json: input)), params: params)
        #expect(YAML.text(of: example.info) == YAML.text(of: info))
        try withTemporaryDirectory { copy in
            try example.write(to: copy)
            for name in ["input_example.json", "serving_input_example.json"] {
                #expect(try readFile("\(copy)/\(name)") == readFile("\(folder)/\(name)"), "\(name)")
            }
        }
    }

    @Test("Parameters of a chat body go beside its keys")
    func chatParameters() throws {
        let example = try InputExample(
            .value(["prompt": "hi", "n": 1]), params: ["n": 2, "stop": ["é"]])
        #expect(example.text == #"{"inputs": {"prompt": "hi", "n": 1}, "params": {"n": 2, "stop": ["\u00e9"]}}"#)
        #expect(example.servingText == "{\n  \"prompt\": \"hi\",\n  \"n\": 2,\n  \"stop\": [\n    \"\\u00e9\"\n  ]\n}")
        #expect(example.info["params"] == "true")
    }

    @Test("Empty parameters are written but not noted")
    func emptyParameters() throws {
        let example = try InputExample(.value(1), params: [:])
        #expect(example.text == #"{"inputs": 1, "params": {}}"#)
        #expect(example.info["params"] == nil)
    }
}

@Suite("ModelURI")
struct ModelURITests {
    @Test(
        "Paths and file: URIs lead to folders",
        arguments: [
            ("models/x", "models/x"), ("/a b%20", "/a b%20"), ("my:model", "my:model"), ("./runs:/x", "./runs:/x"),
            ("file:///a/b%20c", "/a/b c"), ("file:/a", "/a"), ("file://localhost/a", "/a"), ("FILE:a/b", "a/b"),
            ("file:///%C3%A9", "/é"), ("file:///a%2Fb", "/a/b"), ("/a#b", "/a#b"), ("file:///a%23b%3Fc", "/a#b?c"),
            ("file://LOCALHOST/a#b", "/a"),
        ])
    func paths(text: String, path: String) throws {
        #expect(try ModelURI(text).path == path)
    }

    @Test(
        "Other names are refused with what is supported",
        arguments: [
            ("", "expected the path of a model folder, found an empty one"),
            (
                "runs:/1/model",
                "runs:/1/model: models of a tracking server are not fetched yet: run mlflow artifacts download -u "
                    + "'runs:/1/model' -d DIR, and name the folder that it makes"
            ),
            (
                "models:/phi3@best",
                "models:/phi3@best: models of a tracking server are not fetched yet: run mlflow artifacts download -u "
                    + "'models:/phi3@best' -d DIR, and name the folder that it makes"
            ),
            ("file:///a?b", "a file: URI has no query, found '?': write one of a name as %3F"),
            ("file:///a#%", "a file: URI has two hexadecimal digits after '%', found others"),
            (
                "s3://bucket/x",
                "models are opened from a path or a file: URI, found one of 's3:'; download the model first, "
                    + "for example with 'mlflow artifacts download'"
            ),
            ("file://host/x", "a file: URI has three slashes before its path, found a host name"),
            ("file:///a%2", "a file: URI has two hexadecimal digits after '%', found others"),
            ("file:///a%+1", "a file: URI has two hexadecimal digits after '%', found others"),
            ("file:", "expected a path in UTF-8 after 'file:', found an empty or broken one"),
            ("file:///%FF", "expected a path in UTF-8 after 'file:', found an empty or broken one"),
            ("file:///%00", "expected a path in UTF-8 after 'file:', found an empty or broken one"),
        ])
    func refused(text: String, message: String) {
        #expect { try ModelURI(text) } throws: { ($0 as? FlavorError)?.message == message }
    }
}
