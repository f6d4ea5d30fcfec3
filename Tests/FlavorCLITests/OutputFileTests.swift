import Glibc
import TestSupport
import Testing

@Suite("flavor predict -o")
struct OutputFileTests {
    private static let prompt = "The capital of France is"
    private static let answer = "Paris. France is in Europe.\n"

    private func predict(to path: String) throws {
        let result = try Flavor.run("predict", ExampleModel.folder, "--prompt", Self.prompt, "-o", path)
        #expect(result.isSuccess && result.errors == "" && result.output == "")
    }

    @Test("A file keeps its mode, and a link its target")
    func link() throws {
        try withTemporaryDirectory { folder in
            try writeFile("old", to: "\(folder)/file")
            chmod("\(folder)/file", 0o600)
            #expect(symlink("file", "\(folder)/link") == 0)
            try predict(to: "\(folder)/link")
            #expect(try readFile("\(folder)/file") == Array(Self.answer.utf8))
            var status = stat()
            #expect(lstat("\(folder)/link", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
            #expect(lstat("\(folder)/file", &status) == 0 && status.st_mode & 0o777 == 0o600)
            #expect(entries(of: folder) == ["file", "link"])
        }
    }

    @Test("What the system keeps below /proc is written to")
    func systemsFile() throws {
        let result = try Flavor.run(
            "predict", ExampleModel.folder, "--prompt", Self.prompt, "-o", "/proc/self/fd/1")
        #expect(result.isSuccess && result.output == Self.answer)
    }

    @Test("Streamed texts of a list stand on lines of their own, as the one answer's do")
    func streamedList() throws {
        let body = #"["The capital of France is", "Madrid is the capital of"]"#
        let unary = try Flavor.run("predict", ExampleModel.folder, "--output-type", "text", input: body)
        let streamed = try Flavor.run("predict", ExampleModel.folder, "--output-type", "text", "--stream", input: body)
        #expect(unary.isSuccess && streamed.output == unary.output)
        #expect(streamed.output == "Paris. France is in Europe.\nSpain.\n")
    }

    @Test("A line break or an escape in an argument is shown and not obeyed")
    func escapes() throws {
        let result = try Flavor.run("info", "a\nb\u{1B}[2J")
        #expect(result.errors.hasPrefix("error: a\\u{a}b\\u{1b}[2J: "))
        #expect(result.errors.split(separator: "\n").count == 1)
    }

    @Test("A limit on file sizes is one sentence and leaves nothing")
    func sizeLimit() throws {
        try withTemporaryDirectory { folder in
            let script = "ulimit -f 100; exec \"$0\" \"$@\""
            let command = [
                "/bin/bash", "-c", script, Flavor.executable, "save", "--flavors", Flavor.flavors, "--flavor",
                "transformers-pipeline", "--from", ExampleModel.folder, "-o", "\(folder)/m",
            ]
            let result = try runProcess(command, environment: Flavor.environment)
            #expect(!result.isSuccess)
            #expect(result.errors.hasPrefix("error: ") && result.errors.contains("File too large"))
            #expect(entries(of: folder) == [])
        }
    }

    @Test("A leftover that was tampered with moves nothing")
    func tamperedLeftover() throws {
        try withTemporaryDirectory { folder in
            let leftover = "\(folder)/models/.x.partial-0123456789abcdef"
            try makeFolder(leftover)
            try makeFolder("\(folder)/home")
            try writeFile("mine", to: "\(folder)/home/diary")
            #expect(symlink("../../home", "\(leftover)/replaced") == 0)
            try writeFile("", to: "\(leftover)/lock")
            try ExampleModel.save(to: "\(folder)/models/new")
            #expect(entries(of: "\(folder)/home") == ["diary"])
            #expect(entries(of: "\(folder)/models") == ["new"])
        }
    }
}
