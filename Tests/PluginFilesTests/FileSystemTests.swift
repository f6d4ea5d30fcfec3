import PluginFiles
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
}
