/// Memory that is given back when the last reference goes; each thread has its own, or all only read it.
final class ScratchBuffer: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    init(byteCount: Int) { bytes = .allocate(byteCount: max(byteCount, 1), alignment: 64) }

    deinit { bytes.deallocate() }

    var start: UnsafeMutableRawPointer {
        // A buffer of at least one byte has an address.
        bytes.baseAddress.unsafelyUnwrapped
    }

    /// The memory from an offset on, as elements of a type.
    func pointer<Element>(to: Element.Type, at offset: Int = 0) -> UnsafeMutablePointer<Element> {
        (start + offset).assumingMemoryBound(to: Element.self)
    }
}
