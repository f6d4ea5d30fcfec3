/// Finds stop strings in a growing sequence of tokens, at the token that completes one.
///
/// As in transformers a stop string may begin in the prompt, may run over special tokens by their own text, and may end
/// inside a token.
struct StopStringSearch {
    /// A stop string that the last token completed.
    struct Match {
        /// Which new token the stop string begins in; negative in the prompt.
        let token: Int
        /// The bytes that new tokens have put into the text from the begin of the stop string on.
        let text: [UInt8]
    }

    private struct Piece {
        /// The token's place among the new ones; negative in the prompt.
        let token: Int
        let bytes: [UInt8]
        /// Whether the bytes are in the text: neither the prompt's nor a special token's are.
        let isText: Bool
    }

    private let stopStrings: [[UInt8]]
    private let longest: Int
    private let pieces: TokenPieces
    /// The last tokens, as many as the longest stop string has bytes.
    private var window: [Piece] = []
    private var newCount = 0

    init(_ stopStrings: [String], prompt: [Int], pieces: TokenPieces) {
        self.stopStrings = stopStrings.map { Array($0.utf8) }
        self.pieces = pieces
        longest = self.stopStrings.map(\.count).max() ?? 0
        for (index, id) in prompt.suffix(longest).enumerated() {
            let token = index - min(prompt.count, longest)
            window.append(Piece(token: token, bytes: pieces.bytes(of: id), isText: false))
        }
    }

    /// Takes a new token.
    ///
    /// - Returns: The stop string that ends first in it, of those that end together the longest; nil for none.
    mutating func append(_ id: Int) -> Match? {
        window.append(Piece(token: newCount, bytes: pieces.bytes(of: id), isText: !pieces.isSpecial(id)))
        newCount += 1
        if window.count > longest { window.removeFirst(window.count - longest) }
        let bytes = window.flatMap(\.bytes)
        let lastCount = window.last?.bytes.count ?? 0
        for end in stride(from: bytes.count - lastCount + 1, through: bytes.count, by: 1) {
            let found = stopStrings.filter { $0.count <= end && bytes[end - $0.count..<end].elementsEqual($0) }
            guard let count = found.map(\.count).max() else { continue }
            return match(beginningAt: end - count)
        }
        return nil
    }

    /// How many bytes at the end of the text may be the begin of a stop string.
    var undecidedCount: Int {
        let bytes = window.flatMap(\.bytes)
        var undecided = 0
        for stopString in stopStrings {
            let counts = stride(from: min(stopString.count - 1, bytes.count), to: undecided, by: -1)
            if let count = counts.first(where: { bytes.suffix($0).elementsEqual(stopString.prefix($0)) }) {
                undecided = count
            }
        }
        return undecided == 0 ? 0 : match(beginningAt: bytes.count - undecided).text.count
    }

    private func match(beginningAt begin: Int) -> Match {
        var token: Int?
        var text: [UInt8] = []
        var start = 0
        for piece in window {
            let end = start + piece.bytes.count
            if end > begin {
                token = token ?? piece.token
                if piece.isText { text += piece.bytes.suffix(end - max(begin, start)) }
            }
            start = end
        }
        return Match(token: token ?? newCount, text: text)
    }
}
