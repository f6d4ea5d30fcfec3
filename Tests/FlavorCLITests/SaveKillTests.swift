import Glibc
import TestSupport
import Testing

@Suite("A save that is killed or interrupted", .serialized)
struct SaveKillTests {
    private static let rounds = 30

    @Test("Leaves the destination absent or whole wherever it is killed, and the next save cleans up")
    func killed() throws {
        try withTemporaryDirectory { folder in
            let parent = "\(folder)/models"
            let duration = try time { try ExampleModel.save(to: "\(folder)/reference") }
            var (absent, whole, leftovers) = (0, 0, 0)
            for round in 0..<Self.rounds {
                let destination = "\(parent)/model-\(round)"
                try kill(destination, after: duration * round / Self.rounds)
                if exists(destination) {
                    whole += 1
                    try expectSame(destination, "\(folder)/reference")
                } else {
                    absent += 1
                }
                if !hidden(in: parent).isEmpty { leftovers += 1 }
                try ExampleModel.save(to: "\(parent)/next-\(round)")
                #expect(hidden(in: parent) == [])
            }
            #expect(absent > 0 && leftovers > 0, "\(absent) absent, \(whole) whole, \(leftovers) with leftovers")
        }
    }

    @Test("Leaves the old model or the new one when it replaces")
    func killedReplacement() throws {
        try withTemporaryDirectory { folder in
            let parent = "\(folder)/models"
            let duration = try time { try ExampleModel.save(to: "\(folder)/reference") }
            try ExampleModel.save(to: "\(parent)/model")
            for round in 0..<Self.rounds {
                try kill("\(parent)/model", "--overwrite", after: duration * round / Self.rounds)
                try expectSame("\(parent)/model", "\(folder)/reference")
            }
            try ExampleModel.save(to: "\(parent)/next")
            #expect(entries(of: parent) == ["model", "next"])
        }
    }

    @Test("Leaves nothing at all when Ctrl-C stops it")
    func interrupted() throws {
        try withTemporaryDirectory { folder in
            let duration = try time { try ExampleModel.save(to: "\(folder)/reference") }
            var interruptions = 0
            for round in 0..<10 {
                let parent = "\(folder)/models-\(round)"
                mkdir(parent, 0o755)
                let command = try RunningCommand(Self.arguments("\(parent)/model"))
                usleep(UInt32(duration * round / 10))
                command.send(SIGINT)
                let status = command.wait()
                // The signal may find the process before its first line, which ends it at once.
                #expect([0, 130, -SIGINT].contains(status), "\(command.errorText())")
                if status == 0 { try expectSame("\(parent)/model", "\(folder)/reference") } else { interruptions += 1 }
                #expect(entries(of: parent) == (status == 0 ? ["model"] : []))
            }
            #expect(interruptions > 0)
        }
    }

    private static func arguments(_ destination: String) -> [String] {
        ["save", "--flavor", "transformers-pipeline", "--from", ExampleModel.folder, "-o", destination]
    }

    /// Starts a save and kills it after some microseconds.
    private func kill(_ destination: String, _ more: String..., after delay: Int) throws {
        let command = try RunningCommand(Self.arguments(destination) + more)
        usleep(UInt32(delay))
        command.send(SIGKILL)
        _ = command.wait()
    }

    /// How many microseconds a body takes.
    private func time(_ body: () throws -> Void) throws -> Int {
        Int(try ContinuousClock().measure(body) / .microseconds(1))
    }

    private func hidden(in folder: String) -> [String] { entries(of: folder).filter { $0.hasPrefix(".") } }

    /// Expects the same files with the same bytes, but for the identifier and the time in MLmodel.
    private func expectSame(_ folder: String, _ reference: String) throws {
        #expect(tree(folder) == tree(reference))
        for name in tree(reference) where name != "MLmodel" {
            #expect(try readFile("\(folder)/\(name)") == readFile("\(reference)/\(name)"), "\(name)")
        }
        let lines = try [folder, reference].map { folder in
            try text(of: "\(folder)/MLmodel").split(separator: "\n").filter {
                !$0.hasPrefix("model_uuid:") && !$0.hasPrefix("utc_time_created:")
            }
        }
        #expect(lines[0] == lines[1])
    }
}
