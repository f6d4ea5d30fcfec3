import FlavorKit
import Glibc

/// What can be said of a shared library before the system's loader sees it.
enum LibraryFile {
    /// Checks that a file is a shared library for this machine.
    ///
    /// The loader's own messages name neither what was found nor what to do.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` or `notFound`.
    static func check(_ path: String) throws(FlavorError) {
        guard Files.exists(path) else {
            throw FlavorError(.notFound, "\(path): no such file: build the flavor or install it again")
        }
        guard !Files.isFolder(path) else {
            throw FlavorError(.invalidArgument, "\(path): expected a shared library, found a folder")
        }
        let header = try Files.readPrefix(path, count: 20)
        guard header.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            let isText = !header.isEmpty && header.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 9 }
            let found = header.isEmpty ? "an empty file" : isText ? "a text file" : "a file of another kind"
            throw FlavorError(.invalidArgument, "\(path): expected a shared library in ELF format, found \(found)")
        }
        guard header.count == 20 else {
            throw FlavorError(.dataLoss, "\(path): the ELF header is cut off: build or copy the library again")
        }
        guard header[4] == 2 else {
            throw FlavorError(
                .invalidArgument, "\(path): expected a 64-bit library, found ELF class \(header[4]) (1 is 32-bit): rebuild it")
        }
        let machine = Int(header[18]) | Int(header[19]) << 8
        guard header[5] == 1, machine == ownMachine else {
            throw FlavorError(
                .invalidArgument,
                "\(path): expected a library for this machine (ELF machine \(ownMachine)), found machine \(machine): rebuild it")
        }
        guard header[16] == 3 else {
            throw FlavorError(
                .invalidArgument, "\(path): expected a shared library (ELF type 3), found ELF type \(header[16]): link it with -shared")
        }
    }

    /// ELF's number for the machine that this program was built for.
    private static var ownMachine: Int {
        #if arch(x86_64)
            62
        #elseif arch(arm64)
            183
        #elseif arch(riscv64)
            243
        #else
            0
        #endif
    }
}
