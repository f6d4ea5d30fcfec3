import Glibc
import TestSupport
import Testing

@Suite("A prediction that is interrupted")
struct InterruptTests {
    @Test("Ends with 130 soon, quietly, with no file half written")
    func interrupted() throws {
        try withTemporaryDirectory { folder in
            let input = try longRequest(in: folder)
            let command = try RunningCommand(
                [
                    "predict", ExampleModel.folder, "-i", input, "-o", "\(folder)/out.json", "--param",
                    "min_new_tokens=200",
                ])
            usleep(1_500_000)
            let duration = ContinuousClock().measure {
                command.send(SIGINT)
                #expect(command.wait() == 130)
            }
            #expect(duration < .seconds(5))
            #expect(command.errorText() == "")
            #expect(entries(of: folder) == ["request.json"])
        }
    }

    @Test("Ends with 130 at the first signal while it waits for its input", arguments: [true, false])
    func interruptedInput(isStandard: Bool) throws {
        try withTemporaryDirectory { folder in
            let input = "\(folder)/pipe"
            mkfifo(input, 0o600)
            let command = try RunningCommand(
                ["predict", ExampleModel.folder, "-i", isStandard ? "-" : input],
                input: isStandard ? input : "/dev/null")
            usleep(1_500_000)
            let duration = ContinuousClock().measure {
                command.send(SIGINT)
                #expect(command.wait() == 130)
            }
            #expect(duration < .seconds(5))
            #expect(command.errorText() == "")
        }
    }

    @Test("Ends with 130 in the middle of a stream")
    func interruptedStream() throws {
        try withTemporaryDirectory { folder in
            let command = try RunningCommand(
                ["predict", ExampleModel.folder, "-i", try longRequest(in: folder), "--stream"])
            #expect(command.firstOutput().starts(with: Array("{\"value\": ".utf8)))
            command.send(SIGINT)
            // The reader goes on reading, as a terminal does.
            while !command.firstOutput().isEmpty {}
            #expect(command.wait() == 130)
            #expect(command.errorText() == "")
        }
    }

    @Test("Ends quietly when the reader closes the pipe")
    func closedPipe() throws {
        try withTemporaryDirectory { folder in
            let command = try RunningCommand(
                ["predict", ExampleModel.folder, "-i", try longRequest(in: folder), "--stream"])
            #expect(!command.firstOutput().isEmpty)
            command.closeOutput()
            #expect(command.wait() == 141)
            #expect(command.errorText() == "")
        }
    }

    @Test(
        "Ends quietly behind head",
        arguments: [
            "predict '\(ExampleModel.folder)' --prompt '\(ExampleModel.spain)' --stream", "list", "list --json",
        ])
    func head(words: String) throws {
        let script =
            "{ sleep 0.2; '\(Flavor.executable)' \(words) --flavors '\(Flavor.flavors)'; echo \"status $?\" >&2; } | true"
        let result = try runProcess(["bash", "-c", script], environment: Flavor.environment)
        #expect(result.errors == "status 141\n")
        let piped = "'\(Flavor.executable)' \(words) --flavors '\(Flavor.flavors)' | head -c1"
        let head = try runProcess(["bash", "-c", piped], environment: Flavor.environment)
        #expect(head.errors == "")
        #expect(head.standardOutput.count == 1)
    }

    /// A request that takes minutes to answer.
    private func longRequest(in folder: String) throws -> String {
        let path = "\(folder)/request.json"
        let prompts = [String](repeating: "\"\(ExampleModel.spain)\"", count: 20_000).joined(separator: ", ")
        try writeFile("{\"prompt\": [\(prompts)]}", to: path)
        return path
    }
}
