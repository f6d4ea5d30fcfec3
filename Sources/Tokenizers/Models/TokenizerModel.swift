/// Turns pieces of text into tokens.
protocol TokenizerModel: Sendable {
    /// The tokens that the model knows.
    var vocabulary: Vocabulary { get }

    /// Adds the tokens of every piece.
    func tokenize(_ pieces: TextPieces, into tokens: inout PieceTokens) throws(EncodingFailure)

    /// What an encoding shows for a token of a piece.
    func text(of token: ModelToken, in piece: UnsafeBufferPointer<UInt8>) -> String
}

extension TokenizerModel {
    func text(of token: ModelToken, in piece: UnsafeBufferPointer<UInt8>) -> String {
        vocabulary.texts.string(of: Int(token.id)) ?? ""
    }
}

/// A token that a model has found in a piece.
struct ModelToken: Sendable {
    let id: Int32
    /// Which of the piece's bytes it stands for.
    let start: UInt32
    let end: UInt32

    @inline(__always)
    init(id: Int32, start: UInt32, end: UInt32) {
        self.id = id
        self.start = start
        self.end = end
    }

    @inline(__always)
    init(id: Int32, start: Int, end: Int) {
        self.init(id: id, start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
    }
}

/// The tokens of the pieces of a text.
struct PieceTokens: Sendable {
    var tokens: [ModelToken] = []
    /// For every piece how many tokens there are up to its end.
    var ends: [Int] = []

    mutating func endPiece() { ends.append(tokens.count) }

    /// The tokens of one piece.
    func ofPiece(_ index: Int) -> ArraySlice<ModelToken> { tokens[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }
}

/// The models that tokenizer.json can name.
enum TokenizerModels {
    private static let readers: [(type: String, read: StageCatalog<any TokenizerModel>.Reader)] = [
        ("BPE", BPE.init(_:)),
        ("Unigram", Unigram.init(_:)),
        ("WordLevel", WordLevel.init(_:)),
        ("WordPiece", WordPiece.init(_:)),
    ]

    /// Reads the model of a file.
    static func read(_ field: Field) throws(TokenizerError) -> any TokenizerModel {
        _ = try field.object()
        guard let type = try field.member("type")?.string() ?? untyped(field) else {
            throw field.error("has no type")
        }
        guard let reader = readers.first(where: { $0.type == type }) else {
            let supported = readers.map(\.type).joined(separator: ", ")
            throw TokenizerError(field.file, "model type \(quoted(type)) is not supported; supported are \(supported)")
        }
        return try reader.read(field)
    }

    /// The type of a model from before models had types, told by what the file holds.
    private static func untyped(_ field: Field) -> String? {
        if field.member("merges") != nil { return "BPE" }
        if field.member("max_input_chars_per_word") != nil { return "WordPiece" }
        guard let vocabulary = field.member("vocab") else { return nil }
        return vocabulary.value.objectValue == nil ? "Unigram" : "WordLevel"
    }
}
