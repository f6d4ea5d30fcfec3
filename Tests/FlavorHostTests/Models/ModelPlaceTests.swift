import FlavorKit
import JSON
import TestSupport
import Testing

@testable import FlavorHost

@Suite("Where a model's name leads")
struct ModelPlaceTests {
    private static let wrapper = """
        flavors:
          python_function:
            artifacts:
              phi3: {path: artifacts/phi3, uri: /somewhere/phi3}
              phi3/small: {path: artifacts/small, uri: s}
              out: {path: ../out, uri: o}
              link: {path: artifacts/link, uri: l}
            loader_module: mlflow.pyfunc.model
            python_model: python_model.pkl
        """

    private func place(_ name: String) throws -> String { try ModelPlace(name).path }

    private func message(_ name: String) -> String? {
        do throws(FlavorError) {
            _ = try ModelPlace(name)
            return nil
        } catch {
            return error.message
        }
    }

    private func withWrapper(_ body: (String) throws -> Void) throws {
        try withTemporaryDirectory { folder in
            let model = "\(folder)/model"
            try Files.createFolder("\(model)/artifacts/phi3/cpu")
            try Files.createFolder("\(model)/artifacts/small")
            try writeFile(Self.wrapper, to: "\(model)/MLmodel")
            try makeLink("\(model)/artifacts/link", to: "/etc")
            try body(model)
        }
    }

    @Test("What follows # is an artifact by its name, and a path inside it")
    func artifacts() throws {
        try withWrapper { model throws in
            #expect(try place("\(model)#phi3") == "\(model)/artifacts/phi3")
            #expect(try place("\(model)#phi3/cpu") == "\(model)/artifacts/phi3/cpu")
            #expect(try place("file://\(model)#phi3%2Fcpu") == "\(model)/artifacts/phi3/cpu")
            #expect(try place("\(model)") == model)
        }
    }

    @Test("What a model does not have, and what leads out of it, is refused")
    func refusals() throws {
        try withWrapper { model throws in
            #expect(
                message("\(model)#phi4")
                    == "\(model)#phi4: the model has no artifact \"phi4\": expected one of phi3, phi3/small, out, link")
            #expect(
                message("\(model)#out")
                    == "\(model)/MLmodel: python_function.artifacts.out must be a path inside the folder, found one with '..'"
            )
            #expect(
                message("\(model)#phi3/../../..")
                    == "\(model)/MLmodel: python_function.artifacts.phi3 must be a path inside the folder, found one with '..'"
            )
            #expect(
                message("\(model)#link")
                    == "\(model)/MLmodel: python_function.artifacts.link must stay inside the folder, found a symbolic "
                    + "link that leads out of it")
            #expect(
                message("\(model)/artifacts#phi3")
                    == "\(model)/artifacts#phi3: expected a model folder before '#', found none: name one that has an MLmodel"
            )
            try writeFile("flavors: {}\n", to: "\(model)/MLmodel")
            #expect(
                message("\(model)#x") == "\(model)#x: the model has no artifact \"x\": expected none, since it has none"
            )
        }
    }

    @Test("A # in a folder's name is one where there is such a folder")
    func marksInNames() throws {
        try withWrapper { model throws in
            try Files.createFolder("\(model)#phi3")
            #expect(try place("\(model)#phi3") == "\(model)#phi3")
            #expect(try place("file://\(model)%23phi3") == "\(model)#phi3")

        }
    }

    @Test("A logged model's folder, and a run's with one model, stand for the model; with several one has to be named")
    func trackingTree() throws {
        try withTemporaryDirectory { folder in
            let logged = "\(folder)/mlruns/0/models/m-1"
            let run = "\(folder)/mlartifacts/0/abc"
            for path in ["\(logged)/artifacts", "\(run)/artifacts/a", "\(run)/artifacts/plots"] {
                try Files.createFolder(path)
            }
            try writeFile("flavors: {}\n", to: "\(logged)/artifacts/MLmodel")
            try writeFile("flavors: {}\n", to: "\(run)/artifacts/a/MLmodel")
            #expect(try place(logged) == "\(logged)/artifacts")
            #expect(try place("file:\(logged)/artifacts") == "\(logged)/artifacts")
            #expect(try place(run) == "\(run)/artifacts/a")
            try Files.createFolder("\(run)/artifacts/b")
            try writeFile("flavors: {}\n", to: "\(run)/artifacts/b/MLmodel")
            #expect(
                message(run)
                    == "\(run): a run with the models a, b: name one of them, such as \(run)/artifacts/a")
            #expect(try place("\(run)/artifacts/b") == "\(run)/artifacts/b")
        }
    }
}

