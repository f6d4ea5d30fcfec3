import JSON

/// What `Split` and `Replace` look for: a string or what a regular expression matches.
enum TextPattern: Sendable {
    case string(LiteralPattern)
    case regex(SplitPattern)

    /// Reads an object with a `String` or a `Regex`.
    init(_ field: Field) throws(TokenizerError) {
        if let literal = field.member("String") {
            let text = Array(try literal.string().utf8)
            guard !text.isEmpty else { throw literal.error("must not be empty") }
            self = .string(LiteralPattern(text))
        } else if let regex = field.member("Regex") {
            try self.init(regex: regex.string(), regex)
        } else {
            let found = try field.object().keys.first { _ in true }.map(quoted) ?? "an empty object"
            throw field.error("must hold a \"String\" or a \"Regex\", found \(found)")
        }
    }

    /// - Parameter field: Where the expression comes from.
    init(regex: String, _ field: Field) throws(TokenizerError) {
        do {
            self = .regex(try SplitPattern(regex: regex))
        } catch {
            throw field.error("must be a regular expression that can be used, but \(quoted(regex)) \(error)")
        }
    }

    /// The fewest bytes that a match has, or less.
    var shortestMatch: Int {
        switch self {
        case .string(let literal): literal.text.count
        case .regex: 1
        }
    }

    /// Calls a body with all matches from left to right; none overlaps the one before.
    ///
    /// - Throws: When an expression takes too long on the text.
    @inline(__always)
    func forEachMatch(in utf8: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) throws(EncodingFailure) {
        switch self {
        case .string(let literal): literal.forEachMatch(in: utf8, body)
        case .regex(let pattern):
            do {
                try pattern.forEachMatch(in: utf8, body)
            } catch {
                throw EncodingFailure("a pattern \(error)")
            }
        }
    }
}
