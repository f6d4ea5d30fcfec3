/// Makes text of tokens whose characters stand for bytes.
///
/// All tokens become one. What is not UTF-8 in it is shown as U+FFFD, as in Rust: once for what may begin a character, and
/// once for every other byte.
struct ByteLevelDecoder: TokenDecoder {
    private var whole = WholeTokens()
    /// The beginning of a character.
    private var incomplete: [UInt8] = []

    init(_ field: Field) throws(TokenizerError) {}

    var isInsideCharacter: Bool { !incomplete.isEmpty }

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        var bytes = incomplete
        bytes.reserveCapacity(tokens.utf8.count + 3)
        whole.forEach(in: tokens) { Self.append($0, to: &bytes) }
        var output = TokenParts()
        output.utf8.reserveCapacity(bytes.count)
        let rest = bytes.withUnsafeBufferPointer { UTF8Repair.append($0, areLast: areLast, to: &output.utf8) }
        incomplete = Array(bytes[rest...])
        if areLast { output.endToken() }
        return output
    }

    /// Appends the bytes that a token's characters stand for, or the token as it is when one stands for none.
    private static func append(_ token: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        let start = bytes.count
        var position = 0
        while position < token.count {
            let (scalar, end) = token.validScalar(at: position)
            guard let byte = ByteLevelAlphabet.byte(of: scalar) else {
                bytes.removeLast(bytes.count - start)
                bytes += token
                return
            }
            bytes.append(byte)
            position = end
        }
    }
}