@Suite("Models that run in Python")
struct PythonModelTests {
    private static let format = FlavorDescriptor.Format("hub", anyOf: [["config.json"]], inPlace: true)

    /// A host with one flavor for folders with a config.json, and a model whose python_function has this entry.
    private func withModel(_ entry: String, _ body: (Host, String) throws -> Void) throws {
        try withTemporaryDirectory { folder in
            let descriptor = FlavorDescriptor(id: "hub", version: "1", summary: "", formats: [Self.format])
            try Files.createFolder("\(folder)/flavors/hub")
            try writeFile(
                PluginManifest(library: "lib.so", descriptor: descriptor).text, to: "\(folder)/flavors/hub/flavor.json")
            try writeFile("", to: "\(folder)/flavors/hub/lib.so")
            let model = "\(folder)/model"
            try Files.createFolder("\(model)/artifacts/a/deep/er")
            try Files.createFolder("\(model)/data/x")
            try writeFile("flavors:\n  python_function: {\(entry)}\n", to: "\(model)/MLmodel")
            try body(Host(searchPath: FlavorSearchPath(folders: ["\(folder)/flavors"])), model)
        }
    }

    private static let pickled = "loader_module: mlflow.pyfunc.model, python_model: python_model.pkl"

    @Test("Why names the artifact that a flavor can use, however deep, and how")
    func artifact() throws {
        try withModel("\(Self.pickled), artifacts: {a: {path: artifacts/a}}") { host, model throws in
            try writeFile("{}", to: "\(model)/artifacts/a/deep/er/config.json")
            let verdict = try #require(try host.why(model).first)
            #expect(!verdict.isChosen)
            #expect(
                verdict.reason
                    == "python_function is run by the Python module mlflow.pyfunc.model from the pickle python_model.pkl, "
                    + "which is never opened; but its artifact a/deep/er has the files of the format hub")
            #expect(
                verdict.fix
                    == "run flavor predict \(model)#a/deep/er, or flavor save --flavor hub --from \(model)#a/deep/er -o DIR"
            )
            #expect(try host.flavor(for: "\(model)#a/deep/er") == "hub")
        }
    }

    @Test("What a loader module reads is the artifact data")
    func data() throws {
        try withModel("loader_module: mine, data: data/x") { host, model throws in
            try writeFile("{}", to: "\(model)/data/x/config.json")
            let verdict = try #require(try host.why(model).first)
            #expect(
                verdict.reason
                    == "python_function is run by the Python module mine; but its artifact data has the files of the format hub"
            )
            #expect(try host.flavor(for: "\(model)#data") == "hub")
        }
    }

    @Test("A file that a loader module reads is saved, since it is no folder to be used in place")
    func file() throws {
        try withModel("loader_module: mine, data: data/config.json") { host, model throws in
            try writeFile("{}", to: "\(model)/data/config.json")
            let verdict = try #require(try host.why(model).first)
            #expect(verdict.fix == "run flavor save --flavor hub --from \(model)#data -o DIR")
        }
    }

    @Test("Where no artifact helps, the refusal says that the pickle is not opened")
    func pickle() throws {
        try withModel("\(Self.pickled), artifacts: {a: {path: artifacts/a}, out: {path: /etc}}") { host, model throws in
            let error = #expect(throws: FlavorError.self) { try host.load(model) }
            #expect(
                error?.message
                    == "\(model): no installed flavor loads this model, found an MLmodel with the flavors python_function, "
                    + "whose python_function is run by the Python module mlflow.pyfunc.model from the pickle "
                    + "python_model.pkl, which is never opened: run flavor why \(model)")
            #expect(try host.why(model).first?.fix?.hasPrefix("save it again from its own files") == true)
        }
    }

    @Test(
        "Pickles are told by their names, compressed or not",
        arguments: [
            ("python_model.pkl", true), ("python_model.pkl.xz", true), ("model.joblib", true), ("model.skops", false),
            ("pkl", false), ("model.onnx", false), ("a.cloudpickle.gz", true),
        ])
    func pickles(name: String, isPickle: Bool) throws {
        let model = try MLmodel(parsing: Array("flavors: {f: {data: \(name)}}".utf8), file: "MLmodel")
        #expect(PythonFunction(model).pickles == (isPickle ? [name] : []))
    }

    @Test("Info tells what Python would need, provenance and registration")
    func info() throws {
        try withModel(Self.pickled + ", python_version: 3.11.7") { host, model throws in
            let text = try readFile("\(model)/MLmodel")
            try writeFile(
                String(decoding: text, as: UTF8.self)
                    + "env_vars: [KEY]\nmodel_id: m-1\nmodel_uuid: m-1\nrun_id: r\nartifact_path: p\nprompts: [prompts:/p/1]\n",
                to: "\(model)/MLmodel")
            try writeFile("mlflow==3.17.2\n\nnumpy\n", to: "\(model)/requirements.txt")
            try writeFile("model_name: capitals\nmodel_version: '3'\n", to: "\(model)/registered_model_meta")
            let info = try host.info(model)
            #expect(
                info.lines.suffix(4) == [
                    "to run it: Python 3.11.7 with mlflow.pyfunc.model", "  packages: mlflow==3.17.2, numpy",
                    "  pickles, which Python would run: python_model.pkl", "  environment variables: KEY",
                ])
            for line in [
                "model: m-1", "run: r", "logged at: p", "registered: capitals version 3", "prompts: prompts:/p/1",
            ] {
                #expect(info.lines.contains(line))
            }
            #expect(!info.lines.contains("logged model: m-1"))
            #expect(info.json["needs"]?["requirements"] == ["mlflow==3.17.2", "numpy"])
            #expect(info.json["needs"]?["loader_module"] == "mlflow.pyfunc.model")
            #expect(info.json["registered"] == ["name": "capitals", "version": "3"])
            #expect(info.json["flavor_entries"]?["python_function"]?["python_model"] == "python_model.pkl")
        }
    }

    @Test("Links that lead out of a saved model are refused wherever its files are read, others are followed")
    func links() throws {
        try withModel("\(Self.pickled), artifacts: {a: {path: artifacts/a}}") { host, model throws in
            try makeLink("\(model)/artifacts/a/deep/inside", to: "../../../data/x")
            try writeFile("{}", to: "\(model)/artifacts/a/config.json")
            #expect(try host.info(model).byteCount > 0)
            #expect(try host.flavor(for: "\(model)#a") == "hub")
            try makeLink("\(model)/artifacts/a/deep/weights", to: "/etc/passwd")
            let expected =
                "\(model)/artifacts/a/deep/weights is a link that leads out of the model folder, which a saved model may not "
                + "have: copy the model with cp -rL, and use the copy"
            for body in [
                { _ = try host.info(model) }, { _ = try host.load(model) }, { _ = try host.flavor(for: "\(model)#a") },
                { try host.save(SaveRequest(source: model, destination: "\(model)-copy"), flavor: "hub") },
            ] as [() throws -> Void] {
                #expect { try body() } throws: { ($0 as? FlavorError)?.message == expected }
            }
            // The user's own folder may be made of links.
            #expect(try host.flavor(for: "\(model)/artifacts/a") == "hub")
        }
    }

    @Test("A folder that is no model is not walked, and one whose files are elsewhere is not loaded")
    func refusals() throws {
        try withModel("loader_module: x") { host, model throws in
            let error = #expect(throws: FlavorError.self) { try host.info("/") }
            #expect(error?.message.hasPrefix("/: no installed flavor loads this model, found no MLmodel") == true)
            try writeFile("{}", to: "\(model)/config.json")
            try writeFile("flavors: {}\nmetadata: {mlflow.model.isExternal: true}\n", to: "\(model)/MLmodel")
            let external = #expect(throws: FlavorError.self) { try host.load(model) }
            #expect(external?.message.contains("mlflow.model.isExternal") == true)
        }
    }
}
