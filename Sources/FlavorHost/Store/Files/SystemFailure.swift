import FlavorKit
import Glibc

/// What the operating system says about a call that failed.
struct SystemFailure {
    /// The value of `errno`.
    let number: CInt

    /// Takes the reason of the call that has just failed.
    init(number: CInt = errno) { self.number = number }

    /// The system's own words, beginning in lower case.
    var reason: String {
        let words = String(cString: strerror(number))
        return words.prefix(1).lowercased() + words.dropFirst()
    }

    /// Returns the failure as one sentence, with what the user can do about it where that is known.
    /// - Parameter what: What was tried, such as `cannot write MODEL/weights`.
    func error(_ what: String) -> FlavorError {
        switch number {
        case ENOENT: FlavorError(.notFound, "\(what): \(reason)")
        case EEXIST, ENOTEMPTY: FlavorError(.alreadyExists, "\(what): \(reason)")
        case EACCES, EPERM, EROFS:
            FlavorError(.permissionDenied, "\(what): \(reason); check the permissions, or choose another folder")
        case ENOSPC, EDQUOT:
            FlavorError(.resourceExhausted, "\(what): \(reason); free some space, or choose another folder")
        case EMFILE, ENFILE, ENOMEM: FlavorError(.resourceExhausted, "\(what): \(reason)")
        default: FlavorError(.failedPrecondition, "\(what): \(reason)")
        }
    }
}

/// Calls a C function again for as long as signals interrupt it; returns its result, -1 on failure.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
