import Glibc
import TestSupport
import Testing

@testable import FlavorCLI

@Suite("The library that is opened before the arguments are read")
struct HeadStartTests {
    private static let spain = ["predict", ExampleModel.folder, "--prompt", ExampleModel.spain]
    private static let library = "libTransformersPipeline.so"

    @Test(
        "Is that of the model that the words seem to name",
        arguments: [
            (["predict", "phi3", "--prompt", "hi"], "phi3"), (["predict", "--prompt", "hi", "phi3"], "phi3"),
            (["predict", "--model-uri=phi3", "--prompt", "hi"], "phi3"),
            (["predict", "--stream", "--prompt", "hi"], nil),
            (["predict", "phi3", "--help"], nil), (["chat", "phi3", "-h"], nil),
            (["predict", "--prompt", "hi", "-m", "phi3", "--stream"], "phi3"),
            (["chat", "--model-uri", "phi3"], "phi3"),
            (["chat", "phi3"], "phi3"), (["predict"], nil), (["predict", "--stream"], nil), (["predict", "-m"], nil),
            (["list", "phi3"], nil), (["convert", "phi3"], nil), ([], nil),
            (["predict", "phi3", "--flavor", "chat-task"], nil), (["predict", "phi3", "--flavors=/mine"], nil),
            (["predict", "phi3", "--log-level", "debug"], nil),
        ] as [([String], String?)])
    func guess(words: [String], path: String?) {
        #expect(HeadStart.guess(words) == path)
    }

    @Test("Is open when the arguments turn out to be wrong, unless other flavors may be meant")
    func early() throws {
        let words = Self.spain + ["--no-such-option"]
        let opening = "calling init: \(Flavor.buildFolder)/\(Self.library)"
        #expect(try run(words, ["LD_DEBUG": "files"]).errors.contains(opening))
        #expect(try !run(words + ["--flavors", "/no/flavors"], ["LD_DEBUG": "files"]).errors.contains(opening))
        #expect(try !run(["predict", ExampleModel.folder, "--help"], ["LD_DEBUG": "files"]).errors.contains(opening))
    }

    @Test("Serves the command that asks for it")
    func used() throws {
        expectDone(try run(Self.spain), ExampleModel.spainAnswer + "\n")
    }

    @Test("Is all that a guess touches")
    func untouched() throws {
        try withTemporaryDirectory { folder in
            let leftover = "\(folder)/.model.partial-0123456789abcdef"
            try makeFolder(leftover)
            _ = try run(["predict", "\(folder)/model", "--no-such-option"])
            #expect(access(leftover, F_OK) == 0)
            _ = try run(["predict", "\(folder)/model", "--prompt", "hi"])
            #expect(access(leftover, F_OK) == -1)
        }
    }

    @Test("Changes nothing of what is refused")
    func refused() throws {
        let usage = try run(Self.spain + ["--no-such-option"])
        #expect(usage.outcome.status == 64)
        #expect(usage.output.isEmpty && usage.errors.hasPrefix("Error: Unknown option '--no-such-option'\n"))
        let missing = try run(["predict", "/no/such/model", "--prompt", "hi"])
        #expect(missing.outcome.status == 1 && missing.errors.hasPrefix("error: /no/such/model: "))
    }

    @Test("Leaves what is wrong with manifests to the command, which tells it once")
    func manifests() throws {
        try withTemporaryDirectory { folder in
            try makeFolder("\(folder)/broken")
            try writeFile("{", to: "\(folder)/broken/flavor.json")
            let result = try run(Self.spain, ["FLAVOR_PATH": folder])
            #expect(result.output == ExampleModel.spainAnswer + "\n")
            #expect(result.errors.hasPrefix("warning: \(folder)/broken/flavor.json: "))
            #expect(result.errors.split(separator: "\n").count == 1)
            let usage = try run(Self.spain + ["--no-such-option"], ["FLAVOR_PATH": folder])
            #expect(usage.errors.hasPrefix("Error: Unknown option '--no-such-option'\n"))
        }
    }

    /// Runs the command with the flavors that it finds by itself.
    private func run(_ words: [String], _ variables: [String: String] = [:]) throws -> ProcessResult {
        try runProcess(
            [Flavor.executable] + words, environment: Flavor.environment.merging(variables) { $1 },
            timeout: .seconds(120))
    }
}
