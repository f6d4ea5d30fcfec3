/// Puts a space before every token that begins a word, and takes the mark of the others away.
struct WordPieceDecoder: TokenDecoder {
    private let prefix: [UInt8]
    private let cleansUp: Bool
    private var whole = WholeTokens()
    private var isFirstToken = true

    init(_ field: Field) throws(TokenizerError) {
        prefix = Array(try field.required("prefix").string().utf8)
        cleansUp = try field.required("cleanup").bool()
    }

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        var output = TokenParts()
        output.utf8.reserveCapacity(tokens.utf8.count + tokens.ends.count)
        output.ends.reserveCapacity(tokens.ends.count)
        var text: [UInt8] = []
        whole.forEach(in: tokens) { token in
            text.removeAll(keepingCapacity: true)
            if isFirstToken {
                text += token
            } else if token.starts(with: prefix) {
                text += token[prefix.count...]
            } else {
                text.append(UInt8(ascii: " "))
                text += token
            }
            isFirstToken = false
            if cleansUp { Cleanup.clean(&text) }
            output.utf8 += text
            output.endToken()
        }
        return output
    }
}

/// Takes back what cutting English into words has done to it.
enum Cleanup {
    private static let replacements: [LiteralReplacement] = [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ].map { LiteralReplacement(pattern: LiteralPattern(Array($0.0.utf8)), replacement: Array($0.1.utf8)) }

    static func clean(_ text: inout [UInt8]) {
        guard text.withUnsafeBufferPointer(needsCleaning) else { return }
        for replacement in replacements { text = replacement.replacing(text) }
    }

    /// Whether what is to be replaced may be in a text: all of it begins with a space and goes on with one of few bytes.
    private static func needsCleaning(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in text.indices.dropLast() where text[index] == UInt8(ascii: " ") {
            switch text[index + 1] {
            case UInt8(ascii: "."), UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: ","), UInt8(ascii: "'"):
                return true
            case UInt8(ascii: "n"): if text[(index + 2)...].starts(with: "'t".utf8) { return true }
            case UInt8(ascii: "d"): if text[(index + 2)...].starts(with: "o not".utf8) { return true }
            default: break
            }
        }
        return false
    }
}
