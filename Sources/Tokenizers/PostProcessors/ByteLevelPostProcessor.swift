/// Takes the spaces that a token begins and ends with out of its offsets.
struct ByteLevelPostProcessor: PostProcessor {
    private let trimsOffsets: Bool
    private let addsPrefixSpace: Bool

    init(_ field: Field) throws(TokenizerError) {
        trimsOffsets = try field.required("trim_offsets").bool()
        addsPrefixSpace = try field.required("add_prefix_space").bool()
        _ = try field.member("use_regex").bool(default: true)
    }

    func addedTokenCount(isPair: Bool) -> Int { 0 }

    func process(_ encodings: inout [Encoding], addSpecialTokens: Bool) {
        for index in encodings.indices {
            if trimsOffsets { encodings[index].trimOffsets(afterPrefixSpace: addsPrefixSpace) }
            encodings[index].setSequenceID(index)
        }
    }
}

extension Encoding {
    /// Takes the spaces that a token begins and ends with out of its offsets, here and in what overflowed.
    ///
    /// - Parameter afterPrefixSpace: Whether one space at the start of a text may be one that was added.
    mutating func trimOffsets(afterPrefixSpace: Bool) {
        for index in tokens.indices where tokens[index].mayHaveOuterSpaces {
            var leading = tokens[index].unicodeScalars.prefix { $0.isByteLevelSpace }.count
            let trailing = tokens[index].unicodeScalars.reversed().prefix { $0.isByteLevelSpace }.count
            if leading == 0 && trailing == 0 { continue }
            var (start, end) = (offsets[index].start, offsets[index].end)
            if leading > 0 {
                let isFirst = index == 0 || start == 0
                if isFirst && afterPrefixSpace && leading == 1 { leading = 0 }
                start = min(start + leading, end)
            }
            if trailing > 0 && end >= trailing { end = max(end - trailing, start) }
            offsets[index] = Offsets(start, end)
        }
        for index in overflowing.indices { overflowing[index].trimOffsets(afterPrefixSpace: afterPrefixSpace) }
    }
}

extension String {
    /// Whether the first or last byte may be of white space; most tokens are told by that.
    fileprivate var mayHaveOuterSpaces: Bool {
        guard let first = utf8.first, let last = utf8.last else { return false }
        return first <= 0x20 || first >= 0x80 || last <= 0x20 || last >= 0x80
    }
}

extension Unicode.Scalar {
    /// Whether it is white space or what a byte-level vocabulary writes for a space.
    fileprivate var isByteLevelSpace: Bool {
        self == "\u{120}" || ScalarClasses(of: self).intersects(.whitespace)
    }
}
