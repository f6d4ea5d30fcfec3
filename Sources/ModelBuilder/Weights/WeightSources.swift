import Safetensors

/// The weights of a model folder, looked up by name with the shape that the configuration demands.
struct WeightSources: Sendable {
    let folder: String
    private let collection: SafetensorsCollection
    private let files: [String: SourceFile]

    init(folder: String) throws(ModelBuilderError) {
        self.folder = folder
        do { collection = try SafetensorsCollection(folder: folder) } catch {
            throw ModelBuilderError(.invalid, error.description)
        }
        var files: [String: SourceFile] = [:]
        for file in collection.files { files[file.path] = try SourceFile(path: file.path) }
        self.files = files
    }

    /// Whether there is a tensor of a name.
    func has(_ name: String) -> Bool { collection[name] != nil }

    /// The shape of a tensor, or nil when there is none of the name.
    func shape(_ name: String) -> [Int]? { collection[name]?.shape }

    /// The tensor of a name.
    ///
    /// - Parameter shape: What it has to be; of one or two dimensions.
    func tensor(_ name: String, _ shape: [Int]) throws(ModelBuilderError) -> TensorSource {
        guard let tensor = collection[name], let file = files[tensor.file.path] else {
            throw ModelBuilderError(
                .invalid, "\(folder): tensor \(quoted(name)) is missing: is config.json of another model?")
        }
        guard tensor.shape == shape else {
            throw ModelBuilderError(
                .invalid,
                "\(tensor.file.path): tensor \(quoted(name)): expected shape \(shape) by config.json, found "
                    + "\(tensor.shape)")
        }
        guard let type = WeightType(tensor.dtype) else {
            throw ModelBuilderError(
                .unsupported,
                "\(tensor.file.path): tensor \(quoted(name)): expected BF16, F16 or F32, found \(tensor.dtype.rawValue)"
            )
        }
        return TensorSource(
            name: name, type: type, offset: 0, rowCount: shape[0],
            columnCount: shape.count > 1 ? shape[1] : 1, storage: .file(file, offset: tensor.range.lowerBound))
    }
}
