import Glibc

/// Calls of Linux that Swift's Glibc module leaves out.
///
/// They are looked up by name: an older C library that lacks one is a failure like any other.
enum LinuxCalls {
    private typealias RenameAt2 =
        @convention(c) (CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt) -> CInt

    private static let getAffinity = function("sched_getaffinity", as: GetAffinity.self)
    private static let renameAt2 = function("renameat2", as: RenameAt2.self)

    private static func function<Function>(_ name: String, as type: Function.Type) -> Function? {
        dlsym(dlopen(nil, RTLD_NOW), name).map { unsafeBitCast($0, to: type) }
    }

    private typealias GetAffinity = @convention(c) (pid_t, Int, UnsafeMutableRawPointer) -> CInt

    /// How many processors the calling thread may run on; 1 where the system does not say.
    static var processorCount: Int {
        var processors = cpu_set_t()
        guard let getAffinity, getAffinity(0, MemoryLayout<cpu_set_t>.size, &processors) == 0 else { return 1 }
        return max(withUnsafeBytes(of: processors) { $0.reduce(0) { $0 + $1.nonzeroBitCount } }, 1)
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
}
