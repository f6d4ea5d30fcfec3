/// SentencePiece's compiled rules: a trie of texts as a double array, and the replacements one after another.
///
/// The file has them in base64: the trie's size in bytes as a 32-bit little-endian number, the trie's units of 32 bits, and the
/// replacements in UTF-8, each up to a NUL.
struct PrecompiledCharsmap: Sendable {
    private let units: [Unit]
    private let replacements: [UInt8]
    /// Where the replacement ends that a place in `replacements` is in.
    private let ends: [UInt32]
    /// How many times longer a replacement is than what it replaces.
    private(set) var growth = 1.0

    /// A unit of the double array.
    private struct Unit {
        var bits: UInt32

        /// The byte that leads here; no byte for a unit that holds a value.
        @inline(__always)
        var label: UInt32 { bits & 0x8000_00FF }
        /// What a place of this unit becomes the base of its children with.
        @inline(__always)
        var offset: Int { Int((bits >> 10) << ((bits & 0x200) >> 6)) }
        /// Whether a text ends here; its value is then in the unit at the base.
        @inline(__always)
        var hasValue: Bool { bits & 0x100 != 0 }
        @inline(__always)
        var value: Int { Int(bits & 0x7FFF_FFFF) }
    }

    init(_ field: Field) throws(TokenizerError) {
        guard let bytes = Base64.bytes(of: try field.string()) else { throw field.error("must be in base64") }
        guard bytes.count >= 4 else { throw field.error("must hold at least 4 bytes, found \(bytes.count)") }
        let size = Int(Self.number(bytes, at: 0))
        guard size >= 4, size % 4 == 0, size <= bytes.count - 4 else {
            throw field.error("must hold a trie as large as it says, found \(size) of \(bytes.count - 4) bytes")
        }
        units = stride(from: 4, to: 4 + size, by: 4).map { Unit(bits: Self.number(bytes, at: $0)) }
        replacements = Array(bytes[(4 + size)...])
        guard String(validating: replacements, as: UTF8.self) != nil, replacements.count < UInt32.max else {
            throw field.error("must hold replacements in UTF-8")
        }
        var end = UInt32(replacements.count)
        var ends = [UInt32](repeating: end, count: replacements.count + 1)
        for index in replacements.indices.reversed() {
            if replacements[index] == 0 { end = UInt32(index) }
            ends[index] = end
        }
        self.ends = ends
        guard let growth = checkedGrowth() else {
            throw field.error("must hold a trie whose places and values are in it, found one that points out of it")
        }
        self.growth = growth
    }

    /// Goes through the whole trie; returns nil when it leads out of its bounds.
    ///
    /// All children of a unit are in one block of 256, so that no look-up needs to check where it goes.
    private func checkedGrowth() -> Double? {
        var growth = 1.0
        var isSeen = [Bool](repeating: false, count: units.count)
        var level = [0]
        var length = 0
        while !level.isEmpty {
            var next: [Int] = []
            for place in level {
                let base = place ^ units[place].offset
                guard base | 0xFF < units.count else { return nil }
                if units[place].hasValue {
                    let value = units[base].value
                    guard value <= replacements.count, isCharacterStart(value) else { return nil }
                    growth = max(growth, Double(Int(ends[value]) - value) / Double(max(1, length)))
                }
                for byte in 1..<256 where units[base ^ byte].label == UInt32(byte) && !isSeen[base ^ byte] {
                    isSeen[base ^ byte] = true
                    next.append(base ^ byte)
                }
            }
            level = next
            length += 1
        }
        return growth
    }

    private func isCharacterStart(_ place: Int) -> Bool {
        place == replacements.count || replacements[place] & 0xC0 != 0x80
    }

    /// Where the replacement is for the shortest text with a rule that a text begins with, or nil when there is none.
    @inline(__always)
    func replacement(for text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        units.withUnsafeBufferPointer { units in
            var place = units[0].offset
            for byte in text {
                if byte == 0 { return nil }
                place ^= Int(byte)
                let unit = units[place]
                if unit.label != UInt32(byte) { return nil }
                place ^= unit.offset
                if unit.hasValue {
                    let value = units[place].value
                    return value..<Int(ends[value])
                }
            }
            return nil
        }
    }

    /// Calls a body with a replacement.
    func withReplacement(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        replacements.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    private static func number(_ bytes: [UInt8], at place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    }
}
