import FlavorKit
import JSON
import Logging
import TestSupport
import Testing

@testable import FlavorHost

@Suite("Choosing a flavor")
struct FlavorChoiceTests {
    /// A search path with manifests and files in place of libraries: choosing opens none.
    private func withHost(
        _ descriptors: [FlavorDescriptor], missing: Set<String> = [], _ body: (Host, String) throws -> Void
    ) throws {
        try withTemporaryDirectory { folder in
            for descriptor in descriptors {
                let place = "\(folder)/flavors/\(descriptor.id)"
                try Files.createFolder(place)
                try writeFile(
                    PluginManifest(library: "lib.so", descriptor: descriptor).text, to: "\(place)/flavor.json")
                if !missing.contains(descriptor.id) { try writeFile("", to: "\(place)/lib.so") }
            }
            try body(Host(searchPath: FlavorSearchPath(folders: ["\(folder)/flavors"])), folder)
        }
    }

    private func model(_ yaml: String, in folder: String) throws -> String {
        let path = "\(folder)/model"
        try Files.createFolder(path)
        try writeFile(yaml, to: "\(path)/MLmodel")
        return path
    }

    private func flavor(_ id: String, _ claims: [FlavorDescriptor.Claim] = [], formats: [FlavorDescriptor.Format] = [])
        -> FlavorDescriptor
    {
        FlavorDescriptor(id: id, version: "1", summary: "", claims: claims, formats: formats)
    }

    @Test("The satisfied claim of highest priority wins")
    func priorityWins() throws {
        try withHost([
            flavor("low", [.init(key: "a")]), flavor("high", [.init(key: "a", priority: 5)]),
            flavor("unsatisfied", [.init(key: "a", where: ["task": "other"], priority: 9)]),
        ]) { host, folder in
            let verdicts = try host.why(try model("flavors: {a: {task: mine}}", in: folder))
            #expect(verdicts.filter(\.isChosen).map(\.flavor) == ["high"])
            #expect(verdicts.first { $0.flavor == "low" }?.reason == "high comes first")
            #expect(
                verdicts.first { $0.flavor == "unsatisfied" }?.reason == "a.task: expected \"other\", found \"mine\"")
        }
    }

    @Test("Between equal priorities the key that comes first in the MLmodel wins")
    func keyOrderWins() throws {
        try withHost([flavor("one", [.init(key: "a")]), flavor("two", [.init(key: "b")])]) { host, folder in
            let verdicts = try host.why(try model("flavors: {b: {}, a: {}}", in: folder))
            #expect(verdicts.filter(\.isChosen).map(\.flavor) == ["two"])
        }
    }

    @Test("A tie is an error that names both")
    func tieIsAnError() throws {
        try withHost([flavor("one", [.init(key: "a")]), flavor("two", [.init(key: "a")])]) { host, folder in
            let path = try model("flavors: {a: {}}", in: folder)
            let verdicts = try host.why(path)
            #expect(verdicts.allSatisfy { !$0.isChosen && $0.fix != nil })
            let error = #expect(throws: FlavorError.self) { try host.load(path) }
            #expect(
                error?.message
                    == "\(path): the flavors one and two load this model equally well: name one with --flavor")
        }
    }

    @Test("Conditions reach into maps by dotted paths")
    func dottedPaths() throws {
        try withHost([flavor("deep", [.init(key: "a", where: ["x.y": 3])])]) { host, folder in
            let verdict = try #require(try host.why(try model("flavors: {a: {x: {y: 3}}}", in: folder)).first)
            #expect(verdict.isChosen)
        }
    }

    @Test("A flavor whose library is missing says so, and what to do")
    func missingLibrary() throws {
        try withHost([flavor("gone", [.init(key: "a")])], missing: ["gone"]) { host, folder in
            let path = try model("flavors: {a: {}}", in: folder)
            let verdict = try #require(try host.why(path).first)
            #expect(!verdict.isChosen)
            #expect(verdict.reason == "it would, but its library lib.so is missing")
            let error = #expect(throws: FlavorError.self) { try host.load(path) }
            #expect(error?.message.contains("its library lib.so is missing") == true)
        }
    }

    @Test("A bare folder is matched by the globs of formats that are used in place")
    func bareFolder() throws {
        let format = FlavorDescriptor.Format("hub", anyOf: [["config.json", "*.weights"]], inPlace: true)
        try withHost([flavor("bare", formats: [format])]) { host, folder in
            let path = "\(folder)/bare"
            try Files.createFolder(path)
            try writeFile("{}", to: "\(path)/config.json")
            let verdict = try #require(try host.why(path).first)
            #expect(verdict.reason == "as hub the folder lacks *.weights")
            try writeFile("", to: "\(path)/a.weights")
            let complete = try #require(try host.why(path).first)
            #expect(complete.isChosen)
        }
    }

    @Test("Naming a flavor that does not fit gives its reason")
    func namedFlavorMustFit() throws {
        try withHost([flavor("one", [.init(key: "a")]), flavor("two", [.init(key: "b")])]) { host, folder in
            let path = try model("flavors: {a: {}}", in: folder)
            let error = #expect(throws: FlavorError.self) { try host.load(path, flavor: "two") }
            #expect(error?.message.contains("it loads the keys b, the MLmodel has a") == true)
            let unknown = #expect(throws: FlavorError.self) { try host.load(path, flavor: "three") }
            #expect(unknown?.message == "no flavor \"three\" is installed: expected one of one, two")
        }
    }

    @Test("A path without a model is refused in one sentence")
    func noModel() throws {
        try withHost([]) { host, folder in
            let missing = #expect(throws: FlavorError.self) { try host.load("\(folder)/none") }
            #expect(missing?.message.hasPrefix("\(folder)/none: no such folder") == true)
            try writeFile("x", to: "\(folder)/file")
            let file = #expect(throws: FlavorError.self) { try host.load("\(folder)/file") }
            #expect(file?.message.contains("found a file") == true)
            let bare = #expect(throws: FlavorError.self) { try host.load(folder) }
            #expect(bare?.message.contains("no installed flavor loads this model") == true)
        }
    }

    @Test("A damaged manifest is told of and does not hide the others")
    func damagedManifest() throws {
        try withHost([flavor("fine")]) { _, folder in
            try Files.createFolder("\(folder)/flavors/broken")
            try writeFile("{\"library\": \"../x.so\"}", to: "\(folder)/flavors/broken/flavor.json")
            let catalogue = PluginCatalogue(FlavorSearchPath(folders: ["\(folder)/flavors"]))
            #expect(catalogue.flavors.map(\.id) == ["fine"])
            #expect(
                catalogue.problems.map(\.message)
                    == ["\(folder)/flavors/broken/flavor.json: library: expected a file name without folders"])
        }
    }

    @Test("Of two manifests with one id the first on the search path counts")
    func firstFolderWins() throws {
        try withTemporaryDirectory { folder in
            for (name, version) in [("first", "1"), ("second", "2")] {
                try Files.createFolder("\(folder)/\(name)/same")
                let descriptor = FlavorDescriptor(id: "same", version: version, summary: "")
                try writeFile(
                    PluginManifest(library: "l.so", descriptor: descriptor).text,
                    to: "\(folder)/\(name)/same/flavor.json")
            }
            let catalogue = PluginCatalogue(FlavorSearchPath(folders: ["\(folder)/first", "\(folder)/second"]))
            #expect(catalogue.flavors.map(\.descriptor.version) == ["1"])
        }
    }
}
