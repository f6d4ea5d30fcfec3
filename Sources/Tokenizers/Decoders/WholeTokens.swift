/// Puts tokens that come in parts together, for decoders that have to see them whole.
struct WholeTokens {
    /// The beginning of the token that has not ended.
    private var token: [UInt8] = []

    /// Calls a body with every token that has ended.
    mutating func forEach(in tokens: TokenParts, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        tokens.forEachPart { part, endsToken in
            if endsToken && token.isEmpty { return body(part) }
            token += part
            guard endsToken else { return }
            token.withUnsafeBufferPointer(body)
            token.removeAll(keepingCapacity: true)
        }
    }
}
