import PluginFiles
import TestSupport
import Testing

@Suite("Files and folders")
struct FileSystemTests {
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
