/// A text cut into pieces, each of which the model turns into tokens by itself.
struct TextPieces {
    /// The pieces one after another, in UTF-8.
    private(set) var utf8: [UInt8]
    /// Where each piece ends; no piece is empty.
    private(set) var ends: [Int]
    /// Whether the first piece begins where the user's whole text begins.
    let beginsText: Bool

    init(beginsText: Bool) {
        utf8 = []
        ends = []
        self.beginsText = beginsText
    }

    /// Makes one piece of a text.
    init(_ utf8: [UInt8], beginsText: Bool) {
        self.utf8 = utf8
        ends = utf8.isEmpty ? [] : [utf8.count]
        self.beginsText = beginsText
    }

    /// Appends bytes to the piece that is being written.
    mutating func append(_ bytes: some Sequence<UInt8>) { utf8.append(contentsOf: bytes) }

    /// Ends the piece that is being written, unless it is empty.
    mutating func endPiece() {
        if utf8.count > ends.last ?? 0 { ends.append(utf8.count) }
    }
}
