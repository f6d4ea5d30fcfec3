import FlavorHost
import FlavorKit
import Glibc

/// Nobody reads the output any more.
struct ClosedPipe: Error {}

/// Where data goes: standard output, or a file that appears only when it is whole.
final class Output {
    private let path: String?
    private var collected: [UInt8] = []

    /// - Parameter path: A file, or nil or `-` for standard output.
    init(path: String?) { self.path = path == "-" ? nil : path }

    /// Writes text at once, or keeps it for the file.
    func write(_ text: String) throws {
        if path == nil {
            try StandardOutput.write(text)
        } else {
            collected.append(contentsOf: text.utf8)
        }
    }

    /// Puts the file in place.
    func finish() throws {
        if let path { try Files.writeAtomically(collected, to: path) }
    }
}

/// Standard output, for data only.
enum StandardOutput {
    /// Writes text.
    ///
    /// - Throws: `ClosedPipe` when the reader is gone, `FlavorError` when the system refuses, as with a full disk.
    static func write(_ text: String) throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EPIPE {
                throw ClosedPipe()
            } else if errno != EINTR {
                throw FlavorError(.dataLoss, "standard output: \(String(cString: strerror(errno)))")
            }
        }
    }
}

/// Standard error, for everything that is not data.
enum StandardError {
    /// Whether a person sees it.
    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// Writes text; when nobody can be told, nothing is.
    static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}
