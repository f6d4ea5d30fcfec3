import FlavorHost
import FlavorKit
import Glibc
import TestSupport
import Testing

@Suite("SafePath")
struct SafePathTests {
    private func message(_ relative: String, in folder: String, links: SafePath.Links = .mustStay) -> String? {
        do throws(FlavorError) {
            _ = try SafePath.resolve(relative, in: folder, links: links, what: "MLmodel: data")
            return nil
        } catch {
            return error.message
        }
    }

    @Test("Paths inside the folder are resolved, whether something is there or not")
    func inside() throws {
        try withTemporaryDirectory { folder in
            let paths = try ["a//b/./c", ".", "..a/b.."].map { try SafePath.resolve($0, in: folder, what: "x") }
            #expect(paths == ["\(folder)/a/b/c", folder, "\(folder)/..a/b.."])
        }
    }

    @Test(
        "Paths that lead out are refused by what is wrong with them",
        arguments: [
            ("", "an empty or broken one"), ("a\0b", "an empty or broken one"), ("/etc/passwd", "an absolute one"),
            ("/\u{301}x", "an absolute one"), ("..", "one with '..'"), ("a/../b", "one with '..'"),
            ("../\u{301}x", "one with '..'"), ("a/..", "one with '..'"),
        ])
    func outside(relative: String, found: String) throws {
        try withTemporaryDirectory { folder in
            let expected = "MLmodel: data must be a path inside the folder, found \(found)"
            #expect(message(relative, in: folder) == expected)
            #expect(message(relative, in: folder, links: .mayLeave) == expected)
        }
    }

    @Test("Links out of a saved model are refused, links inside it and in the user's own folders are not")
    func links() throws {
        try withTemporaryDirectory { parent in
            let folder = "\(parent)/model"
            try makeFolder(folder)
            try makeFolder("\(folder)/sub")
            try makeFolder("\(parent)/model-outside")
            try makeLink("\(folder)/in", to: "sub")
            try makeLink("\(folder)/out", to: "../model-outside")
            try makeLink("\(folder)/sub/up", to: "../..")
            try makeLink("\(folder)/broken", to: "nowhere")
            let expected = "MLmodel: data must stay inside the folder, found a symbolic link that leads out of it"
            #expect(message("in/x", in: folder) == nil)
            for path in ["out/x", "out", "sub/up/model/x", "in/up", "broken"] {
                #expect(message(path, in: folder) == expected, "\(path)")
                #expect(message(path, in: folder, links: .mayLeave) == nil)
            }
            try makeLink("\(parent)/alias", to: "model")
            #expect(message("in/x", in: "\(parent)/alias") == nil)
        }
    }
}

@Suite("Files")
struct FilesTests {
    @Test("A list holds all files with their sizes, in order, also behind links")
    func list() throws {
        try withTemporaryDirectory { folder in
            try Files.createFolder("\(folder)/b/c")
            try Files.write([1, 2, 3], to: "\(folder)/b/c/file")
            try Files.write([1], to: "\(folder)/a")
            try makeLink("\(folder)/z", to: "b/c")
            let files = try Files.list(folder)
            #expect(files.map(\.path) == ["a", "b/c/file", "z/file"])
            #expect(files.map(\.size) == [1, 3, 3])
        }
    }

    @Test("Removal does not follow links")
    func remove() throws {
        try withTemporaryDirectory { folder in
            try Files.createFolder("\(folder)/tree/a/b")
            try Files.createFolder("\(folder)/kept")
            try Files.write([1], to: "\(folder)/kept/file")
            try makeLink("\(folder)/tree/a/link", to: "../../kept")
            try Files.remove("\(folder)/tree")
            try Files.remove("\(folder)/tree")
            #expect(entries(of: folder) == ["kept"])
            #expect(entries(of: "\(folder)/kept") == ["file"])
        }
    }

