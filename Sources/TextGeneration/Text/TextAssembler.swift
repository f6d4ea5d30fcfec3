import Tokenizers

/// Makes text of new tokens, piece by piece: together the pieces are the whole text.
///
/// A piece never ends inside a character, and never holds what may turn out to be cut away with a stop string.
struct TextAssembler {
    private let tokenizer: Tokenizer
    private let keepsStopString: Bool
    private var stream: DecodeStream
    private var search: StopStringSearch?
    private var tokens: [Int] = []
    /// What was given out while some of it might have to be cut.
    private var given = ""
    /// What is certain and not yet given out.
    private var held = ""

    init(_ tokenizer: Tokenizer, search: StopStringSearch?, keepsStopString: Bool) {
        self.tokenizer = tokenizer
        self.search = search
        self.keepsStopString = keepsStopString
        stream = tokenizer.makeDecodeStream(skipSpecialTokens: true, waitsForByteRuns: true)
    }

    /// Takes a token.
    ///
    /// - Returns: The text that is certain now, and whether a stop string is complete; then nothing may follow but
    ///   ``finish()``.
    mutating func append(_ token: Int) -> (text: String, isStopped: Bool) {
        tokens.append(token)
        held += stream.append(token)
        guard var search else { return (give(held.utf8.count), false) }
        let match = search.append(token)
        self.search = search
        guard let match else {
            return (give(held.utf8.count - (keepsStopString ? 0 : search.undecidedCount)), false)
        }
        if !keepsStopString {
            let whole = textBefore(match)
            held = whole.utf8.starts(with: given.utf8) ? String(whole.utf8.dropFirst(given.utf8.count)) ?? "" : ""
            stream = tokenizer.makeDecodeStream(skipSpecialTokens: true, waitsForByteRuns: true)
        }
        return (give(held.utf8.count), true)
    }

    /// The last piece.
    mutating func finish() -> String {
        held += stream.finish()
        return give(held.utf8.count)
    }

    /// Gives out held text of at most so many bytes, up to the end of a character.
    private mutating func give(_ count: Int) -> String {
        guard count > 0 else { return "" }
        var end = held.utf8.index(held.startIndex, offsetBy: count, limitedBy: held.endIndex) ?? held.endIndex
        while end.samePosition(in: held.unicodeScalars) == nil { end = held.utf8.index(before: end) }
        let text = String(held[..<end])
        held.removeSubrange(..<end)
        if search != nil { given += text }
        return text
    }

    private func textBefore(_ match: StopStringSearch.Match) -> String {
        guard match.token >= 0 else { return "" }
        let whole = tokenizer.decode(tokens, skipSpecialTokens: true)
        let cut = String(decoding: match.text, as: UTF8.self)
        if whole.utf8.count >= cut.utf8.count, whole.utf8.suffix(cut.utf8.count).elementsEqual(cut.utf8) {
            return String(whole.utf8.dropLast(cut.utf8.count)) ?? ""
        }
        // Decoding changed the text around the stop string, as at the begin of an answer: cut at the token.
        return tokenizer.decode(tokens[..<match.token], skipSpecialTokens: true)
    }
}
