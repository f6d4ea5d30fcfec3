import FlavorKit
import Testing

@Suite("FilePath")
struct FilePathTests {
    @Test(
        "The folder around the last part",
        arguments: [
            ("/a/b", "/a"), ("/a//b/", "/a"), ("//a", "/"), ("/a", "/"), ("/", "/"), ("a/b", "a"), ("a//b/c", "a/b"),
            ("a", "."),
            ("", "."),
            // A slash and the accent after it are one character.
            ("\u{301}x/out", "\u{301}x"), ("/\u{301}x/out", "/\u{301}x"), ("a/\u{301}b", "a"),
        ])
    func parent(path: String, folder: String) {
        #expect(Array(FilePath.parent(of: path).utf8) == Array(folder.utf8))
    }

    @Test("The folders around paths, each once and after its own")
    func folders() {
        let paths = ["a", "b/c/d", "b/e", "b/c/\u{301}f/g", "b//c/h"]
        #expect(FilePath.folders(around: paths) == ["b", "b/c", "b/c/\u{301}f"])
        #expect(FilePath.folders(around: []) == [])
    }
}
