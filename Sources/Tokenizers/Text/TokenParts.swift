/// Tokens on their way to text, the last of which may not have ended yet.
struct TokenParts {
    /// The tokens one after another, in UTF-8, cut only between characters.
    var utf8: [UInt8] = []
    /// Where each token ends that has ended; what follows is the beginning of the next one.
    var ends: [Int] = []

    /// Whether there is nothing to decode.
    var isEmpty: Bool { utf8.isEmpty && ends.isEmpty }

    /// Ends the token that is being written, which may be empty.
    mutating func endToken() { ends.append(utf8.count) }

    /// Calls a body with every token that has ended, and with the beginning of the next one unless it is empty.
    func forEachPart(_ body: (_ part: UnsafeBufferPointer<UInt8>, _ endsToken: Bool) -> Void) {
        utf8.withUnsafeBufferPointer { utf8 in
            var start = 0
            for end in ends {
                body(UnsafeBufferPointer(rebasing: utf8[start..<end]), true)
                start = end
            }
            if start < utf8.count { body(UnsafeBufferPointer(rebasing: utf8[start...]), false) }
        }
    }
}
