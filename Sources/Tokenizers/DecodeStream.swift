/// Decodes token ids that come one by one.
///
/// All pieces together are exactly the text that decoding all ids at once gives. To that end a run of byte tokens is kept
/// back until it has ended, as its last byte decides whether it is text; Hugging Face's own stream hands out each
/// character at once, and fails when the run turns out to be invalid. The work for a token does not grow with the text.
public struct DecodeStream: Sendable {
    private let texts: TokenTexts
    private let skippedIDs: Set<Int>
    private var decoders: [any TokenDecoder]

    /// Starts a stream with decoders that have not decoded anything.
    init(texts: TokenTexts, skippedIDs: Set<Int>, decoders: [any TokenDecoder]) {
        self.texts = texts
        self.skippedIDs = skippedIDs
        self.decoders = decoders
    }

    /// Takes the next id and returns the text that is certain now; it is empty while a character is incomplete.
    public mutating func append(_ id: Int) -> String {
        append(CollectionOfOne(id), areLast: false)
    }

    /// Returns the text that was kept back; the stream is of no further use.
    public mutating func finish() -> String {
        append(EmptyCollection(), areLast: true)
    }

    mutating func append(_ ids: some Sequence<Int>, areLast: Bool) -> String {
        var tokens = TokenParts()
        for id in ids where skippedIDs.isEmpty || !skippedIDs.contains(id) {
            texts.withBytes(of: id) {
                tokens.utf8 += $0
                tokens.endToken()
            }
        }
        for index in decoders.indices { tokens = decoders[index].decode(tokens, areLast: areLast) }
        return String(decoding: tokens.utf8, as: UTF8.self)
    }
}
