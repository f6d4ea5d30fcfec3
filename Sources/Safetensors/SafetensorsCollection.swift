/// The weights of a model folder: one safetensors file, or the shards that an index names.
public struct SafetensorsCollection: Sendable {
    /// The files that hold the tensors, each once, in the order in which the index first names them.
    public let files: [SafetensorsFile]
    /// The tensors' names, in the order of the file or of the index.
    public let names: [String]
    /// Which of the files has a name's tensor; nil when there is but one file.
    private let shards: [[UInt8]: Int]?

    private static let singleName = "model.safetensors"
    private static let indexName = "model.safetensors.index.json"
    private static let pickledNames = ["pytorch_model.bin", "pytorch_model.bin.index.json"]

    /// Opens the weights of a folder: `model.safetensors`, or else the shards of `model.safetensors.index.json`.
    ///
    /// Symbolic links are followed, as folders of a Hugging Face cache are made of them.
    ///
    /// - Throws: ``SafetensorsError`` when there are no weights, when a file breaks the format, and when the index
    ///   names a file outside the folder or a tensor that its shard has not.
    public init(folder: String) throws(SafetensorsError) {
        if fileExists("\(folder)/\(Self.singleName)") {
            let file = try SafetensorsFile(path: "\(folder)/\(Self.singleName)")
            files = [file]
            names = file.names
            shards = nil
        } else if fileExists("\(folder)/\(Self.indexName)") {
            let index = try ShardIndex(path: "\(folder)/\(Self.indexName)")
            var files: [SafetensorsFile] = []
            for shard in index.shards {
                guard fileExists("\(folder)/\(shard)") else {
                    throw SafetensorsError(
                        index.path, "names the shard \(quoted(shard)), which is missing: download it")
                }
                files.append(try SafetensorsFile(path: "\(folder)/\(shard)"))
            }
            var positions: [[UInt8]: Int] = [:]
            for (name, shard) in index.tensors {
                guard files[shard][name] != nil else {
                    throw SafetensorsError(
                        index.path, tensor: name,
                        "weight_map puts it in \(quoted(index.shards[shard])), which has none such")
                }
                positions[Array(name.utf8)] = shard
            }
            self.files = files
            names = index.tensors.map(\.name)
            shards = positions
        } else if let pickled = Self.pickledNames.first(where: { fileExists("\(folder)/\($0)") }) {
            throw SafetensorsError(
                folder,
                "has \(pickled) but no \(Self.singleName): pickled weights can run code and are never opened; "
                    + "save the model again with safe_serialization=True")
        } else {
            throw SafetensorsError(folder, "has no weights: expected \(Self.singleName) or \(Self.indexName)")
        }
    }

    /// The tensor under a name, or nil when there is none.
    public subscript(name: String) -> SafetensorsTensor? {
        guard let shards else { return files.first?[name] }
        return shards[Array(name.utf8)].flatMap { files[$0][name] }
    }
}
