/// Takes the tokens of a piece whose scores add up to the most.
///
/// Every token of the vocabulary has the logarithm of its probability; a character that begins no token of its own length costs
/// ten less than the least of them. Of paths with equal scores the one that was found first is kept: the one whose last token is
/// the longest. Sums are made from left to right in 64 bits, as in Hugging Face, so that they round alike.
struct Unigram: TokenizerModel {
    let vocabulary: Vocabulary
    /// The score of every id.
    private let scores: [Double]
    private let trie: ByteTrie
    private let unknownID: Int32?
    private let unknownScore: Double
    /// The ids of `<0x00>` to `<0xFF>`; -1 where one is missing, and none without byte fallback.
    private let byteTokens: [Int32]
    private let caches = WordCaches()

    private static let unknownPenalty = 10.0

    /// Says of a model that its scores were not read by the peer's JSON reader, which rounds them.
    static let exactScoresKey = "exact_scores"

    init(_ field: Field) throws(TokenizerError) {
        let isExact = try field.member(Self.exactScoresKey).bool(default: false)
        let entries = try UnigramEntries(field.required("vocab"), isExact: isExact)
        vocabulary = entries.vocabulary
        scores = entries.scores
        trie = entries.trie
        unknownScore = (scores.min() ?? .infinity) - Self.unknownPenalty
        byteTokens = try field.member("byte_fallback").bool(default: false) ? vocabulary.byteTokens : []
        guard let unknown = field.member("unk_id") else {
            unknownID = nil
            return
        }
        let id = try unknown.id()
        guard id < scores.count else {
            throw unknown.error("must be less than \(scores.count), the size of the vocabulary, found \(id)")
        }
        unknownID = Int32(truncatingIfNeeded: id)
    }

    func tokenize(_ pieces: TextPieces, into tokens: inout PieceTokens) throws(EncodingFailure) {
        let cache = caches.take()
        defer { caches.give(cache) }
        var paths = UnigramPaths()
        try pieces.forEach { piece throws(EncodingFailure) in
            if !cache.append(piece, at: 0, to: &tokens.tokens) {
                let first = tokens.tokens.count
                try findPaths(of: piece, &paths)
                try appendTokens(of: piece, paths, to: &tokens.tokens)
                cache.insert(piece, at: 0, tokens.tokens[first...])
            }
            tokens.endPiece()
        }
    }

    /// Unknown characters show as they are in the text.
    func text(of token: ModelToken, in piece: UnsafeBufferPointer<UInt8>) -> String {
        let range = Int(token.start)..<Int(token.end)
        if token.id == unknownID, range.upperBound <= piece.count {
            let text = UnsafeBufferPointer(rebasing: piece[range])
            if !isWrittenInBytes(text) { return String(decoding: text, as: UTF8.self) }
        }
        return vocabulary.texts.string(of: Int(token.id)) ?? ""
    }

    /// Finds for every place in a piece the best way to it.
    private func findPaths(
        of piece: UnsafeBufferPointer<UInt8>, _ paths: inout UnigramPaths
    ) throws(EncodingFailure) {
        paths.reset(piece.count)
        var start = 0
        while start < piece.count {
            let characterEnd = piece.validScalar(at: start).end
            let score = paths.score(at: start)
            var coversCharacter = false
            trie.forEachToken(in: piece, from: start) { id, end in
                paths.offer(score + scores[Int(id)], id: id, from: start, to: end)
                if end == characterEnd { coversCharacter = true }
            }
            if !coversCharacter, paths.isBetter(score + unknownScore, to: characterEnd) {
                guard let unknownID else {
                    throw .init("the text has what is not in the vocabulary, and there is no unk_id")
                }
                paths.offer(score + unknownScore, id: unknownID, from: start, to: characterEnd)
            }
            start = characterEnd
        }
    }

