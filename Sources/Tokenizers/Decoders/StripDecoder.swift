/// Takes a character away from the start and the end of every token, so many times at most.
struct StripDecoder: TokenDecoder {
    private let content: [UInt8]
    private let startLimit: Int
    private let endLimit: Int
    /// How many characters may still be taken from the start of the token.
    private var startLeft: Int
    /// How many characters are kept back, as the token may end with them.
    private var held = 0

    init(_ field: Field) throws(TokenizerError) {
        content = Array(String(try field.required("content").scalar()).utf8)
        startLimit = try field.required("start").count()
        endLimit = try field.required("stop").count()
        startLeft = startLimit
    }

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        if endLimit == 0 && (startLimit == 0 || startLeft == 0 && tokens.ends.isEmpty) { return tokens }
        var output = TokenParts()
        output.utf8.reserveCapacity(tokens.utf8.count)
        tokens.forEachPart { part, endsToken in
            strip(part, to: &output.utf8)
            if endsToken {
                startLeft = startLimit
                held = 0
                output.endToken()
            }
        }
        return output
    }

    /// Appends what is certain of a token's next part, with what was kept back before it.
    private mutating func strip(_ part: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        var position = 0
        while position < part.count && (startLeft > 0 || endLimit > 0) {
            if part[position...].starts(with: content) {
                if startLeft > 0 {
                    startLeft -= 1
                } else if held < endLimit {
                    held += 1
                } else {
                    output += content
                }
                position += content.count
            } else {
                startLeft = 0
                for _ in 0..<held { output += content }
                held = 0
                // To the next character.
                repeat {
                    output.append(part[position])
                    position += 1
                } while position < part.count && part[position] & 0xC0 == 0x80
            }
        }
        output += part[position...]
    }
}
