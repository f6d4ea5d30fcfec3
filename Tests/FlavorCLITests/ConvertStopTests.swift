import Glibc
import TestSupport
import Testing

/// A conversion with a flavor that goes no further at a point that the environment names.
@Suite("A conversion that is interrupted, killed or fails", .serialized)
struct ConvertStopTests {
    /// Where it stops, in order; until `load` only the plan is made, and from `load-result` on the new model is there to be
    /// compared.
    static let points = [
        "plan-export", "trial", "plan-save", "load", "export", "save", "load-result", "predict",
    ]

    /// The conversion in a folder of its own.
    private struct Place {
        let folder: String
        var models: String { "\(folder)/models" }
        var result: String { "\(models)/result" }
        /// What the command takes for the folder of temporary files.
        var temporary: String { "\(folder)/temporary" }
        var mark: String { "\(folder)/mark" }

        init(_ folder: String) throws {
            self.folder = folder
            try ForeignFlavor.install(try TestPlugins.build("Misbehaving/StopsAt"), in: "\(folder)/flavors")
            for name in ["models", "temporary", "saved"] { try makeFolder("\(folder)/\(name)") }
            try writeFile("flavors:\n  stops-at: {}\n", to: "\(folder)/saved/MLmodel")
            try writeFile("{\"inputs\": \"x\"}", to: "\(folder)/samples.json")
        }

        func words(_ more: [String] = []) -> [String] {
            ["convert", "\(folder)/saved", "--to", "stops-at", "-o", result, "--samples", "\(folder)/samples.json"]
                + more
        }

        func environment(_ point: String = "", _ how: String = "waits") -> [String: String] {
            [
                "FLAVOR_PATH": "\(folder)/flavors", "TMPDIR": temporary, "FLAVOR_STOPS_AT": point,
                "FLAVOR_STOPS_HOW": how, "FLAVOR_STOPS_MARK": mark,
            ]
        }

        func run(_ more: String..., environment: [String: String]? = nil) throws -> ProcessResult {
            try Flavor.run(words(more), environment: environment ?? self.environment())
        }

        /// Starts the command and waits until it is where it stops.
        func start(_ point: String, _ how: String = "waits", _ more: String...) throws -> RunningCommand {
            unlink(mark)
            let command = try RunningCommand(words(more), environment: environment(point, how))
            for _ in 0..<3000 where !exists(mark) { usleep(10_000) }
            guard exists(mark) else { throw TestSupportError("\(point) is never reached") }
            return command
        }

        /// What stands in the folders where something could be left.
        var left: [String] { entries(of: models) + entries(of: temporary) }
    }

    private func withPlace(_ body: (Place) throws -> Void) throws {
        try withTemporaryDirectory { folder in try body(Place(folder)) }
    }

    @Test("Nothing stops it: it is done, and what it needed on the way is gone")
    func undisturbed() throws {
        try withPlace { place in
            let result = try place.run()
            #expect(result.isSuccess && result.output.hasSuffix("verdict: equal\n"), "\(result.output)\(result.errors)")
            #expect(place.left == ["result"])
        }
    }

    @Test("Ctrl-C and SIGTERM end it with 130 and not a word wherever it is, and leave nothing", arguments: points)
    func interrupted(point: String) throws {
        try withPlace { place in
            for signal in [SIGINT, SIGTERM] {
                let command = try place.start(point)
                command.send(signal)
                #expect(command.wait() == 130)
                #expect(command.errorText() == "")
                #expect(place.left == [])
            }
        }
    }

    @Test("Ctrl-C ends it also where the flavor heeds nothing", .timeLimit(.minutes(2)), arguments: points)
    func interruptedDeaf(point: String) throws {
        try withPlace { place in
            let command = try place.start(point, "deaf")
            command.send(SIGINT)
            #expect(command.wait() == 130)
            #expect(command.errorText() == "")
            #expect(place.left == [])
        }
    }

