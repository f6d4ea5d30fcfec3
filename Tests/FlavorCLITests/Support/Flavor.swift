import Glibc
import TestSupport

/// The built command, run as a user runs it.
enum Flavor {
    /// The command's file: it stands beside the test bundle, as the libraries of the shipped flavors do.
    static var executable: String { "\(buildFolder)/flavor" }

    /// Where the build leaves what it makes.
    static let buildFolder: String = {
        guard let real = realpath("/proc/self/exe", nil) else { return "." }
        defer { free(real) }
        return folder(of: String(cString: real))
    }()

    /// The shipped manifests.
    static var flavors: String { "\(Fixtures.repository)/flavors" }

    /// An environment in which nothing of the user's is found.
    static let environment: [String: String] = {
        var variables = ["HOME": "/nonexistent", "LANG": "C.UTF-8"]
        for name in ["PATH", "TMPDIR", "LD_LIBRARY_PATH"] {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        return variables
    }()

    /// Runs a subcommand with the shipped flavors; their folder goes last, where the options of all subcommands are.
    static func run(
        _ arguments: String..., input: String = "", flavors: String = flavors, environment: [String: String] = [:]
    ) throws -> ProcessResult {
        try run(arguments, input: Array(input.utf8), flavors: flavors, environment: environment)
    }

    /// Runs a subcommand with arguments from a list.
    static func run(
        _ arguments: [String], input: [UInt8] = [], flavors: String = flavors, environment: [String: String] = [:]
    ) throws -> ProcessResult {
        try runProcess(
            [executable] + arguments + ["--flavors", flavors],
            environment: self.environment.merging(environment) { $1 },
            input: input, timeout: .seconds(120))
    }

    /// Runs the command with these arguments and no others.
    static func runAlone(_ arguments: String..., input: String = "") throws -> ProcessResult {
        try runProcess(
            [executable] + arguments, environment: environment, input: Array(input.utf8), timeout: .seconds(120))
    }

    /// Copies the command to where nothing of the build is beside it, in folders that are made.
    static func copyExecutable(to path: String) throws {
        // By another process: a file that this one has open for writing might be inherited by a program that starts
        // meanwhile, and then cannot be run.
        let script = "mkdir -p \"$(dirname \"$2\")\" && cp \"$1\" \"$2\""
        let result = try runProcess(["bash", "-c", script, "copy", executable, path])
        guard result.isSuccess else { throw TestSupportError("\(executable) is not copied: \(result.errors)") }
    }

    /// The folder of an absolute path.
    static func folder(of path: String) -> String {
        "/" + path.split(separator: "/").dropLast().joined(separator: "/")
    }
}
