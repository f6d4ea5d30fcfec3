/// Bytes that tensors share.
///
/// The bytes never change once a tensor refers to them, which is what makes sharing safe.
public final class TensorStorage: @unchecked Sendable {
    /// The first byte; aligned to 64 where this type allocated it.
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline let byteCount: Int
    /// The block that the bytes lie in where they are this object's own.
    private let block: UnsafeMutableRawPointer?
    /// The host's buffer that the bytes lie in, for handing it on without a copy.
    let hostBuffer: UnsafeRawPointer?
    /// What gives borrowed bytes back.
    private let release: (@Sendable () -> Void)?

    /// Allocates bytes and lets a body fill them in.
    public convenience init(byteCount: Int, filling body: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        let block = RawBlock.allocate(byteCount: byteCount + Self.alignment - 1)
        do {
            let memory = block.alignedUp(toMultipleOf: Self.alignment)
            try body(UnsafeMutableRawBufferPointer(start: memory, count: byteCount))
        } catch {
            RawBlock.deallocate(block)
            throw error
        }
        self.init(owning: block, byteCount: byteCount)
    }

    /// Allocates bytes of a size that somebody else names and lets a body fill them in; nil when there is no memory.
    convenience init?(claimedByteCount byteCount: Int, filling body: (UnsafeMutableRawBufferPointer) -> Void) {
        let (size, overflow) = byteCount.addingReportingOverflow(Self.alignment - 1)
        guard !overflow, let block = RawBlock.allocateIfPossible(byteCount: size) else { return nil }
        body(UnsafeMutableRawBufferPointer(start: block.alignedUp(toMultipleOf: Self.alignment), count: byteCount))
        self.init(owning: block, byteCount: byteCount)
    }

    private static let alignment = 64

    private init(owning block: UnsafeMutableRawPointer, byteCount: Int) {
        self.block = block
        base = UnsafeRawPointer(block.alignedUp(toMultipleOf: Self.alignment))
        self.byteCount = byteCount
        hostBuffer = nil
        release = nil
    }

    /// Refers to bytes that live elsewhere until `release` is called.
    package init(
        borrowing bytes: UnsafeRawBufferPointer, of hostBuffer: UnsafeRawPointer?,
        release: @escaping @Sendable () -> Void
    ) {
        block = nil
        base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 64).unsafelyUnwrapped
        byteCount = bytes.count
        self.hostBuffer = hostBuffer
        self.release = release
    }

    deinit {
        if let block { RawBlock.deallocate(block) }
        release?()
    }

    /// Calls a body with the bytes, which stay in place while it runs.
    @inlinable
    public func withUnsafeBytes<Result, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withExtendedLifetime(self) { () throws(Failure) in
            try body(UnsafeRawBufferPointer(start: base, count: byteCount))
        }
    }
}
