/// Bytes that tensors share.
///
/// The bytes never change once a tensor refers to them, which is what makes sharing safe.
public final class TensorStorage: @unchecked Sendable {
    /// The first byte; aligned to 64 where this type allocated it.
    let base: UnsafeRawPointer
    let byteCount: Int
    /// The host's buffer that the bytes lie in, for handing it on without a copy.
    let hostBuffer: UnsafeRawPointer?
    /// What gives borrowed bytes back; nil where the bytes are this object's own.
    private let release: (@Sendable () -> Void)?

    /// Allocates bytes and lets a body fill them in.
    public convenience init(byteCount: Int, filling body: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
        do {
            try body(UnsafeMutableRawBufferPointer(rebasing: memory[..<byteCount]))
        } catch {
            memory.deallocate()
            throw error
        }
        // At least one byte was asked for, so there is an address.
        self.init(owning: memory.baseAddress.unsafelyUnwrapped, byteCount: byteCount)
    }

    /// Takes over bytes that were allocated, and deallocates them in the end.
    private init(owning memory: UnsafeMutableRawPointer, byteCount: Int) {
        base = UnsafeRawPointer(memory)
        self.byteCount = byteCount
        hostBuffer = nil
        release = nil
    }

    /// Refers to bytes that live elsewhere until `release` is called.
    package init(
        borrowing bytes: UnsafeRawBufferPointer, of hostBuffer: UnsafeRawPointer?,
        release: @escaping @Sendable () -> Void
    ) {
        base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 64).unsafelyUnwrapped
        byteCount = bytes.count
        self.hostBuffer = hostBuffer
        self.release = release
    }

    deinit {
        if let release { release() } else { UnsafeMutableRawPointer(mutating: base).deallocate() }
    }

    /// Calls a body with the bytes, which stay in place while it runs.
    public func withUnsafeBytes<Result, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withExtendedLifetime(self) { () throws(Failure) in
            try body(UnsafeRawBufferPointer(start: base, count: byteCount))
        }
    }
}
