/// Decodes token ids that come one by one.
///
/// The pieces are those of Hugging Face's `DecodeStream`, and together they are exactly the text that decoding all ids at
/// once gives. There is one exception, in which Hugging Face's stream fails: where a run of byte tokens turns out not to be
/// text, the characters that it began with have been given out and stay, unless the stream waits for such runs. The work
/// for a token does not grow with the text.
public struct DecodeStream: Sendable {
    private let texts: TokenTexts
    private let skippedIDs: Set<Int>
    private var decoders: [any TokenDecoder]
    /// Text that is certain and was not given out.
    private var held: [UInt8] = []

    /// Starts a stream with decoders that have not decoded anything.
    init(texts: TokenTexts, skippedIDs: Set<Int>, decoders: [any TokenDecoder]) {
        self.texts = texts
        self.skippedIDs = skippedIDs
        self.decoders = decoders
    }

    /// Takes the next id and returns the text that is certain now; it is empty while a character is incomplete.
    public mutating func append(_ id: Int) -> String {
        held += decode(CollectionOfOne(id), areLast: false)
        // Hugging Face waits for more when a text ends in U+FFFD, be it an incomplete character or a broken one.
        if decoders.contains(where: \.isInsideCharacter) || held.ends(with: "\u{FFFD}".utf8) { return "" }
        return takeHeld()
    }

    /// Returns the text that was kept back; the stream is of no further use.
    public mutating func finish() -> String {
        held += decode(EmptyCollection(), areLast: true)
        return takeHeld()
    }

    private mutating func takeHeld() -> String {
        let text = String(decoding: held, as: UTF8.self)
        held.removeAll(keepingCapacity: true)
        return text
    }

    /// Returns what is certain once these ids are known.
    mutating func decode(_ ids: some Sequence<Int>, areLast: Bool) -> [UInt8] {
        var tokens = TokenParts()
        for id in ids where skippedIDs.isEmpty || !skippedIDs.contains(id) {
            texts.withBytes(of: id) {
                tokens.utf8 += $0
                tokens.endToken()
            }
        }
        for index in decoders.indices { tokens = decoders[index].decode(tokens, areLast: areLast) }
        return tokens.utf8
    }
}

extension [UInt8] {
    fileprivate func ends(with bytes: String.UTF8View) -> Bool { suffix(bytes.count).elementsEqual(bytes) }
}
