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

}