    /// Walks back along the best way and appends its tokens in order.
    private func appendTokens(
        of piece: UnsafeBufferPointer<UInt8>, _ paths: UnigramPaths, to tokens: inout [ModelToken]
    ) throws(EncodingFailure) {
        let first = tokens.count
        var end = piece.count
        while end > 0 {
            let (id, start) = paths.step(to: end)
            guard id == unknownID else {
                tokens.append(ModelToken(id: id, start: start, end: end))
                end = start
                continue
            }
            // Unknown characters in a row are one.
            var unknownStart = start
            while unknownStart > 0, case let (id, start) = paths.step(to: unknownStart), id == unknownID {
                unknownStart = start
            }
            appendUnknown(piece, unknownStart..<end, to: &tokens)
            end = unknownStart
        }
        tokens[first...].reverse()
    }

    /// Appends what stands for unknown characters, last to first.
    private func appendUnknown(
        _ piece: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, to tokens: inout [ModelToken]
    ) {
        let text = UnsafeBufferPointer(rebasing: piece[range])
        if isWrittenInBytes(text) {
            for byte in text.reversed() {
                tokens.append(ModelToken(id: byteTokens[Int(byte)], start: range.lowerBound, end: range.upperBound))
            }
            return
        }
        let id = vocabulary.id(of: text).map(Int32.init(truncatingIfNeeded:)) ?? unknownID ?? 0
        tokens.append(ModelToken(id: id, start: range.lowerBound, end: range.upperBound))
    }

    /// Whether an unknown text becomes a token for every byte.
    private func isWrittenInBytes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        !byteTokens.isEmpty && text.allSatisfy { byteTokens[Int($0)] >= 0 } && vocabulary.id(of: text) == nil
    }
}

/// The vocabulary of a Unigram model: a list of tokens with their scores, in which the places are the ids.
private struct UnigramEntries {
    var vocabulary: Vocabulary
    var scores: [Double]
    var trie: ByteTrie

    init(_ field: Field, isExact: Bool) throws(TokenizerError) {
        guard let entries = field.value.arrayValue else {
            throw field.error("must be an array, found \(shown(field.value))")
        }
        guard entries.count < Field.idLimit else {
            throw field.error("must hold less than \(Field.idLimit) tokens, found \(entries.count)")
        }
        vocabulary = Vocabulary(capacity: entries.count, idBound: entries.count)
        scores = [Double](repeating: 0, count: entries.count)
        var tokens: [(text: ArraySlice<UInt8>, id: Int32)] = []
        tokens.reserveCapacity(entries.count)
        // Of tokens that occur twice the last one counts, so that one goes in first.
        for (id, entry) in entries.enumerated().reversed() {
            guard let pair = entry.arrayValue, pair.count == 2, let token = pair[0].stringValue,
                let score = pair[1].doubleValue, score.isFinite
            else { throw field.element(id, entry).error("must be a token and its score, found \(shown(entry))") }
            let text = Array(token.utf8)
            scores[id] = isExact ? score : SerdeFloat.value(of: score)
            if vocabulary.id(of: token) == nil { tokens.append((text[...], Int32(truncatingIfNeeded: id))) }
            vocabulary.insert(text, id: id)
        }
        trie = ByteTrie(tokens)
    }
}

/// The best ways to all places of a piece.
private struct UnigramPaths {
    private struct Step {
        var score: Double
        /// The token that leads to the place; -1 while nothing does.
        var id: Int32
        var start: UInt32
    }

    private var steps: [Step] = []

    mutating func reset(_ count: Int) {
        steps.removeAll(keepingCapacity: true)
        steps.append(contentsOf: repeatElement(Step(score: 0, id: -1, start: 0), count: count + 1))
    }

    @inline(__always)
    func score(at position: Int) -> Double { steps[position].score }

    func step(to position: Int) -> (id: Int32, start: Int) {
        let step = steps[position]
        return (step.id, Int(step.start))
    }

    @inline(__always)
    func isBetter(_ score: Double, to end: Int) -> Bool { steps[end].id < 0 || score > steps[end].score }

    /// Takes a way to a place if it is better than the one before.
    @inline(__always)
    mutating func offer(_ score: Double, id: Int32, from start: Int, to end: Int) {
        guard isBetter(score, to: end) else { return }
        steps[end] = Step(score: score, id: id, start: UInt32(truncatingIfNeeded: start))
    }
}