    @Test(
        "A second signal ends it at once, as the signal says, and the next command removes what is left",
        arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func interruptedTwice(signal: Int32, status: Int32) throws {
        try withPlace { place in
            let command = try place.start("save", "deaf")
            command.send(SIGINT)
            // Until the command has taken one, another of the same kind is none.
            if signal == SIGINT { usleep(300_000) }
            command.send(signal)
            #expect(command.wait() == status)
            #expect(command.errorText() == "")
            #expect(!exists(place.result))
            _ = try Flavor.run("info", "\(place.models)/other", environment: place.environment())
            #expect(place.left == [])
        }
    }

    @Test(
        "Killed wherever it is, it leaves no destination, and the next command removes what is left", arguments: points)
    func killed(point: String) throws {
        try withPlace { place in
            let command = try place.start(point)
            command.send(SIGKILL)
            #expect(command.wait() == -SIGKILL)
            #expect(!exists(place.result))
            let hasBegun = Self.points.firstIndex(of: point) ?? 0 >= 4
            #expect(entries(of: place.models).isEmpty != hasBegun)
            #expect(try place.run().isSuccess)
            #expect(entries(of: place.models) == ["result"])
            // Only who plans by an export looks there.
            _ = try place.run("--plan", environment: place.environment("trial", "fails"))
            #expect(entries(of: place.temporary) == [])
        }
    }

    @Test(
        "A model that is to be replaced stays whole where the conversion is interrupted, killed or fails",
        arguments: points
    )
    func kept(point: String) throws {
        try withPlace { place in
            #expect(try place.run().isSuccess)
            let old = try readFile("\(place.result)/MLmodel")
            let failed = try place.run("--overwrite", environment: place.environment(point, "fails"))
            // What the comparison cannot be made with is said in the verdict.
            if ["load", "predict"].contains(point) {
                #expect(failed.output.hasSuffix("verdict: unproven (it goes no further)\n"), "\(failed.output)")
                #expect(try readFile("\(place.result)/MLmodel") != old)
            } else {
                expectFailure(failed, "it goes no further")
                #expect(try readFile("\(place.result)/MLmodel") == old)
            }
            let kept = try readFile("\(place.result)/MLmodel")
            for signal in [SIGINT, SIGKILL] {
                let command = try place.start(point, "waits", "--overwrite")
                command.send(signal)
                #expect(command.wait() == (signal == SIGINT ? 130 : -SIGKILL))
                #expect(try readFile("\(place.result)/MLmodel") == kept)
                #expect(try readFile("\(place.result)/part.txt") == Array("a part\n".utf8))
            }
        }
    }

    @Test("The shipped flavors leave nothing either, whenever Ctrl-C comes")
    func interruptedAnywhere() throws {
        try OnnxRuntimeLibraries.fetch()
        try withTemporaryDirectory { folder in
            try ExampleModel.save(to: "\(folder)/saved")
            try writeFile("{\"prompt\": \"\(ExampleModel.spain)\"}", to: "\(folder)/samples.json")
            for name in ["models", "temporary"] { try makeFolder("\(folder)/\(name)") }
            let words = [
                "convert", "\(folder)/saved", "--to", ConvertTests.onnx, "-o", "\(folder)/models/result", "--samples",
                "\(folder)/samples.json", "--overwrite",
            ]
            let environment = ["TMPDIR": "\(folder)/temporary"]
            let start = ContinuousClock.now
            #expect(try Flavor.run(words, environment: environment).isSuccess)
            let duration = start.duration(to: .now)
            removeTree("\(folder)/models/result")
            var interruptions = 0
            for round in 0..<16 {
                let command = try RunningCommand(words, environment: environment)
                usleep(UInt32(duration * round / 16 / .microseconds(1)))
                command.send(SIGINT)
                let status = command.wait()
                // The signal may find the process before its first line, which ends it at once.
                #expect([0, 130, -SIGINT].contains(status), "\(command.errorText())")
                if status == 130 { interruptions += 1 }
                #expect(entries(of: "\(folder)/models") == (status == 0 ? ["result"] : []))
                #expect(entries(of: "\(folder)/temporary") == [])
                removeTree("\(folder)/models/result")
            }
            #expect(interruptions > 0)
        }
    }

    @Test("A model that is replaced is there at any time")
    func replaced() throws {
        try withPlace { place in
            #expect(try place.run().isSuccess)
            let old = try readFile("\(place.result)/MLmodel")
            for _ in 0..<3 {
                let command = try RunningCommand(place.words(["--overwrite"]), environment: place.environment())
                // Until the command ends, which closes what it writes to.
                while !command.hasEnded { #expect(exists(place.result)) }
                #expect(command.wait() == 0)
            }
            #expect(try readFile("\(place.result)/MLmodel") != old)
            #expect(place.left == ["result"])
        }
    }

    @Test("Progress that cannot be and words that are escapes do nothing to a terminal")
    func terminal() throws {
        try withPlace { place in
            try ForeignFlavor.install(
                try TestPlugins.build("Misbehaving/ExportProgress"), in: "\(place.folder)/flavors")
            try writeFile("flavors:\n  export-progress: {}\n", to: "\(place.folder)/saved/MLmodel")
            let command = try TerminalCommand(place.words(), environment: place.environment())
            #expect(command.wait() == 0)
            #expect(command.shown.contains("all there\\u{1b}[2J is 100%"), "\(command.shown)")
            #expect(!command.shown.contains("\u{1B}[2J"))
        }
    }
}
