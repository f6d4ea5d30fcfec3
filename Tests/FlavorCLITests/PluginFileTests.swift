import Glibc
import TestSupport
import Testing

@Suite("A flavor's library comes and goes")
struct PluginFileTests {
    @Test("Removing it and putting it back changes what list, why and predict say")
    func removed() throws {
        try withTemporaryDirectory { folder in
            let host = try Prefix(folder)
            #expect(try host.run("list").output.hasPrefix("transformers-pipeline  "))
            #expect(try host.run("why", ExampleModel.folder).output.hasPrefix("transformers-pipeline: yes: "))
            expectDone(try host.predict(), ExampleModel.spainAnswer + "\n")

            rename(host.flavor.library, "\(folder)/aside.so")
            let list = try host.run("list")
            #expect(list.isSuccess)
            #expect(list.output.contains("library libTransformersPipeline.so is missing"))
            let why = try host.run("why", ExampleModel.folder)
            #expect(why.outcome.status == 1)
            #expect(
                why.output.hasPrefix(
                    "transformers-pipeline: no: it would, but its library libTransformersPipeline.so is missing\n"))
            #expect(why.output.contains("  to use it: "))
            expectFailure(try host.predict(), naming: ["libTransformersPipeline.so is missing beside"])

            rename("\(folder)/aside.so", host.flavor.library)
            #expect(try host.run("why", ExampleModel.folder).output.hasPrefix("transformers-pipeline: yes: "))
            expectDone(try host.predict(), ExampleModel.spainAnswer + "\n")
        }
    }

    @Test("A text file in its place is told as that")
    func replaced() throws {
        try withTemporaryDirectory { folder in
            let host = try Prefix(folder)
            try writeFile("hello\n", to: host.flavor.library)
            expectFailure(try host.predict(), naming: [host.flavor.library, "ELF", "text file"])
        }
    }

    @Test("A cut-off library is one line of error")
    func cutOff() throws {
        try withTemporaryDirectory { folder in
            let host = try Prefix(folder)
            truncate(host.flavor.library, 4096)
            expectFailure(try host.predict(), naming: [host.flavor.library])
        }
    }

    @Test("A manifest that disagrees with its installed library is refused with the command that mends it")
    func staleManifest() throws {
        try withTemporaryDirectory { folder in
            let host = try Prefix(folder)
            let manifest = try text(of: host.flavor.manifest)
            try writeFile(manifest.replacing("\"version\": \"", with: "\"version\": \"9"), to: host.flavor.manifest)
            expectFailure(
                try host.predict(),
                naming: ["disagrees", "flavor manifest \(host.flavor.library) > \(host.flavor.manifest)"])
            let mended = try runProcess(
                ["bash", "-c", "'\(host.executable)' manifest '\(host.flavor.library)' > '\(host.flavor.manifest)'"],
                environment: Flavor.environment)
            #expect(mended.isSuccess)
            expectDone(try host.predict(), ExampleModel.spainAnswer + "\n")
        }
    }

    @Test("A stale manifest under a build folder is a warning, and the model answers")
    func staleBuildManifest() throws {
        try withTemporaryDirectory { folder in
            let flavor = try InstalledFlavor(in: folder)
            remove(flavor.library)
            let manifest = try text(of: flavor.manifest)
            try writeFile(manifest.replacing("\"version\": \"", with: "\"version\": \"9"), to: flavor.manifest)
            let result = try Flavor.run(
                "predict", ExampleModel.folder, "--prompt", ExampleModel.spain, flavors: flavor.flavors)
            #expect(result.outcome.status == 0)
            #expect(result.output == ExampleModel.spainAnswer + "\n")
            #expect(result.errors.hasPrefix("warning: \(flavor.manifest): the manifest disagrees with "))
        }
    }

    @Test("A library that everybody may write to is not opened")
    func untrusted() throws {
        try withTemporaryDirectory { folder in
            let host = try Prefix(folder)
            chmod(host.flavor.library, 0o777)
            expectFailure(try host.predict(), naming: [host.flavor.library, "everybody may write here", "chmod o-w"])
            chmod(host.flavor.library, 0o755)
            chmod(host.flavor.flavors, 0o777)
            expectFailure(try host.predict(), naming: [host.flavor.flavors, "everybody may write here"])
        }
    }
}

/// The command and the flavor installed in a folder, away from the build: nothing stands in for what is removed.
private struct Prefix {
    let executable: String
    let flavor: InstalledFlavor

    init(_ folder: String) throws {
        flavor = try InstalledFlavor(in: folder)
        executable = "\(folder)/bin/flavor"
        try Flavor.copyExecutable(to: executable)
    }

    func run(_ arguments: String...) throws -> ProcessResult {
        try runProcess([executable] + arguments, environment: Flavor.environment)
    }

    func predict() throws -> ProcessResult { try run("predict", ExampleModel.folder, "--prompt", ExampleModel.spain) }
}
