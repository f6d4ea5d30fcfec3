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
            #expect(try SaveProcess.run(destination, version: "0") == .exited(0))
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
            let ending = try SaveProcess.run("\(parent)/model", version: "1", stop: "\(files)")
            #expect(ending == .signalled(SIGKILL))
            #expect(!exists("\(parent)/model"))
            #expect(leftovers(in: parent).count == 1)
            ModelFolderWriter.removeLeftovers(in: parent)
            #expect(entries(of: parent) == [])
        }
    }

    @Test("Is told from one that lives, in another process too")
    func livingSave() throws {
        try withTemporaryDirectory { parent in
            let writer = try ModelFolderWriter.begin("\(parent)/living", overwrite: false)
            try writer.write("x", to: "MLmodel")
            #expect(try SaveProcess.run("\(parent)/model", version: "1", stop: "3") == .signalled(SIGKILL))
            #expect(leftovers(in: parent).count == 2)
            #expect(try SaveProcess.run("\(parent)/model", version: "1") == .exited(0))
            #expect(leftovers(in: parent).count == 1)
            try writer.commit()
            #expect(entries(of: parent) == ["living", "model"])
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
            let text = String(repeating: "version \(version), file \(file)\n", count: Int(lines))
            #expect(try readFile("\(path)/model/part-\(file % 3)/\(file).txt") == Array(text.utf8))
        }
        return version
    }
}

/// The partial folders in a folder.
private func leftovers(in parent: String) -> [String] {
    entries(of: parent).filter { $0.contains(".partial-") }
}

/// Saves in a process of its own.
private enum SaveProcess {
    /// Saves eight files of a third of a megabyte; stops after some of them, after a time, or when all is done.
    static func run(
        _ destination: String, version: String, stop: String = "none", timeout: Duration = .seconds(60)
    ) throws -> ProcessResult.Ending {
        try runProcess([executable(), destination, version, "8", "20000", stop], timeout: timeout).ending
    }

    /// Saves, and kills the process after a fraction of the time that a save takes.
    static func runAndKill(_ destination: String, version: String, fraction: Double) throws {
        _ = try run(destination, version: version, timeout: duration * fraction)
    }

    /// How long a save takes here.
    private static let duration: Duration = {
        let clock = ContinuousClock()
        let measured = try? withTemporaryDirectory { parent in
            try clock.measure { _ = try run("\(parent)/model", version: "0") }
        }
        return measured ?? .milliseconds(100)
    }()

    /// The helper stands beside the test bundle.
    private static func executable() throws -> String {
        guard let real = realpath("/proc/self/exe", nil) else { throw TestSupportError("cannot find the running test") }
        defer { free(real) }
        let folder = String(cString: real).split(separator: "/").dropLast().joined(separator: "/")
        return "/\(folder)/SaveHelper"
    }
}
