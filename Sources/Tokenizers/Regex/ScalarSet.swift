import CUnicodeTables

/// A set of Unicode scalars, as a regular expression's character class describes one.
///
/// Classes mix single characters and ranges with properties such as `\p{L}`, negate and intersect them. Scalars of the same
/// record in the class table are alike to every property, and there are fewer than 64 records; so the set is kept as stretches of
/// scalars, each with the records that belong to it in that stretch. That is exact, small and closed under all of these.
struct ScalarSet: Equatable, Sendable {
    /// Where a stretch begins, and a bit for every record whose scalars in it belong to the set.
    private struct Stretch: Equatable {
        var start: UInt32
        var records: UInt64
    }

    /// In ascending order, the first one from 0; neighbours differ.
    private var stretches: [Stretch]
    /// The scalars up to 0x7F, a bit each.
    private(set) var ascii: (low: UInt64, high: UInt64)

    private static let noScalar: UInt32 = 0x110000

    private init(_ stretches: [Stretch]) {
        self.stretches = []
        for stretch in stretches where self.stretches.last?.records != stretch.records {
            self.stretches.append(stretch)
        }
        ascii = (0, 0)
        for value in UInt32(0)..<64 where belongs(value) { ascii.low |= 1 << value }
        for value in UInt32(64)..<128 where belongs(value) { ascii.high |= 1 << (value - 64) }
    }

    static func == (left: ScalarSet, right: ScalarSet) -> Bool { left.stretches == right.stretches }

    /// Whether a scalar is in the set.
    @inline(__always)
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x80 ? contains(ascii: UInt8(truncatingIfNeeded: scalar.value)) : belongs(scalar.value)
    }

    /// Whether a scalar up to 0x7F is in the set.
    @inline(__always)
    func contains(ascii byte: UInt8) -> Bool { (byte < 64 ? ascii.low : ascii.high) >> (byte & 63) & 1 != 0 }

    @inline(__always)
    private func belongs(_ value: UInt32) -> Bool {
        var index = stretches.count - 1
        if index > 7 {
            var first = 0
            while first < index {
                let middle = (first + index + 1) / 2
                if stretches[middle].start <= value { first = middle } else { index = middle - 1 }
            }
        } else {
            while stretches[index].start > value { index -= 1 }
        }
        return stretches[index].records >> UInt64(unicode_class_number(value)) & 1 != 0
    }

    /// The records of the scalars beyond ASCII, or nil when a record has some of them inside and some outside.
    var recordsBeyondASCII: UInt64? {
        guard let last = stretches.last, last.start <= 0x80 else { return nil }
        return last.records
    }

    /// Whether no scalar is in the set, as far as its records tell.
    var isEmpty: Bool { stretches.allSatisfy { $0.records == 0 } }
}

extension ScalarSet {
    /// All records there are.
    private static let allRecords: UInt64 = records { _ in true }

    /// The records whose classes satisfy a condition.
    private static func records(where isIncluded: (ScalarClasses) -> Bool) -> UInt64 {
        (UInt32(0)..<64).reduce(0) { records, number in
            let classes = ScalarClasses(rawValue: unicode_class_record(number))
            return classes.isEmpty || !isIncluded(classes) ? records : records | 1 << UInt64(number)
        }
    }

    /// Every scalar.
    static let all = ScalarSet([Stretch(start: 0, records: allRecords)])
    /// No scalar.
    static let none = ScalarSet([Stretch(start: 0, records: 0)])

    /// The scalars of a range.
    init(_ range: ClosedRange<Unicode.Scalar>) {
        let end = range.upperBound.value + 1
        let inside = [Stretch(start: range.lowerBound.value, records: Self.allRecords)]
        let before = range.lowerBound.value > 0 ? [Stretch(start: 0, records: 0)] : []
        self.init(before + inside + (end < Self.noScalar ? [Stretch(start: end, records: 0)] : []))
    }

    init(_ scalar: Unicode.Scalar) { self.init(scalar...scalar) }

    /// The scalars that are in any of some classes.
    init(_ classes: ScalarClasses) {
        self.init([Stretch(start: 0, records: Self.records { $0.intersects(classes) })])
    }

    /// The scalars of a string.
    init(anyOf characters: String) {
        self = characters.unicodeScalars.reduce(.none) { $0.union(ScalarSet($1)) }
    }

    var inverted: ScalarSet {
        ScalarSet(stretches.map { Stretch(start: $0.start, records: Self.allRecords & ~$0.records) })
    }

    func union(_ other: ScalarSet) -> ScalarSet { combined(with: other, |) }

    func intersection(_ other: ScalarSet) -> ScalarSet { combined(with: other, &) }

    func isSubset(of other: ScalarSet) -> Bool { intersection(other.inverted).isEmpty }

    private func combined(with other: ScalarSet, _ operation: (UInt64, UInt64) -> UInt64) -> ScalarSet {
        var result: [Stretch] = []
        var left = 0
        var right = 0
        var start: UInt32 = 0
        while start < Self.noScalar {
            let records = operation(stretches[left].records, other.stretches[right].records)
            result.append(Stretch(start: start, records: records))
            let leftEnd = left + 1 < stretches.count ? stretches[left + 1].start : Self.noScalar
            let rightEnd = right + 1 < other.stretches.count ? other.stretches[right + 1].start : Self.noScalar
            start = min(leftEnd, rightEnd)
            if leftEnd == start { left += 1 }
            if rightEnd == start { right += 1 }
        }
        return ScalarSet(result)
    }
}
