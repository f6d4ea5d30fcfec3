import FlavorKit
import Glibc

/// Sentences from the system's error number.
package enum SystemFailure {
    /// An error that ends with the system's reason for the call that failed last.
    package static func error(_ what: String) -> FlavorError {
        let number = errno
        let code: FlavorError.Code =
            switch number {
            case ENOENT, ENOTDIR: .notFound
            case EACCES, EPERM, EROFS: .permissionDenied
            case ENOSPC, EDQUOT, EFBIG, ENOMEM, EMFILE, ENFILE: .resourceExhausted
            case EEXIST: .alreadyExists
            default: .unavailable
            }
        return FlavorError(code, "\(what): \(String(cString: strerror(number)))")
    }

    /// The same for a file that cannot be written: where there is no room for it, with how much there is.
    ///
    /// - Parameters:
    ///   - size: How many bytes the whole file was to have.
    ///   - file: The number of the open file.
    package static func error(_ what: String, size: Int, of file: CInt) -> FlavorError {
        let number = errno
        let failure = error(what)
        switch number {
        case ENOSPC, EDQUOT:
            return FlavorError(
                failure.code,
                "\(failure.message): \(size) bytes are needed, \(room(for: file)) are free: free some space, or choose "
                    + "another folder")
        case EFBIG:
            var limit = rlimit()
            let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0
            let most = isKnown && limit.rlim_cur < UInt(Int.max) ? ", a file may have \(limit.rlim_cur)" : ""
            return FlavorError(
                failure.code,
                "\(failure.message): \(size) bytes are needed\(most): raise the limit, or choose another folder")
        default: return failure
        }
    }

    /// How many bytes a file may have on its file system, with those that it has.
    private static func room(for file: CInt) -> Int {
        var (system, status) = (statvfs(), stat())
        guard fstatvfs(file, &system) == 0, fstat(file, &status) == 0 else { return 0 }
        return Int(clamping: system.f_bavail) * Int(clamping: system.f_frsize) + Int(status.st_blocks) * 512
    }
}
