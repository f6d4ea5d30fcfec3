import FlavorHost
import Glibc
import TestSupport
import Testing

@Suite("A killed save", .serialized)
struct ModelFolderKillTests {
    @Test("Leaves the destination absent or whole wherever it is killed, and the next save cleans up")
    func killedFreshSave() throws {
        try withTemporaryDirectory { parent in
            var seen = Outcomes()
            for round in 0..<24 {
                let destination = "\(parent)/model-\(round)"
                try SaveProcess.runAndKill(destination, version: "1", fraction: Double(round) / 24)
                switch try found(at: destination) {
                case nil: seen.absent += 1
                case let version: #expect(version == "1")
                }
                seen.note(leftoversIn: parent)
                try ModelFolderWriter.begin("\(parent)/next", overwrite: true).discard()
                #expect(leftovers(in: parent) == [])
            }
            #expect(seen.absent > 0 && seen.withLeftovers > 0)
        }
    }

    @Test("Leaves the old model or the new one when it replaces")
    func killedReplacement() throws {
        try withTemporaryDirectory { parent in
            let destination = "\(parent)/model"
            try SaveProcess.run(destination, version: "0")
            var seen = Outcomes()
            for round in 1...24 {
                try SaveProcess.runAndKill(destination, version: "\(round)", fraction: Double(round) / 24)
                let version = try #require(try found(at: destination))
                #expect(try #require(Int(version)) <= round)
                seen.note(leftoversIn: parent)
                ModelFolderWriter.removeLeftovers(in: parent)
                #expect(entries(of: parent) == ["model"])
            }
            #expect(seen.withLeftovers > 0)
        }
    }

    @Test("Leaves nothing of the destination when it dies between two files", arguments: [0, 1, 7])
    func killedBetweenFiles(files: Int) throws {
        try withTemporaryDirectory { parent in
            let process = try SaveProcess("\(parent)/model", version: "1", stop: "\(files)")
            #expect(process.wait() == SIGKILL)
            #expect(!exists("\(parent)/model"))
            #expect(leftovers(in: parent).count == 1)
            ModelFolderWriter.removeLeftovers(in: parent)
            #expect(entries(of: parent) == [])
        }
    }

    @Test("Is left alone while it lives, and cleaned up once it is dead")
    func livingSave() throws {
        try withTemporaryDirectory { parent in
            let process = try SaveProcess("\(parent)/model", version: "1", stop: "wait")
            process.waitUntilBegun()
            ModelFolderWriter.removeLeftovers(in: parent)
            #expect(leftovers(in: parent).count == 1)
            process.kill()
            #expect(process.wait() == SIGKILL)
            #expect(leftovers(in: parent).count == 1)
            ModelFolderWriter.removeLeftovers(in: parent)
            #expect(entries(of: parent) == [])
        }
    }

    /// What was seen after the kills, so that a test that never kills in time fails.
    private struct Outcomes {
        var absent = 0
        var withLeftovers = 0

        mutating func note(leftoversIn parent: String) {
            if !leftovers(in: parent).isEmpty { withLeftovers += 1 }
        }
    }

    /// Returns the version of the model at a path after checking each of its files; nil when there is nothing.
    private func found(at path: String) throws -> String? {
        guard exists(path) else { return nil }
        let metadata = try #require(try MLmodel(contentsOfFolder: path).metadata)
        let version = try #require(metadata["version"]?.stringValue)
        let lines = try #require(metadata["lines"]?.integerValue)
        let files = try #require(metadata["files"]?.integerValue)
        #expect(try Files.list(path).count == Int(files) + 1)
        for file in 0..<files {
            let text = (0..<lines).map { "version \(version), file \(file), line \($0)\n" }.joined()
            #expect(try readFile("\(path)/model/part-\(file % 3)/\(file).txt") == Array(text.utf8))
        }
        return version
    }
}

/// The partial folders in a folder.
private func leftovers(in parent: String) -> [String] {
    entries(of: parent).filter { $0.contains(".partial-") }
}

/// A process that saves a model.
private final class SaveProcess {
    private var process: pid_t = 0
    private let input: CInt
    private let output: CInt

    /// Starts to save eight files of a quarter of a megabyte.
    init(_ destination: String, version: String, stop: String) throws {
        var (inputs, outputs): ([CInt], [CInt]) = ([0, 0], [0, 0])
        guard pipe(&inputs) == 0, pipe(&outputs) == 0 else { throw TestSupportError("cannot make pipes") }
        for number in inputs + outputs { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
        (input, output) = (inputs[1], outputs[0])
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inputs[0], 0)
        posix_spawn_file_actions_adddup2(&actions, outputs[1], 1)
        let arguments = [try Self.executable(), destination, version, "8", "10000", stop]
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        let code = posix_spawn(&process, arguments[0], &actions, nil, &pointers, environ)
        close(inputs[0])
        close(outputs[1])
        guard code == 0 else { throw TestSupportError("cannot start \(arguments[0]): error \(code)") }
    }

    deinit {
        close(input)
        close(output)
    }

    /// The helper stands beside the test bundle.
    private static func executable() throws -> String {
        guard let real = realpath("/proc/self/exe", nil) else { throw TestSupportError("cannot find the running test") }
        defer { free(real) }
        let path = String(cString: real)
        return path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/SaveHelper"
    }

    func kill() { Glibc.kill(process, SIGKILL) }

    /// Waits for the first line, which the helper prints once its partial folder is there.
    func waitUntilBegun() {
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") {}
    }

    /// Waits for the end, and returns the signal that brought it, 0 for an orderly one.
    func wait() -> CInt {
        var status: CInt = 0
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
        return status & 0x7f
    }

    /// Saves to the end.
    static func run(_ destination: String, version: String) throws {
        let process = try SaveProcess(destination, version: version, stop: "none")
        #expect(process.wait() == 0)
    }

    /// How long a save takes here, from the first line on.
    private static let duration: Duration = {
        let clock = ContinuousClock()
        return
            (try? withTemporaryDirectory { parent in
                let process = try SaveProcess("\(parent)/model", version: "0", stop: "none")
                process.waitUntilBegun()
                return clock.measure { _ = process.wait() }
            }) ?? .milliseconds(50)
    }()

    /// Saves, and kills the process after a fraction of the time that a save takes.
    static func runAndKill(_ destination: String, version: String, fraction: Double) throws {
        let delay = duration * fraction
        let process = try SaveProcess(destination, version: version, stop: "none")
        process.waitUntilBegun()
        usleep(UInt32(clamping: Int(delay / .microseconds(1))))
        process.kill()
        _ = process.wait()
    }
}
