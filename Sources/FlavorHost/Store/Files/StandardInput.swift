import FlavorKit
import Glibc

/// Standard input, piece by piece as it comes.
package struct StandardInput: ~Copyable {
    private static let name = "standard input"

    private let file: FileDescriptor
    private let wait: InputWait

    /// - Parameter cancellation: Ends the waiting for more.
    /// - Throws: `FlavorError` when there is no standard input.
    package init(cancellation: Cancellation? = nil) throws(FlavorError) {
        let wait = try InputWait(cancellation: cancellation)
        // A number of our own, which the value closes. Without a standard input this fails.
        let number = dup(STDIN_FILENO)
        guard number >= 0 else { throw SystemFailure().error("cannot read \(Self.name)") }
        file = FileDescriptor(owning: number)
        self.wait = wait
    }

    /// Waits for more; empty at the end.
    ///
    /// - Throws: `FlavorError` with `cancelled`, or with the system's reason.
    package func next() throws(FlavorError) -> [UInt8] {
        try wait.untilReadable(file, what: Self.name)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = try file.read(into: &chunk, what: Self.name)
        return Array(chunk[..<count])
    }
}
