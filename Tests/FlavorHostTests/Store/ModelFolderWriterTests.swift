@testable import FlavorHost
import FlavorKit
import Glibc
import TestSupport
import Testing

@Suite("ModelFolderWriter")
struct ModelFolderWriterTests {
    /// Runs a body and returns the message of the error it throws.
    private func failure(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func save(_ text: String, to destination: String, overwrite: Bool = false) throws {
        let writer = try ModelFolderWriter.begin(destination, overwrite: overwrite)
        try writer.write(text, to: "MLmodel")
        try writer.commit()
    }

    private func text(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

    @Test("The destination appears whole at the commit, with the folders above it")
    func commit() throws {
        try withTemporaryDirectory { parent in
            let destination = "\(parent)/a/b/model"
            let writer = try ModelFolderWriter.begin("\(destination)/", overwrite: false)
            try writer.write("x", to: "MLmodel")
            try writer.write([1, 2, 3], to: "deep/er/weights")
            #expect(writer.destination == destination)
            #expect(!exists(destination))
            try writer.commit()
            #expect(entries(of: "\(parent)/a/b") == ["model"])
            #expect(try Files.list(destination).map(\.path) == ["MLmodel", "deep/er/weights"])
            writer.discard()
            #expect(try readFile("\(destination)/deep/er/weights") == [1, 2, 3])
            #expect(failure { try writer.commit() } == "the save was cancelled, or has ended already")
            #expect(try text("\(destination)/MLmodel") == "x")
        }
    }

    @Test("A discarded writer leaves nothing, not even the folders it made, and takes no more files")
    func discard() throws {
        try withTemporaryDirectory { parent in
            let writer = try ModelFolderWriter.begin("\(parent)/a/b/model", overwrite: false)
            try writer.write("x", to: "deep/MLmodel")
            writer.discard()
            #expect(entries(of: parent) == [])
            #expect(failure { try writer.write("x", to: "y") } == "the save was cancelled, or has ended already")
            #expect(failure { try writer.commit() } == "the save was cancelled, or has ended already")
            #expect(entries(of: parent) == [])
        }
    }

    @Test("A writer that is let go discards")
    func letGo() throws {
        try withTemporaryDirectory { parent in
            _ = try ModelFolderWriter.begin("\(parent)/model", overwrite: false)
            #expect(entries(of: parent) == [])
        }
    }

    @Test("An existing model needs overwrite, and is replaced as a whole")
    func overwrite() throws {
        try withTemporaryDirectory { parent in
            let destination = "\(parent)/model"
            try save("old", to: destination)
            try writeFile("y", to: "\(destination)/old-weights")
            #expect(
                failure { try save("new", to: destination) }
                    == "\(destination) exists and is not empty; choose another destination, or add --overwrite")
            #expect(try text("\(destination)/MLmodel") == "old")
            try save("new", to: destination, overwrite: true)
            #expect(entries(of: destination) == ["MLmodel"])
            #expect(try text("\(destination)/MLmodel") == "new")
            #expect(entries(of: parent) == ["model"])
        }
    }

    @Test("An empty destination counts as none")
    func emptyDestination() throws {
        try withTemporaryDirectory { parent in
            try makeFolder("\(parent)/model")
            try save("x", to: "\(parent)/model")
            #expect(entries(of: "\(parent)/model") == ["MLmodel"])
        }
    }

    @Test("A destination that is filled meanwhile is not touched")
    func filledMeanwhile() throws {
        try withTemporaryDirectory { parent in
            let writer = try ModelFolderWriter.begin("\(parent)/model", overwrite: false)
            try save("first", to: "\(parent)/model")
            #expect(failure { try writer.commit() }?.contains("exists and is not empty") == true)
            #expect(try text("\(parent)/model/MLmodel") == "first")
            #expect(entries(of: parent) == ["model"])
        }
    }

    @Test("What is no model is never replaced")
    func notAModel() throws {
        try withTemporaryDirectory { parent in
            try makeFolder("\(parent)/home")
            try writeFile("x", to: "\(parent)/home/thesis")
            #expect(
                failure { try save("x", to: "\(parent)/home", overwrite: true) }
                    == "\(parent)/home holds no MLmodel, so it is not replaced; remove it yourself, or choose another "
                    + "destination")
            try writeFile("x", to: "\(parent)/file")
            #expect(
                failure { try save("x", to: "\(parent)/file", overwrite: true) }
                    == "\(parent)/file is a file, not a folder; choose another destination")
            #expect(entries(of: parent) == ["file", "home"])
        }
    }

    @Test("A link stands for the folder it leads to")
    func linkedDestination() throws {
        try withTemporaryDirectory { parent in
            try save("old", to: "\(parent)/v1")
            try makeLink("\(parent)/current", to: "v1")
            try save("new", to: "\(parent)/current/", overwrite: true)
            #expect(try text("\(parent)/v1/MLmodel") == "new")
            #expect(entries(of: parent) == ["current", "v1"])
            try makeLink("\(parent)/broken", to: "nowhere")
            #expect(
                failure { try save("x", to: "\(parent)/broken") }
                    == "cannot save to \(parent)/broken, a link that leads nowhere: no such file or directory")
        }
    }

    @Test(
        "Impossible destinations are refused in one sentence",
        arguments: [
            ("", "expected the path of a folder to save to, found an empty one"),
            ("/", "cannot save to the root folder; name a folder"),
            ("/dev/null/model", "cannot save to /dev/null/model: not a directory"),
            ("/dev/null/a/model", "cannot save to /dev/null/a/model: not a directory"),
        ])
    func impossible(destination: String, message: String) {
        #expect(failure { try save("x", to: destination) } == message)
    }

    @Test("A folder that may not be written is named with the reason")
    func permission() {
        let message = failure { try save("x", to: "/sys/flavor-test/model") }
        #expect(message?.hasPrefix("cannot create the folder /sys/flavor-test: ") == true)
        #expect(message?.hasSuffix("; check the permissions, or choose another folder") == true)
    }

    @Test("A full disk is named with the file")
    func fullDisk() {
        #expect(
            failure { try Files.write([1], to: "/dev/full") }
                == "cannot write /dev/full: no space left on device; free some space, or choose another folder")
    }

    @Test(
        "Files stay inside the folder",
        arguments: [
            "../x", "a/../../x", "/tmp/x", "", "..", "../\u{301}x", "a/..",
        ])
    func inside(relative: String) throws {
        try withTemporaryDirectory { parent in
            let writer = try ModelFolderWriter.begin("\(parent)/model", overwrite: false)
            let message = failure { try writer.write("x", to: relative) }
            #expect(message?.hasPrefix("the name of a saved file must be a path inside the folder, found ") == true)
            writer.discard()
            #expect(entries(of: parent) == [])
        }
    }

    @Test("A link that a flavor wrote into the folder is refused")
    func linkInside() throws {
        try withTemporaryDirectory { parent in
            let writer = try ModelFolderWriter.begin("\(parent)/model", overwrite: false)
            try makeFolder("\(writer.folder)/sub")
            try makeLink("\(writer.folder)/sub/link", to: "/etc/passwd")
            #expect(
                failure { try writer.commit() }
                    == "a saved model holds files and folders only, found a link or device at sub/link")
            #expect(entries(of: parent) == [])
        }
    }

    @Test("Only leftovers of this form are removed, and only when their lock is free")
    func leftovers() throws {
        try withTemporaryDirectory { parent in
            let names = [
                ".m.partial-0123456789abcdef", ".m.partial-0123456789abcdeg", "m.partial-0123456789abcdef",
                ".m.partial-0123456789abcde", ".m.partial-fedcba9876543210", ".x.partial-fedcba9876543210",
            ]
            for name in names {
                try makeFolder("\(parent)/\(name)")
                try makeFolder("\(parent)/\(name)/model")
            }
            for name in names.prefix(4) { try writeFile("", to: "\(parent)/\(name)/lock") }
            try makeLink("\(parent)/.x.partial-fedcba9876543210/lock", to: "\(parent)/\(names[1])/lock")
            try makeFolder("\(parent)/.y.partial-fedcba9876543210")
            ModelFolderWriter.removeLeftovers(in: parent)
            #expect(entries(of: parent) == names.dropFirst().sorted())
        }
    }

    @Test("Where folders cannot be exchanged, the old one is moved aside first")
    func twoSteps() throws {
        try withTemporaryDirectory { parent in
            let destination = "\(parent)/model"
            try save("old", to: destination)
            let writer = try ModelFolderWriter.begin(destination, overwrite: true)
            try writer.write("new", to: "MLmodel")
            try writer.place.replaceInTwoSteps(writer.container)
            #expect(try text("\(destination)/MLmodel") == "new")
            #expect(try text("\(writer.container.replaced)/model/MLmodel") == "old")
        }
    }

    @Test("A model that was moved aside by a killed process is put back", arguments: [false, true])
    func putBack(isReplaced: Bool) throws {
        try withTemporaryDirectory { parent in
            if isReplaced { try save("new", to: "\(parent)/model") }
            let container = "\(parent)/.model.partial-0123456789abcdef"
            for folder in ["", "/model", "/replaced", "/replaced/model"] { try makeFolder(container + folder) }
            try writeFile("", to: "\(container)/lock")
            try writeFile("old", to: "\(container)/replaced/model/MLmodel")
            ModelFolderWriter.removeLeftovers(in: parent)
            #expect(entries(of: parent) == ["model"])
            #expect(try text("\(parent)/model/MLmodel") == (isReplaced ? "new" : "old"))
        }
    }

    @Test("A name beside it that is not UTF-8 does not keep a leftover")
    func foreignName() throws {
        try withTemporaryDirectory { parent in
            let foreign: [CChar] = Array("\(parent)/".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
            #expect(mkdir(foreign, 0o700) == 0)
            try makeFolder("\(parent)/.m.partial-0123456789abcdef")
            try writeFile("", to: "\(parent)/.m.partial-0123456789abcdef/lock")
            ModelFolderWriter.removeLeftovers(in: parent)
            #expect(access("\(parent)/.m.partial-0123456789abcdef", F_OK) == -1)
            #expect(rmdir(foreign) == 0)
        }
    }

    @Test("Writers in one folder do not remove each other's work")
    func concurrentWriters() async throws {
        try await withTemporaryDirectory { parent in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<4 {
                    group.addTask {
                        for round in 0..<20 {
                            let writer = try ModelFolderWriter.begin("\(parent)/\(task)-\(round)", overwrite: false)
                            try writer.write("\(task) \(round)", to: "MLmodel")
                            try writer.commit()
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(entries(of: parent).count == 80)
            for name in entries(of: parent) { #expect(entries(of: "\(parent)/\(name)") == ["MLmodel"]) }
        }
    }

    @Test("Writers of one destination leave one whole model")
    func concurrentReplacement() async throws {
        try await withTemporaryDirectory { parent in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<4 {
                    group.addTask {
                        for _ in 0..<10 {
                            let writer = try ModelFolderWriter.begin("\(parent)/model", overwrite: true)
                            for file in ["MLmodel", "a", "b"] { try writer.write("\(task)", to: file) }
                            try writer.commit()
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(entries(of: parent) == ["model"])
            let texts = try ["MLmodel", "a", "b"].map { try text("\(parent)/model/\($0)") }
            #expect(Set(texts).count == 1)
        }
    }
}
