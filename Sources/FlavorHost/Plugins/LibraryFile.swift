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
            let isText =
                !header.isEmpty && header.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 9 }
            let found = header.isEmpty ? "an empty file" : isText ? "a text file" : "a file of another kind"
            throw FlavorError(.invalidArgument, "\(path): expected a shared library in ELF format, found \(found)")
        }
        guard header.count == 20 else {
            throw FlavorError(.dataLoss, "\(path): the ELF header is cut off: build or copy the library again")
        }
        guard header[4] == 2 else {
            throw FlavorError(
                .invalidArgument,
                "\(path): expected a 64-bit library, found ELF class \(header[4]) (1 is 32-bit): rebuild it")
        }
        let machine = Int(header[18]) | Int(header[19]) << 8
        guard header[5] == 1, machine == ownMachine else {
            throw FlavorError(
                .invalidArgument,
                "\(path): expected a library for this machine (ELF machine \(ownMachine)), found machine \(machine): rebuild it"
            )
        }
        guard header[16] == 3 else {
            throw FlavorError(
                .invalidArgument,
                "\(path): expected a shared library (ELF type 3), found ELF type \(header[16]): link it with -shared")
        }
        try checkIsWhole(path)
    }

    /// Checks that the file holds every byte that its headers promise: the loader maps a cut-off file without a word, and
    /// the first touch of what is missing ends the process.
    private static func checkIsWhole(_ path: String) throws(FlavorError) {
        let size = UInt64(FileStatus(path, followingLinks: true)?.size ?? 0)
        let bytes = try Files.readPrefix(path, count: 1 << 16)
        func number(_ offset: UInt64, _ width: Int) -> UInt64? {
            guard offset < UInt64(bytes.count), bytes.count - Int(offset) >= width else { return nil }
            return (0..<width).reversed().reduce(0) { $0 << 8 | UInt64(bytes[Int(offset) + $1]) }
        }
        func isInside(_ start: UInt64?, _ length: UInt64?) -> Bool {
            guard let start, let length else { return false }
            let (end, overflow) = start.addingReportingOverflow(length)
            return !overflow && end <= size
        }
        // Places of the fields as the ELF-64 specification has them.
        let (programs, sections) = (number(32, 8), number(40, 8))
        let (programSize, programCount) = (number(54, 2), number(56, 2))
        var isWhole = isInside(programs, programSize.flatMap { size in programCount.map { size * $0 } })
        isWhole = isWhole && isInside(sections, number(58, 2).flatMap { size in number(60, 2).map { size * $0 } })
        if isWhole, let programs, let programSize, let programCount {
            for index in 0..<programCount {
                let entry = programs + index * programSize
                // Headers further back than what was read are none that a linker makes.
                guard isInside(number(entry + 8, 8), number(entry + 32, 8)) else {
                    isWhole = false
                    break
                }
            }
        }
        guard isWhole else {
            throw FlavorError(
                .dataLoss, "\(path): the library is cut off after \(size) bytes: build or copy it again")
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
