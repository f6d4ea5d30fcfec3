/// Turns pieces of text into tokens.
protocol TokenizerModel: Sendable {
    /// The tokens that the model knows.
    var vocabulary: Vocabulary { get }

    /// Appends the ids of the tokens of every piece.
    func appendIDs(of pieces: TextPieces, to ids: inout [Int])
}

/// The models that tokenizer.json can name.
enum TokenizerModels {
    private static let readers: [(type: String, read: StageCatalog<any TokenizerModel>.Reader)] = [
        ("BPE", BPE.init(_:))
    ]

    /// Reads the model of a file.
    static func read(_ field: Field) throws(TokenizerError) -> any TokenizerModel {
        _ = try field.object()
        // Files from before models had types are told by what they hold.
        let type = try field.member("type")?.string() ?? (field.member("merges") == nil ? nil : "BPE")
        guard let type else { throw field.error("has no type") }
        guard let reader = readers.first(where: { $0.type == type }) else {
            let supported = readers.map(\.type).joined(separator: ", ")
            throw TokenizerError(field.file, "model type \(quoted(type)) is not supported; supported are \(supported)")
        }
        return try reader.read(field)
    }
}
