/// A regular expression whose matches cut a text into pieces.
///
/// Patterns as published tokenizers have them are scanned; any other goes to a backtracking matcher. Both give the matches that
/// the peer's Oniguruma gives.
struct SplitPattern: Sendable {
    private let method: Method

    private enum Method: Sendable {
        case scanner(PatternScanner)
        case program(RegexProgram)
    }

    /// - Throws: What in the pattern is wrong or not supported.
    init(regex: String) throws(RegexError) {
        let node = try RegexParser.parse(regex)
        if let scanner = PatternScanner(node) {
            method = .scanner(scanner)
        } else {
            method = .program(try RegexProgram(node))
        }
    }

    /// Calls a body with the range of every match in a text in valid UTF-8, from left to right and without overlap.
    ///
    /// A match may be empty, though not where the last one ended; there is none in an empty text.
    /// - Throws: When a pattern takes too long on the text.
    @inline(__always)
    func forEachMatch(in utf8: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) throws(RegexError) {
        guard !utf8.isEmpty else { return }
        switch method {
        case .scanner(let scanner): scanner.forEachMatch(in: utf8, body)
        case .program(let program): try program.forEachMatch(in: utf8, body)
        }
    }
}

extension RegexProgram {
    /// Calls a body with the range of every match.
    func forEachMatch(
        in utf8: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void
    ) throws(RegexError) {
        var matcher = RegexMatcher(self, utf8)
        var position = 0
        var lastEnd: Int?
        while position <= utf8.count, let match = try matcher.firstMatch(from: position) {
            if match.isEmpty && match.lowerBound == lastEnd {
                // What comes next is searched from the next scalar on.
                position += position < utf8.count ? utf8.validScalar(at: position).end - position : 1
            } else {
                body(match)
                position = match.upperBound
                lastEnd = position
            }
        }
    }
}
