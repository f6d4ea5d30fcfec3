import Glibc

/// What tests build and keep, below the package's own build folder.
public enum BuildCache {
    /// A folder below `.build`, made when it is missing.
    public static func folder(_ name: String) throws -> String {
        let path = "\(Fixtures.repository)/.build/\(name)"
        try makeFolder(path)
        return path
    }

    /// Runs a body while no other process runs one under the same name.
    public static func withLock<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
        let path = "\(try folder("locks"))/\(name)"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw TestSupportError.system(path) }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw TestSupportError.system(path) }
        }
        return try body()
    }
}

/// A number made from contents, for names of what was built from them.
public struct Fingerprint: Sendable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    /// The number in hexadecimal.
    public var text: String { String(state, radix: 16) }

    /// Takes bytes in, by the FNV-1a rule.
    public mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        // A mark between contents, so that their border counts.
        state = (state ^ 0x100) &* 0x0000_0100_0000_01B3
    }

    /// Takes a text in.
    public mutating func add(_ text: String) { add(text.utf8) }
}
