/// Cuts a text at white space and leaves that out.
struct WhitespaceSplitPreTokenizer: PreTokenizer {
    init(_ field: Field) throws(TokenizerError) {}

    func split(_ pieces: inout TextPieces) { pieces.split(.removed) { $0.isWhitespace } }
}

/// Cuts a text at white space, which it leaves out, and around every punctuation mark.
struct BertPreTokenizer: PreTokenizer {
    init(_ field: Field) throws(TokenizerError) {}

    func split(_ pieces: inout TextPieces) {
        pieces.split { piece, give in
            var start = 0
            var position = 0
            while position < piece.count {
                let (scalar, end) = piece.validScalar(at: position)
                let classes = ScalarClasses(of: scalar)
                if classes.intersects(.whitespace.union(.splitPunctuation)) {
                    give(start..<position)
                    if !classes.intersects(.whitespace) { give(position..<end) }
                    start = end
                }
                position = end
            }
            give(start..<piece.count)
        }
    }
}

/// Cuts a text around punctuation marks.
struct PunctuationPreTokenizer: PreTokenizer {
    private let behavior: SplitBehavior

    init(_ field: Field) throws(TokenizerError) {
        behavior = try field.member("behavior")?.choice() ?? .isolated
    }

    func split(_ pieces: inout TextPieces) {
        pieces.split(behavior) { ScalarClasses(of: $0).intersects(.splitPunctuation) }
    }
}

/// Cuts a text around digits and other numbers.
struct DigitsPreTokenizer: PreTokenizer {
    private let behavior: SplitBehavior

    init(_ field: Field) throws(TokenizerError) {
        behavior = try field.required("individual_digits").bool() ? .isolated : .contiguous
    }

    func split(_ pieces: inout TextPieces) {
        pieces.split(behavior) { ScalarClasses(of: $0).intersects(.numeric) }
    }
}

/// Cuts a text at a character and leaves that out.
struct CharDelimiterSplit: PreTokenizer {
    private let delimiter: Unicode.Scalar

    init(_ field: Field) throws(TokenizerError) { delimiter = try field.required("delimiter").scalar() }

    func split(_ pieces: inout TextPieces) { pieces.split(.removed) { $0 == delimiter } }
}

extension TextPieces {
    /// Cuts every piece at scalars of a kind.
    @inline(__always)
    fileprivate mutating func split(_ behavior: SplitBehavior, at isDelimiter: (Unicode.Scalar) -> Bool) {
        split(behavior) { piece, match in
            var position = 0
            while position < piece.count {
                let (scalar, end) = piece.validScalar(at: position)
                if isDelimiter(scalar) { match(position..<end) }
                position = end
            }
        }
    }
}
