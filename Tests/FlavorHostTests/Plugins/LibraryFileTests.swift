import FlavorHost
import FlavorKit
import Glibc
import TestSupport
import Testing

@Suite("A file that is no library for this machine")
struct LibraryFileTests {
    /// What is in the file, and what is said of it behind its path.
    struct Impostor: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let code: FlavorError.Code
        let sentence: String
    }

    static let impostors = [
        Impostor(
            testDescription: "text", bytes: Array("#!/bin/sh\necho hello from a script\n".utf8), code: .invalidArgument,
            sentence: "expected a shared library in ELF format, found a text file"),
        Impostor(
            testDescription: "empty", bytes: [], code: .invalidArgument,
            sentence: "expected a shared library in ELF format, found an empty file"),
        Impostor(
            testDescription: "archive", bytes: [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 60),
            code: .invalidArgument, sentence: "expected a shared library in ELF format, found a file of another kind"),
        Impostor(
            testDescription: "one byte of ELF", bytes: [0x7F], code: .invalidArgument,
            sentence: "expected a shared library in ELF format, found a file of another kind"),
        Impostor(
            testDescription: "ELF header cut off", bytes: Array(header().prefix(18)), code: .dataLoss,
            sentence: "the ELF header is cut off: build or copy the library again"),
        Impostor(
            testDescription: "32 bits", bytes: header(elfClass: 1), code: .invalidArgument,
            sentence: "expected a 64-bit library, found ELF class 1 (1 is 32-bit): rebuild it"),
        Impostor(
            testDescription: "class of the future", bytes: header(elfClass: 9), code: .invalidArgument,
            sentence: "expected a 64-bit library, found ELF class 9 (1 is 32-bit): rebuild it"),
        Impostor(
            testDescription: "another machine", bytes: header(machine: 0x1234), code: .invalidArgument,
            sentence: "expected a library for this machine (ELF machine \(ownMachine)), found machine 4660: "
                + "rebuild it"),
        Impostor(
            testDescription: "another byte order", bytes: header(order: 2), code: .invalidArgument,
            sentence:
                "expected a library for this machine (ELF machine \(ownMachine)), found machine \(ownMachine): "
                + "rebuild it"
        ),
        Impostor(
            testDescription: "object file", bytes: header(type: 1), code: .invalidArgument,
            sentence: "expected a shared library (ELF type 3), found ELF type 1: link it with -shared"),
    ]

    @Test("Is refused for what it is", arguments: impostors)
    func refused(impostor: Impostor) throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/libimpostor.so"
            try writeFile(impostor.bytes, to: path)
            let error = #expect(throws: FlavorError.self) { try TestHost.make().plugin(atLibrary: path) }
            #expect(error?.message == "\(path): \(impostor.sentence)")
            #expect(error?.code == impostor.code)
        }
    }

    @Test("A file that is not there, and a folder")
    func missing() throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/libmissing.so"
            let missing = #expect(throws: FlavorError.self) { try TestHost.make().plugin(atLibrary: path) }
            #expect(missing == FlavorError(.notFound, "\(path): no such file: build the flavor or install it again"))
            let found = #expect(throws: FlavorError.self) { try TestHost.make().plugin(atLibrary: folder) }
            #expect(
                found == FlavorError(.invalidArgument, "\(folder): expected a shared library, found a folder"))
        }
    }

    @Test("A program instead of a library")
    func program() throws {
        let path = try TestPlugins.buildProgram("MiniHost")
        let error = #expect(throws: FlavorError.self) { try TestHost.make().plugin(atLibrary: path) }
        #expect(error?.message.hasPrefix("\(path): ") == true)
        #expect(error?.message.contains("executable") == true || error?.message.contains("ELF type 2") == true)
    }

    @Test("A library that is cut off anywhere never ends the process")
    func cutOff() async throws {
        let library = try TestPlugins.build("CLinear")
        await #expect(processExitsWith: .success) { [library = library as String] in
            try LibraryFileTests.openParts(of: library)
        }
    }

    private static func openParts(of library: String) throws {
        let bytes = try readFile(library)
        let host = TestHost.make()
        try withTemporaryDirectory { folder in
            for part in 1..<16 {
                let path = "\(folder)/libcut\(part).so"
                try writeFile(Array(bytes.prefix(bytes.count * part / 16)), to: path)
                do throws(FlavorError) {
                    _ = try host.plugin(atLibrary: path)
                } catch {
                    #expect(error.message.hasPrefix("\(path): "))
                }
            }
        }
    }

    /// A header of a library for this machine, with one thing changed.
    private static func header(
        elfClass: UInt8 = 2, order: UInt8 = 1, type: UInt8 = 3, machine: Int = ownMachine
    ) -> [UInt8] {
        var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, elfClass, order, 1, 0] + [UInt8](repeating: 0, count: 8)
        bytes += [type, 0, UInt8(machine & 0xFF), UInt8(machine >> 8)]
        return bytes + [UInt8](repeating: 0, count: 44)
    }

    private static var ownMachine: Int {
        #if arch(x86_64)
            62
        #elseif arch(arm64)
            183
        #else
            243
        #endif
    }
}
