/// Reads a decoder that replaces what matches a pattern in a token.
func replaceDecoder(_ field: Field) throws(TokenizerError) -> any TokenDecoder {
    let pattern = try TextPattern(field.required("pattern"))
    let replacement = Array(try field.required("content").string().utf8)
    return switch pattern {
    case .string(let literal): ReplaceDecoder(LiteralReplacement(pattern: literal, replacement: replacement))
    case .regex: RegexReplaceDecoder(pattern: pattern, replacement: replacement)
    }
}

/// Replaces every occurrence of a string in a token by another.
struct ReplaceDecoder: TokenDecoder {
    private let replacement: LiteralReplacement
    /// How many bytes of the token so far are kept back, being the beginning of the string to replace.
    private var matched = 0

    init(_ replacement: LiteralReplacement) { self.replacement = replacement }

    var growth: Double { max(1, Double(replacement.replacement.count) / Double(replacement.pattern.text.count)) }

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        let pattern = replacement.pattern.text
        if matched == 0 && !tokens.utf8.contains(pattern[0]) { return tokens }
        var output = TokenParts()
        output.utf8.reserveCapacity(tokens.utf8.count + matched)
        output.ends.reserveCapacity(tokens.ends.count)
        output.utf8 += pattern[..<matched]
        tokens.forEachPart { part, endsToken in
            replacement.append(part, to: &output.utf8, matched: &matched)
            if endsToken {
                matched = 0
                output.endToken()
            }
        }
        output.utf8.removeLast(matched)
        return output
    }
}

/// Replaces what matches a regular expression in a token, which has to be whole for that.
struct RegexReplaceDecoder: TokenDecoder {
    private let pattern: TextPattern
    private let replacement: [UInt8]
    private var whole = WholeTokens()

    init(pattern: TextPattern, replacement: [UInt8]) {
        self.pattern = pattern
        self.replacement = replacement
    }

    /// An empty match may be between any two bytes.
    var growth: Double { Double(replacement.count + 1) }

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        var output = TokenParts()
        whole.forEach(in: tokens) { token in
            let start = output.utf8.count
            var end = 0
            do throws(EncodingFailure) {
                try pattern.forEachMatch(in: token) { match in
                    output.utf8 += token[end..<match.lowerBound]
                    output.utf8 += replacement
                    end = match.upperBound
                }
                output.utf8 += token[end...]
            } catch {
                // A token on which the expression takes too long stays as it is.
                output.utf8.removeSubrange(start...)
                output.utf8 += token
            }
            output.endToken()
        }
        return output
    }
}
