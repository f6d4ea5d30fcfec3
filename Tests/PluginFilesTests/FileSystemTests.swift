import PluginFiles
import TestSupport
import Testing

@Suite("Paths")
struct FileSystemTests {
    @Test(
        "The folder around the last part",
        arguments: [
            ("/a/b", "/a"), ("/a/b/", "/a"), ("/a//b//", "/a"), ("/a", "/"), ("//a", "/"), ("/", "/"),
            // The slash and the accent after it are one character.
            ("/a/\u{301}b", "/a"), ("/\u{301}a/b", "/\u{301}a"),
        ])
    func parent(path: String, folder: String) {
        #expect(Array(FileSystem.parent(of: path).utf8) == Array(folder.utf8))
    }

    @Test("The size of what a path leads to")
    func size() throws {
        try withTemporaryDirectory { folder in
            try writeFile("12345", to: "\(folder)/file")
            try FileSystem.link("\(folder)/link", to: "\(folder)/file")
            try FileSystem.link("\(folder)/broken", to: "\(folder)/none")
            #expect(FileSystem.size(of: "\(folder)/file") == 5)
            #expect(FileSystem.size(of: "\(folder)/link") == 5)
            #expect(FileSystem.size(of: "\(folder)/broken") == nil)
            #expect(FileSystem.size(of: "\(folder)/none") == nil)
        }
    }
}