    @Test("A named pipe in place of a file is refused without waiting for it")
    func pipe() throws {
        try withTemporaryDirectory { folder in
            mkfifo("\(folder)/pipe", 0o600)
            #expect(throws: FlavorError(.invalidArgument, "\(folder)/pipe is not a file")) {
                try Files.read("\(folder)/pipe", limit: 10)
            }
        }
    }

    @Test("A file above the limit is refused, one at the limit is read")
    func limit() throws {
        try withTemporaryDirectory { folder in
            try Files.write([1, 2, 3], to: "\(folder)/file")
            #expect(try Files.read("\(folder)/file", limit: 3) == [1, 2, 3])
            #expect(throws: FlavorError(.invalidArgument, "\(folder)/file: at most 2 bytes are read, found 3")) {
                try Files.read("\(folder)/file", limit: 2)
            }
        }
    }

    @Test("A name that is not UTF-8 is refused with its folder")
    func nameNotUTF8() throws {
        try withTemporaryDirectory { folder in
            let name = Array("\(folder)/x".utf8).map(CChar.init) + [-1, 0]
            close(open(name, O_CREAT | O_WRONLY, 0o600))
            #expect(throws: FlavorError(.invalidArgument, "\(folder) holds a file whose name is not UTF-8; rename it"))
            {
                try Files.list(folder)
            }
            unlink(name)
        }
    }

    @Test("Folders deeper than the limit are refused")
    func depth() throws {
        try withTemporaryDirectory { folder in
            try Files.createFolder(folder + String(repeating: "/d", count: 130))
            #expect { try Files.list(folder) } throws: {
                "\($0)".hasSuffix(": folders nest more than 128 deep")
            }
        }
    }
    @Test("Failures have the codes of their reasons")
    func codes() throws {
        try withTemporaryDirectory { folder in
            func refusal(_ body: () throws -> Void) -> FlavorError? {
                do {
                    try body()
                    return nil
                } catch { return error as? FlavorError }
            }
            let missing = FlavorError(.notFound, "cannot open \(folder)/none: no such file or directory")
            #expect(refusal { _ = try Files.readPrefix("\(folder)/none", count: 1) } == missing)
            #expect(refusal { _ = try Files.readToEnd("\(folder)/none") } == missing)
            let unreadable = FlavorError(.failedPrecondition, "cannot read \(folder): is a directory")
            #expect(refusal { _ = try Files.readToEnd(folder) } == unreadable)
            let taken = FlavorError(.failedPrecondition, "cannot write \(folder): is a directory")
            #expect(refusal { try Files.writeAtomically([1], to: folder) } == taken)
            #expect(entries(of: folder) == [])
        }
    }

    @Test("A named pipe is read to the end of its writer, and left at a cancellation")
    func pipeToEnd() throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/pipe"
            mkfifo(path, 0o600)
            let cancellation = Cancellation()
            cancellation.cancel()
            let error = #expect(throws: FlavorError.self) {
                try Files.readToEnd(path, cancellation: cancellation)
            }
            #expect(error == FlavorError(.cancelled, "\(path): the reading was cancelled"))
            let writer = try #require(popen("printf abc > '\(path)'", "r"))
            #expect(try Files.readToEnd(path) == Array("abc".utf8))
            pclose(writer)
        }
    }

    /// A file system in memory, whose files may be sparse up to the largest size.
    private static let memory = "/dev/shm"

    @Test("Sparse files whose sizes exceed any number are refused", .enabled(if: access(memory, W_OK) == 0))
    func tooBigToCount() throws {
        var template = Array("\(Self.memory)/flavor-test-XXXXXX".utf8CString)
        let folder = String(cString: try #require(mkdtemp(&template)))
        defer { try? Files.remove(folder) }
        for name in ["a", "b"] {
            try Files.write([], to: "\(folder)/\(name)")
            try #require(truncate("\(folder)/\(name)", Int.max) == 0)
        }
        let expected = FlavorError(.outOfRange, "\(folder): the files are too big to count")
        #expect(throws: expected) { try ModelSize.bytes(inFolder: folder) }
        try Files.write("flavors: {}\n".utf8, to: "\(folder)/MLmodel")
        #expect(throws: expected) { try Host(searchPath: FlavorSearchPath(folders: [])).info(folder) }
    }
}
