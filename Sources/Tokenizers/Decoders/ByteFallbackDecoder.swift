/// Makes text of runs of byte tokens such as `<0x0A>`.
///
/// One invalid byte makes U+FFFD of every byte of its run, as in Hugging Face. A stream that does not wait for the end of a
/// run gives out what is text so far: there, what is U+FFFD are the bytes that had not become text.
struct ByteFallbackDecoder: TokenDecoder {
    /// The bytes of the run that has not ended.
    private var run: [UInt8] = []
    /// Whether nothing of a run is given out before it has ended.
    var waitsForRuns = false
    /// How many bytes of the run have been given out as text.
    private var given = 0
    /// The beginning of a token that has not ended and may yet be a byte token.
    private var token: [UInt8] = []
    /// Whether the token that has not ended is known to be none, and has been passed on so far.
    private var isPassing = false

    private static let tokenLength = 6

    init(_ field: Field) throws(TokenizerError) {}

    var isInsideCharacter: Bool { given < run.count }

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        var output = TokenParts()
        output.utf8.reserveCapacity(tokens.utf8.count)
        output.ends.reserveCapacity(tokens.ends.count)
        tokens.forEachPart { part, endsToken in
            if isPassing {
                output.utf8 += part
            } else if endsToken && token.isEmpty {
                take(part, to: &output)
                return
            } else {
                token += part
                if endsToken {
                    token.withUnsafeBufferPointer { take($0, to: &output) }
                    token = []
                    return
                }
                if token.count <= Self.tokenLength { return }
                endRun(&output)
                output.utf8 += token
                token = []
                isPassing = true
            }
            if endsToken {
                output.endToken()
                isPassing = false
            }
        }
        if areLast { endRun(&output) } else { giveText(&output) }
        return output
    }

    /// Takes a whole token.
    private mutating func take(_ token: UnsafeBufferPointer<UInt8>, to output: inout TokenParts) {
        if let byte = Self.byte(of: token) {
            run.append(byte)
        } else {
            endRun(&output)
            output.utf8 += token
            output.endToken()
        }
    }

    /// Gives out the text that the run is so far.
    private mutating func giveText(_ output: inout TokenParts) {
        guard !waitsForRuns, given < run.count, UTF8Repair.isValid(run) else { return }
        output.utf8 += run[given...]
        given = run.count
    }

    private mutating func endRun(_ output: inout TokenParts) {
        if run.isEmpty { return }
        if UTF8Repair.isValid(run) {
            output.utf8 += run[given...]
            output.endToken()
        } else {
            if given > 0 { output.endToken() }
            for _ in given..<run.count {
                output.utf8 += "\u{FFFD}".utf8
                output.endToken()
            }
        }
        run.removeAll(keepingCapacity: true)
        given = 0
    }

    /// The byte that a token stands for; hexadecimal digits are read as Rust reads them, a plus sign included.
    private static func byte(of token: UnsafeBufferPointer<UInt8>) -> UInt8? {
        guard token.count == tokenLength, token.starts(with: "<0x".utf8), token[5] == UInt8(ascii: ">") else {
            return nil
        }
        let low = Character(Unicode.Scalar(token[4])).hexDigitValue
        let high = token[3] == UInt8(ascii: "+") ? 0 : Character(Unicode.Scalar(token[3])).hexDigitValue
        guard token[3] < 0x80, token[4] < 0x80, let high, let low else { return nil }
        return UInt8(16 * high + low)
    }
}
