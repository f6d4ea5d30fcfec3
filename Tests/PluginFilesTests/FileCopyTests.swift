import FlavorKit
import Glibc
import TestSupport
import Testing

@testable import PluginFiles

@Suite("Copying files")
struct FileCopyTests {
    @Test("A copy has the same bytes, whatever its size", arguments: [0, 1, 4096, 3_000_001])
    func sizes(size: Int) throws {
        try withTemporaryDirectory { root in
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try writeFile(bytes, to: "\(root)/source")
            var done = 0
            try FileCopy { done += $0 }.copy("\(root)/source", to: "\(root)/copy")
            #expect(try readFile("\(root)/copy") == bytes)
            #expect(done == size)
        }
    }

    @Test("A file that is there is not written over")
    func existing() throws {
        try withTemporaryDirectory { root in
            try writeFile("new", to: "\(root)/source")
            try writeFile("old", to: "\(root)/copy")
            #expect(throws: FlavorError(.alreadyExists, "\(root)/copy: cannot be opened: File exists")) {
                try FileCopy { _ in }.copy("\(root)/source", to: "\(root)/copy")
            }
            #expect(try readFile("\(root)/copy") == Array("old".utf8))
        }
    }

    @Test("Where there is no room the sentence says how much is needed and how much there is")
    func noRoom() throws {
        try withTemporaryDirectory { root in
            let file = try FileHandle(creating: "\(root)/copy")
            errno = ENOSPC
            let full = SystemFailure.error("here: cannot be written", size: 7_935_232, of: file.number)
            #expect(full.code == .resourceExhausted)
            let sentence =
                /here: cannot be written: No space left on device: 7935232 bytes are needed, ([0-9]+) are free: free some space, or choose another folder/
            let free = try #require(try sentence.wholeMatch(in: full.message)?.output.1)
            // What a test wrote meanwhile takes little of it.
            var system = statvfs()
            statvfs(root, &system)
            let now = Double(system.f_bavail) * Double(system.f_frsize)
            #expect(abs((Double(free) ?? -1e18) - now) <= max(now * 0.5, 1e8))
            errno = EACCES
            let other = SystemFailure.error("here: cannot be written", size: 1, of: file.number)
            #expect(other.message == "here: cannot be written: Permission denied")
        }
    }
}
