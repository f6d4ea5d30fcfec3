/// The types of one stage of the pipeline that can be read, by the name that tokenizer.json gives them.
struct StageCatalog<Stage>: Sendable {
    /// Makes a stage from its part of the file.
    typealias Reader = @Sendable (Field) throws(TokenizerError) -> Stage

    /// The key of the stage in the file, which is also what messages call it.
    let name: String
    /// The key under which a `Sequence` of such stages lists them.
    let listKey: String
    let readers: [(type: String, read: Reader)]

    /// Returns the stages that a field describes in the order in which they apply; none for a missing field.
    ///
    /// A `Sequence` has no behaviour of its own, so the stages in it are returned in its place.
    func read(_ field: Field?) throws(TokenizerError) -> [Stage] {
        guard let field else { return [] }
        let type = try field.required("type").string()
        if type == "Sequence" {
            var stages: [Stage] = []
            for part in try field.required(listKey).elements() { stages += try read(part) }
            return stages
        }
        guard let reader = readers.first(where: { $0.type == type }) else {
            let supported = (["Sequence"] + readers.map(\.type)).joined(separator: ", ")
            throw TokenizerError(
                field.file, "\(name) type \(quoted(type)) is not supported; supported are \(supported)")
        }
        return [try reader.read(field)]
    }
}
