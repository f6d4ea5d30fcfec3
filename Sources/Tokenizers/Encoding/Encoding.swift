/// A text, or a pair of texts, as tokens.
///
/// All arrays have one element for every token.
public struct Encoding: Sendable, Equatable {
    /// The ids of the tokens.
    public internal(set) var ids: [Int] = []
    /// Which of the texts each token is of, as the post-processor numbers them.
    public internal(set) var typeIDs: [Int] = []
    /// The tokens as the vocabulary writes them; an added token with the white space that it took.
    public internal(set) var tokens: [String] = []
    /// What each token stands for in its text.
    public internal(set) var offsets: [Offsets] = []
    /// Which piece of its text each token is of, counted by the pre-tokenizer; nil for what was added.
    public internal(set) var wordIDs: [Int?] = []
    /// 1 for tokens that the post-processor or padding added, and 0 for the others.
    public internal(set) var specialTokensMask: [Int] = []
    /// 0 for padding, and 1 for the others.
    public internal(set) var attentionMask: [Int] = []
    /// What truncation cut off, in parts that are as long and overlap by its stride.
    public internal(set) var overflowing: [Encoding] = []
    /// Where the tokens of each text are; empty when there is one text and nothing else.
    var sequenceRanges: [Int: Range<Int>] = [:]
    /// Whether there is more than ids.
    let hasDetails: Bool

    /// A part of a text, from a start to before an end, in Unicode scalars.
    public struct Offsets: Sendable, Hashable {
        /// How many scalars are before the part.
        public var start: Int
        /// How many scalars are before what follows the part.
        public var end: Int

        /// Makes offsets.
        public init(_ start: Int, _ end: Int) {
            self.start = start
            self.end = end
        }
    }

    /// Makes an encoding without tokens.
    init(hasDetails: Bool) { self.hasDetails = hasDetails }

    /// The number of tokens.
    public var count: Int { ids.count }

    /// For every token which of the texts it is of; nil for what was added.
    public var sequenceIDs: [Int?] {
        var sequenceIDs = [Int?](repeating: nil, count: count)
        // A text whose place is not known is taken for all there is, as in Hugging Face.
        for id in 0..<max(sequenceRanges.count, 1) {
            for index in (sequenceRanges[id] ?? 0..<count).clamped(to: 0..<count) { sequenceIDs[index] = id }
        }
        return sequenceIDs
    }

    /// Says that all tokens are of one text.
    mutating func setSequenceID(_ id: Int) { sequenceRanges[id] = 0..<count }

    mutating func setTypeID(_ id: Int) {
        if hasDetails { typeIDs = [Int](repeating: id, count: count) }
    }

    /// Adds a token.
    mutating func append(
        _ id: Int, token: String, offsets: Offsets, wordID: Int?, typeID: Int, isSpecial: Bool
    ) {
        ids.append(id)
        guard hasDetails else { return }
        tokens.append(token)
        self.offsets.append(offsets)
        wordIDs.append(wordID)
        typeIDs.append(typeID)
        specialTokensMask.append(isSpecial ? 1 : 0)
        attentionMask.append(1)
    }

    /// Makes room for so many tokens.
    mutating func reserveCapacity(_ count: Int) {
        ids.reserveCapacity(count)
        guard hasDetails else { return }
        typeIDs.reserveCapacity(count)
        tokens.reserveCapacity(count)
        offsets.reserveCapacity(count)
        wordIDs.reserveCapacity(count)
        specialTokensMask.reserveCapacity(count)
        attentionMask.reserveCapacity(count)
    }

    /// Adds the tokens that a model has made of pieces.
    ///
    /// - Parameter firstWordID: The number of the first piece.
    mutating func append(
        _ tokens: PieceTokens, of pieces: TextPieces, by model: any TokenizerModel, firstWordID: Int, typeID: Int
    ) {
        guard hasDetails else {
            for token in tokens.tokens { ids.append(Int(token.id)) }
            return
        }
        pieces.utf8.withUnsafeBufferPointer { utf8 in
            for (index, piece) in pieces.pieces.enumerated() {
                let piece = UnsafeBufferPointer(rebasing: utf8[piece])
                for token in tokens.ofPiece(index) {
                    append(
                        Int(token.id), token: model.text(of: token, in: piece),
                        offsets: pieces.offsets(of: Int(token.start)..<Int(token.end), ofPiece: index),
                        wordID: firstWordID + index, typeID: typeID, isSpecial: false)
                }
            }
        }
    }

    /// Adds special tokens, which stand for nothing.
    mutating func append(special tokens: [SpecialToken], typeID: Int) {
        for token in tokens {
            append(token.id, token: token.content, offsets: Offsets(0, 0), wordID: nil, typeID: typeID, isSpecial: true)
        }
    }

    /// A part of the tokens, by itself.
    func part(_ range: Range<Int>) -> Encoding {
        var part = Encoding(hasDetails: hasDetails)
        part.ids = Array(ids[range])
        guard hasDetails else { return part }
        part.tokens = Array(tokens[range])
        part.offsets = Array(offsets[range])
        part.wordIDs = Array(wordIDs[range])
        part.typeIDs = Array(typeIDs[range])
        part.specialTokensMask = Array(specialTokensMask[range])
        part.attentionMask = Array(attentionMask[range])
        return part
    }
}
