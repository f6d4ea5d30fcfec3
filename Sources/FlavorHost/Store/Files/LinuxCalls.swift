import Glibc

/// Calls of Linux that Swift's Glibc module leaves out.
///
/// They are looked up by name, so that an older C library, which lacks them, is a failure like any other.
enum LinuxCalls {
    private typealias RenameAt2 =
        @convention(c) (CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt) -> CInt
    private typealias CopyFileRange =
        @convention(c) (
            CInt, UnsafeMutablePointer<off_t>?, CInt, UnsafeMutablePointer<off_t>?, Int, CUnsignedInt
        ) -> Int

    private static let renameAt2 = function("renameat2", as: RenameAt2.self)
    private static let copyFileRange = function("copy_file_range", as: CopyFileRange.self)

    private static func function<Function>(_ name: String, as type: Function.Type) -> Function? {
        dlsym(dlopen(nil, RTLD_NOW), name).map { unsafeBitCast($0, to: type) }
    }

    /// Lets two paths change places in one step; returns whether that was done, with `errno` set when not.
    ///
    /// The C function is `renameat2` with `RENAME_EXCHANGE`.
    static func exchange(_ left: String, _ right: String) -> Bool {
        guard let renameAt2 else {
            errno = ENOSYS
            return false
        }
        let exchangeFlag: CUnsignedInt = 2
        return renameAt2(AT_FDCWD, left, AT_FDCWD, right, exchangeFlag) == 0
    }

    /// Lets an empty file share the contents of another until one of them is changed; returns whether that was done.
    ///
    /// The C function is `ioctl` with `FICLONE`.
    static func shareContents(from input: borrowing FileDescriptor, to output: borrowing FileDescriptor) -> Bool {
        let clone: CUnsignedLong = 0x4004_9409
        return ioctl(output.number, clone, input.number) == 0
    }

    /// Copies up to a count of bytes inside the kernel; returns how many, -1 when it cannot, with `errno` set.
    ///
    /// The C function is `copy_file_range`.
    static func copyRange(
        from input: borrowing FileDescriptor, to output: borrowing FileDescriptor, count: Int
    ) -> Int {
        guard let copyFileRange else {
            errno = ENOSYS
            return -1
        }
        let (inputNumber, outputNumber) = (input.number, output.number)
        return retrying { copyFileRange(inputNumber, nil, outputNumber, nil, count, 0) }
    }
}
