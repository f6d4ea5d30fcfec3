import CUnicodeTables

/// The sets that a pattern's scanner tests scalars for, each of which has a bit.
///
/// One look-up tells all sets that an ASCII character is in. Other scalars are looked up by their record in the class table; for sets
/// that do not follow the records, as ranges of ideographs, the set itself decides.
struct ScalarTests: Sendable {
    private(set) var sets: [ScalarSet] = []
    /// The sets of every byte; bytes beyond ASCII are in none.
    private(set) var ofByte = [UInt64](repeating: 0, count: 256)
    /// The sets of every record beyond ASCII.
    private(set) var ofRecord = [UInt64](repeating: 0, count: 64)
    /// The sets that do not follow the records beyond ASCII.
    private(set) var irregular: UInt64 = 0

    /// The number of a set, or nil when there are too many.
    mutating func number(of set: ScalarSet) -> Int? {
        if let number = sets.firstIndex(of: set) { return number }
        guard sets.count < 64 else { return nil }
        let bit = UInt64(1) << UInt64(sets.count)
        for byte in UInt8(0)..<0x80 where set.contains(ascii: byte) { ofByte[Int(byte)] |= bit }
        if let records = set.recordsBeyondASCII {
            for number in 0..<64 where records >> UInt64(number) & 1 != 0 { ofRecord[number] |= bit }
        } else {
            irregular |= bit
        }
        sets.append(set)
        return sets.count - 1
    }
}

/// A text whose scalars are tested for the sets of a scanner.
struct TestedText {
    let utf8: UnsafeBufferPointer<UInt8>
    /// What may follow a shape, see ``PatternShape``.
    let endings: UnsafeBufferPointer<PatternShape.Row>
    let ofByte: UnsafeBufferPointer<UInt64>
    let ofRecord: UnsafeBufferPointer<UInt64>
    let sets: UnsafeBufferPointer<ScalarSet>
    let irregular: UInt64

    /// Where the scalar at a position ends when it is in a set, or -1.
    @inline(__always)
    func end(of set: Int, at position: Int) -> Int {
        guard position < utf8.count else { return -1 }
        let byte = utf8[position]
        if byte < 0x80 { return ofByte[Int(byte)] >> UInt64(set) & 1 != 0 ? position + 1 : -1 }
        return endBeyondASCII(of: set, at: position)
    }

    @inline(never)
    private func endBeyondASCII(of set: Int, at position: Int) -> Int {
        let (scalar, end) = utf8.validScalar(at: position)
        if irregular >> UInt64(set) & 1 != 0 { return sets[set].contains(scalar) ? end : -1 }
        return ofRecord[Int(unicode_class_number(scalar.value))] >> UInt64(set) & 1 != 0 ? end : -1
    }

    /// Where a run of scalars of a set ends.
    @inline(__always)
    func endOfRun(of set: Int, from start: Int) -> Int {
        let bit = UInt64(1) << UInt64(set)
        var position = start
        while position < utf8.count {
            if ofByte[Int(utf8[position])] & bit != 0 {
                position += 1
            } else if utf8[position] < 0x80 {
                break
            } else {
                let end = endBeyondASCII(of: set, at: position)
                if end < 0 { break }
                position = end
            }
        }
        return position
    }

    /// Where a run of at most so many scalars of a set ends.
    @inline(__always)
    func endOfRun(of set: Int, from start: Int, maximum: Int) -> (end: Int, count: Int) {
        var position = start
        var count = 0
        while count < maximum {
            let end = end(of: set, at: position)
            if end < 0 { break }
            position = end
            count += 1
        }
        return (position, count)
    }

    /// The start of the last scalar of a set in a range, or -1.
    @inline(__always)
    func lastStart(of set: Int, in range: Range<Int>) -> Int {
        var position = range.upperBound
        while position > range.lowerBound {
            position = utf8.validScalarStart(before: position)
            if end(of: set, at: position) >= 0 { return position }
        }
        return -1
    }
}
