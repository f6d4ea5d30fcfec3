/// Writes the visible character of Metaspace as a space again, and leaves it out in the first token where it was added.
struct MetaspaceDecoder: TokenDecoder {
    private let addsPrefix: Bool
    private let space: LiteralPattern
    private let inFirstToken: LiteralReplacement
    private var isFirstToken = true

    init(_ field: Field) throws(TokenizerError) {
        let metaspace = try Metaspace(field)
        space = LiteralPattern(metaspace.replacement)
        addsPrefix = metaspace.prependScheme != .never
        inFirstToken = LiteralReplacement(pattern: space, replacement: [])
    }

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        var output = TokenParts()
        output.utf8.reserveCapacity(tokens.utf8.count)
        output.ends.reserveCapacity(tokens.ends.count)
        tokens.utf8.withUnsafeBufferPointer { utf8 in
            var start = 0
            if isFirstToken, addsPrefix {
                // A single character is never cut, so nothing of it is left over.
                var matched = 0
                start = tokens.ends.first ?? utf8.count
                inFirstToken.append(UnsafeBufferPointer(rebasing: utf8[..<start]), to: &output.utf8, matched: &matched)
                if !tokens.ends.isEmpty { output.endToken() }
            }
            // The others are gone through at once, and the ends follow what the spaces make shorter.
            var ends = tokens.ends[output.ends.count...]
            let rest = UnsafeBufferPointer(rebasing: utf8[start...])
            let shrinking = space.text.count - 1
            var shift = output.utf8.count - start
            var kept = 0
            space.forEachMatch(in: rest) { match in
                while let end = ends.first, end <= start + match.lowerBound {
                    output.ends.append(end + shift)
                    ends.removeFirst()
                }
                output.utf8 += rest[kept..<match.lowerBound]
                output.utf8.append(UInt8(ascii: " "))
                kept = match.upperBound
                shift -= shrinking
            }
            output.utf8 += rest[kept...]
            for end in ends { output.ends.append(end + shift) }
        }
        if !tokens.ends.isEmpty { isFirstToken = false }
        return output
    }
}
