/// Tells of an object's keys that they are different, mostly without comparing them.
struct KeyFilter {
    /// A bit for each key that was met, chosen by its characters.
    private var bits = SIMD4<UInt64>()
    /// Whether no two keys can be equal; when false, they may be.
    private(set) var areDifferent = true

    /// Takes a key into account.
    ///
    /// - Parameter text: The key as it is written, quotes included.
    @inline(__always)
    mutating func insert(_ key: String, written text: UnsafeRawBufferPointer) {
        guard areDifferent else { return }
        // With an escape the same key can be written in several ways.
        guard key.utf8.count == text.count - 2 else {
            areDifferent = false
            return
        }
        var hash = UInt64(truncatingIfNeeded: text.count)
        if text.count >= 8 {
            hash ^= text.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self)
            hash = hash &* 0x9E37_79B9_7F4A_7C15 ^ text.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        } else {
            for byte in text { hash = hash << 8 ^ UInt64(byte) }
        }
        hash &*= 0x9E37_79B9_7F4A_7C15
        let lane = Int(truncatingIfNeeded: hash >> 62)
        let bit: UInt64 = 1 << (hash >> 56 & 63)
        if bits[lane] & bit != 0 { areDifferent = false }
        bits[lane] |= bit
    }
}
