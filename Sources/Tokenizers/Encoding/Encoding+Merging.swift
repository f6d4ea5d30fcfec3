extension Encoding {
    /// Joins encodings.
    ///
    /// What overflowed of one goes with each of what overflowed of the others, and with what did not.
    init(merging encodings: some Sequence<Encoding>, hasDetails: Bool) {
        self.init(hasDetails: hasDetails)
        var isFirst = true
        for encoding in encodings {
            // Nothing is lost by taking the first as it is.
            if isFirst { self = encoding } else { merge(encoding) }
            isFirst = false
        }
    }

    /// Adds the tokens of another encoding behind.
    mutating func merge(_ other: Encoding) {
        var overflowing: [Encoding] = []
        for part in self.overflowing {
            overflowing.append(part.joined(with: other.withoutOverflow))
            for otherPart in other.overflowing { overflowing.append(part.joined(with: otherPart)) }
        }
        for otherPart in other.overflowing { overflowing.append(withoutOverflow.joined(with: otherPart)) }
        appendTokens(of: other)
        self.overflowing = overflowing
    }

    private var withoutOverflow: Encoding {
        var encoding = self
        encoding.overflowing = []
        return encoding
    }

    private func joined(with other: Encoding) -> Encoding {
        var encoding = self
        encoding.merge(other)
        return encoding
    }

    private mutating func appendTokens(of other: Encoding) {
        for (id, range) in other.sequenceRanges {
            sequenceRanges[id] = (count + range.lowerBound)..<(count + range.upperBound)
        }
        ids += other.ids
        tokens += other.tokens
        offsets += other.offsets
        wordIDs += other.wordIDs
        typeIDs += other.typeIDs
        specialTokensMask += other.specialTokensMask
        attentionMask += other.attentionMask
    }
}
