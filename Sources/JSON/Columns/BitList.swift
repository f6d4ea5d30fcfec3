/// Bits by position, of which few are set: those beyond the end are not, and cost nothing.
struct BitList {
    private var words: [UInt64] = []

    /// Whether no bit is set.
    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    subscript(index: Int) -> Bool { index >> 6 < words.count && words[index >> 6] >> UInt64(index & 63) & 1 == 1 }

    mutating func set(_ range: Range<Int>) {
        guard let last = range.last else { return }
        let missing = last >> 6 + 1 - words.count
        if missing > 0 { words.append(contentsOf: repeatElement(0, count: missing)) }
        for index in range { words[index >> 6] |= 1 << UInt64(index & 63) }
    }

    mutating func clear(_ index: Int) {
        if index >> 6 < words.count { words[index >> 6] &= ~(1 << UInt64(index & 63)) }
    }

    /// Sets the bits that another list has, at positions that much further on.
    mutating func set(_ other: BitList, from start: Int) {
        guard !other.words.isEmpty else { return }
        let first = start >> 6
        let missing = first + other.words.count + 1 - words.count
        if missing > 0 { words.append(contentsOf: repeatElement(0, count: missing)) }
        for (index, word) in other.words.enumerated() {
            words[first + index] |= word << UInt64(start & 63)
            words[first + index + 1] |= word >> UInt64(64 - start & 63)
        }
    }

    /// The opposite of the first bits, in bytes, the first in the lowest bit; what fills the last byte is 0.
    func inverted(count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xFF, count: (count + 7) / 8)
        for index in bytes.indices where index >> 3 < words.count {
            bytes[index] = ~UInt8(truncatingIfNeeded: words[index >> 3] >> UInt64((index & 7) * 8))
        }
        if count & 7 != 0 { bytes[bytes.count - 1] &= (1 << UInt8(count & 7)) - 1 }
        return bytes
    }
}
