extension NormalizationForm {
    /// Whether a scalar begins something that what stands before it has no effect on.
    @inline(__always)
    func isBoundary(before scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 || Hangul.isSyllable(scalar.value) { return true }
        return isBoundary(before: NormalRecord(of: scalar))
    }

    /// The same for what is no Hangul syllable.
    @inline(__always)
    private func isBoundary(before record: NormalRecord) -> Bool {
        if record.isKept(by: self) {
            return record.combiningClass == 0 && !(isComposed && record.composesBackward)
        }
        guard let first = record.decomposition(compatible: isCompatible).first.map(NormalizationPart.init(stored:))
        else {
            return false
        }
        return first.combiningClass == 0 && !(isComposed && first.composesBackward)
    }

    /// Below this a byte of UTF-8 belongs to a scalar that the form keeps when no mark follows.
    @inline(__always)
    private var leadLimit: UInt8 {
        switch self {
        case .nfc: 0xCC  // U+0300
        case .nfd: 0xC3  // U+00C0
        case .nfkc, .nfkd: 0xC2  // U+0080
        }
    }

    /// Where a run ends of scalars that stay as they are, whatever follows.
    ///
    /// - Parameter start: The beginning of the text or of a scalar with a boundary before it.
    func normalEnd(of utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let limit = leadLimit
        var position = start
        // Where the last scalar began that has a boundary before it.
        var boundary = start
        var lastClass: UInt8 = 0
        while position < utf8.count {
            let lead = utf8[position]
            if lead < limit {
                position = Self.endOfRun(below: limit, in: utf8, from: position)
                boundary = utf8.validScalarStart(before: position)
                lastClass = 0
                continue
            }
            // U+4000 to U+9FFF are ideographs and the like, of which no form changes any.
            if lead &- 0xE4 < 6 {
                boundary = position
                position += 3
                lastClass = 0
                continue
            }
            let (scalar, end) = utf8.validScalar(at: position)
            if Hangul.isSyllable(scalar.value) {
                if !isComposed { return position }
                boundary = position
                lastClass = 0
            } else {
                let record = NormalRecord(of: scalar)
                let isBoundary = isBoundary(before: record)
                guard record.isKept(by: self) else { return isBoundary ? position : boundary }
                let combiningClass = record.combiningClass
                if isBoundary {
                    boundary = position
                } else if isComposed && record.composesBackward || combiningClass < lastClass {
                    return boundary
                }
                lastClass = combiningClass
            }
            position = end
        }
        return position
    }

    /// Skips bytes below a limit, which is above all continuation bytes.
    @inline(__always)
    private static func endOfRun(below limit: UInt8, in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let bytes = UnsafeRawBufferPointer(utf8)
        var position = start
        while position + 8 <= utf8.count,
            bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
            position += 8
        }
        while position < utf8.count, utf8[position] < limit { position += 1 }
        return position
    }
}
