import Glibc
import TestSupport
import Testing

@Suite("The command line")
struct UsageTests {
    static let subcommands = [
        "", "list", "why", "info", "save", "convert", "predict", "chat", "signature", "signature infer",
        "signature show", "signature check", "tokenize", "render", "manifest",
    ]

    @Test("--help prints what is recorded", arguments: subcommands)
    func help(subcommand: String) throws {
        let words = subcommand.split(separator: " ").map(String.init) + ["--help"]
        let result = try runProcess(
            [Flavor.executable] + words, environment: Flavor.environment.merging(["COLUMNS": "80"]) { $1 })
        #expect(result.isSuccess && result.errors == "")
        let name = subcommand.isEmpty ? "flavor" : subcommand.split(separator: " ").joined(separator: "-")
        let path = "\(Fixtures.repository)/Tests/FlavorCLITests/Snapshots/\(name).txt"
        if getenv("RECORD_SNAPSHOTS") != nil { try writeFile(result.output, to: path) }
        let recorded = String(decoding: try readFile(path), as: UTF8.self)
        #expect(result.output == recorded, "run RECORD_SNAPSHOTS=1 swift test --filter UsageTests when this was meant")
        for name in Self.subcommands.dropFirst() where subcommand.isEmpty && !name.contains(" ") {
            #expect(result.output.contains("  \(name) "))
        }
    }

    @Test("--version prints the version alone")
    func version() throws {
        let result = try Flavor.runAlone("--version")
        #expect(result.isSuccess && result.errors == "")
        #expect(result.output.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    }

    @Test("Help that cannot be written is a failure", arguments: ["--help", "--version", "list --help", "help save"])
    func fullDevice(words: String) throws {
        let result = try runProcess(
            ["bash", "-c", "\(Flavor.executable) \(words) > /dev/full"], environment: Flavor.environment)
        expectFailure(result, "standard output: No space left on device")
    }

    @Test("Completion scripts know the subcommands", arguments: ["bash", "zsh", "fish"])
    func completion(shell: String) throws {
        let result = try Flavor.runAlone("--generate-completion-script", shell)
        #expect(result.isSuccess && result.errors == "")
        for name in Self.subcommands.flatMap({ $0.split(separator: " ") }) { #expect(result.output.contains(name)) }
        if shell == "bash" {
            #expect(try runProcess(["bash", "-n"], input: result.standardOutput).isSuccess)
        }
    }

    /// Words that are bad usage, and what the explanation names.
    static let badUsage: [([String], String)] = [
        (["nonsense"], "nonsense"),
        (["list", "extra"], "extra"),
        (["list", "--nope"], "--nope"),
        (["why"], "Name a model"),
        (["info"], "Name a model"),
        (["predict"], "Name a model"),
        (["render"], "Name a model"),
        (["predict", "a", "-m", "b", "--prompt", "x"], "once"),
        (["predict", "a", "--prompt", "x", "-i", "y"], "not both"),
        (["predict", "a", "--system", "x", "-i", "y"], "--system goes with --prompt"),
        (["chat"], "Name a model"),
        (["chat", "a", "--threads", "0"], "--threads"),
        (["predict", "a", "--prompt", "x", "--param", "novalue"], "novalue"),
        (["predict", "a", "--prompt", "x", "--param", "=5"], "=5"),
        (["predict", "a", "--prompt", "x", "--threads", "0"], "--threads"),
        (["predict", "a", "--prompt", "x", "--threads", "many"], "many"),
        (["predict", "a", "--prompt", "x", "-t", "yaml"], "yaml"),
        (["predict", "a", "--prompt", "x", "--json", "--output-type", "text"], "contradict"),
        (["predict", "a", "--prompt"], "--prompt"),
        (["signature", "show"], "Name a model"),
        (["signature", "check"], "Name a model"),
        (["signature", "check", "a", "-t", "yaml"], "yaml"),
        (["signature", "check", "a", "--param", "novalue"], "novalue"),
        (["save"], "--flavor"),
        (["save", "--flavor", "x", "--from", "y"], "-o"),
        (["manifest"], "library"),
        (["signature", "infer"], "-i"),
        (["signature", "infer", "-i", "-", "--params", "-"], "Give - once"),
        (["list", "--log-level", "loud"], "loud"),
        (["tokenize"], "path"),
    ]

    @Test("Bad usage exits with 64, an explanation on standard error and no data", arguments: badUsage)
    func usage(words: [String], part: String) throws {
        let result = try runProcess([Flavor.executable] + words, environment: Flavor.environment)
        expectBadUsage(result, naming: part)
    }

    @Test("Without a subcommand the help is printed")
    func alone() throws {
        let result = try Flavor.runAlone()
        #expect(result.isSuccess)
        #expect(result.output == (try Flavor.runAlone("--help").output))
    }
}
