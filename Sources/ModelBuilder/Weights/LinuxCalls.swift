import Glibc

/// Calls of Linux that Swift's Glibc module leaves out.
///
/// They are looked up by name: a C library that lacks one is taken for a file system that cannot do it.
enum LinuxCalls {
    private typealias Fallocate = @convention(c) (CInt, CInt, off_t, off_t) -> CInt
    private typealias SyncFileRange = @convention(c) (CInt, off_t, off_t, CUnsignedInt) -> CInt

    private static let fallocateCall = function("fallocate", as: Fallocate.self)
    private static let syncFileRangeCall = function("sync_file_range", as: SyncFileRange.self)

    private static func function<Function>(_ name: String, as type: Function.Type) -> Function? {
        dlsym(dlopen(nil, RTLD_NOW), name).map { unsafeBitCast($0, to: type) }
    }

    /// Makes a file at least so large and reserves its space; returns whether that was done, with `errno` set when not.
    ///
    /// The C function is `fallocate`; `posix_fallocate` would write zeros where a file system cannot reserve space.
    static func fallocate(_ file: CInt, size: Int) -> Bool {
        guard let fallocateCall else {
            errno = EOPNOTSUPP
            return false
        }
        return fallocateCall(file, 0, 0, size) == 0
    }

    /// Has the system begin to bring a part of a file to the disk; a hint whose failure changes nothing.
    ///
    /// The C function is `sync_file_range` with `SYNC_FILE_RANGE_WRITE`.
    static func startWriting(_ file: CInt, from offset: Int, count: Int) {
        let writeFlag: CUnsignedInt = 2
        _ = syncFileRangeCall?(file, offset, count, writeFlag)
    }
}
