import Glibc
import ModelConfiguration

/// A model that cannot be built, and why.
///
/// The message is one line that names the file, the field, what was expected and what was found.
public struct ModelBuilderError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure it is.
    public let kind: Kind
    /// The sentence.
    public let message: String

    /// The kinds that callers treat differently.
    public enum Kind: Sendable {
        /// The model, or a part of it, is of a sort that is not supported.
        case unsupported
        /// A file is damaged, or says what cannot be.
        case invalid
        /// A file is not there.
        case missing
        /// The system refused: no space, no permission.
        case system
    }

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    public var description: String { message }

    /// Runs what reads a configuration; what is wrong there is a model that cannot be built.
    static func reading<Result>(
        _ body: () throws(ConfigurationError) -> Result
    ) throws(ModelBuilderError) -> Result {
        do {
            return try body()
        } catch {
            let kind: Kind =
                switch error.kind {
                case .unsupported: .unsupported
                case .invalid: .invalid
                }
            throw ModelBuilderError(kind, error.description)
        }
    }

    /// An error that ends with the system's reason for the call that failed last.
    static func system(_ what: String) -> ModelBuilderError {
        let number = errno
        return ModelBuilderError(
            number == ENOENT ? .missing : .system, "\(what): \(String(cString: strerror(number)))")
    }

    /// The same for a file that cannot be written: where there is no room for it, with how much there is.
    ///
    /// - Parameters:
    ///   - size: How many bytes the whole file was to have.
    ///   - file: The number of the open file.
    static func system(_ what: String, size: Int, of file: CInt) -> ModelBuilderError {
        let number = errno
        let failure = system(what)
        switch number {
        case ENOSPC, EDQUOT:
            // With what the file itself has got already.
            var (system, status) = (statvfs(), stat())
            guard fstatvfs(file, &system) == 0, fstat(file, &status) == 0 else { return failure }
            let room = Int(clamping: system.f_bavail) * Int(clamping: system.f_frsize) + Int(status.st_blocks) * 512
            return ModelBuilderError(
                .system,
                "\(failure.message): \(size) bytes are needed, \(room) are free: free some space, or choose another folder"
            )
        case EFBIG:
            var limit = rlimit()
            let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0
            let most = isKnown && limit.rlim_cur < UInt(Int.max) ? ", a file may have \(limit.rlim_cur)" : ""
            return ModelBuilderError(
                .system,
                "\(failure.message): \(size) bytes are needed\(most): raise the limit, or choose another folder")
        default: return failure
        }
    }
}

/// Returns a name from a file as an error message shows it: in quotes, on one line, cut where it is long.
func quoted(_ name: String) -> String {
    let scalars = name.unicodeScalars.prefix(120).map { scalar in
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || (0x2028...0x2029).contains(scalar.value)
            ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    return "\"\(scalars.joined())\(name.unicodeScalars.count > 120 ? "…" : "")\""
}
