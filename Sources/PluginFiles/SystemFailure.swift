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
            case ENOSPC, EDQUOT, ENOMEM, EMFILE, ENFILE: .resourceExhausted
            case EEXIST: .alreadyExists
            default: .unavailable
            }
        return FlavorError(code, "\(what): \(String(cString: strerror(number)))")
    }
}
