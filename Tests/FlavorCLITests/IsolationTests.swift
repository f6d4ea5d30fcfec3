import TestSupport
import Testing

@Suite("The host and its flavors")
struct IsolationTests {
    private static let library = "libTransformersPipeline.so"

    @Test(
        "list, why and info open no plug-in",
        arguments: [["list"], ["why", ExampleModel.folder], ["info", ExampleModel.folder]])
    func mapsNone(words: [String]) throws {
        let result = try Flavor.run(words, environment: ["LD_DEBUG": "files"])
        #expect(result.isSuccess)
        #expect(result.errors.contains("calling init"))
        #expect(!result.errors.contains(Self.library))
    }

    @Test("predict opens the one it needs")
    func mapsOne() throws {
        let result = try Flavor.run(
            ["predict", ExampleModel.folder, "--prompt", ExampleModel.spain], environment: ["LD_DEBUG": "files"])
        #expect(result.isSuccess)
        #expect(result.errors.contains("\(Flavor.buildFolder)/\(Self.library)"))
    }

    @Test("The host's binary holds no symbol of any flavor, and exports none")
    func hostSymbols() throws {
        let nm = try #require(Toolchain.nm)
        let all = try runProcess([nm, Flavor.executable])
        #expect(all.isSuccess && all.output.contains("FlavorHost"))
        for module in [
            "TransformersPipeline", "OnnxCustomWrapper", "ChatTask", "TextGeneration", "Safetensors", "flavor_kernels",
        ] {
            #expect(!all.output.contains(module), "\(module)")
        }
        let exported = try runProcess([nm, "-D", "--defined-only", Flavor.executable])
        #expect(exported.isSuccess)
        #expect(!exported.output.contains("flavor"))
    }

    static let libraries = ["libChatTask.so", "libOnnxCustomWrapper.so", "libTransformersPipeline.so"]

    @Test("A plug-in exports its entry and nothing else", arguments: libraries)
    func pluginSymbols(library: String) throws {
        let nm = try #require(Toolchain.nm)
        let result = try runProcess([
            nm, "-D", "--defined-only", "--extern-only", "\(Flavor.buildFolder)/\(library)",
        ])
        #expect(result.isSuccess)
        let names = result.output.split(separator: "\n").compactMap { $0.split(separator: " ").last }
        #expect(names == ["flavor_plugin_v1"])
    }

    @Test("A plug-in needs no symbol of the host", arguments: libraries)
    func pluginImports(library: String) throws {
        let nm = try #require(Toolchain.nm)
        let result = try runProcess([nm, "-D", "--undefined-only", "\(Flavor.buildFolder)/\(library)"])
        #expect(result.isSuccess)
        #expect(!result.output.lowercased().contains("flavor"))
    }
}
