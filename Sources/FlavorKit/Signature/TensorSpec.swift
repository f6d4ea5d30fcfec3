import JSON

/// One tensor.
public struct TensorSpec: Sendable, Hashable {
    /// The name; nil for the only tensor of a schema.
    public let name: ColumnName?
    /// The type of the elements.
    public let type: NumpyType
    /// The sizes of the axes; -1 is any.
    public let shape: [Int64]

    /// Creates a tensor's description.
    public init(_ type: NumpyType, shape: [Int64], name: ColumnName? = nil) {
        self.type = type
        self.shape = shape
        self.name = name
    }
}

extension TensorSpec: CustomStringConvertible {
    /// The tensor as MLflow prints it.
    public var description: String {
        let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        return (name.map { "\($0): " } ?? "") + "Tensor('\(type.name)', (\(sizes)))"
    }
}

extension TensorSpec {
    /// The tensor as MLflow writes it.
    var json: JSONObject {
        var members = JSONObject()
        if let name { members["name"] = name.json }
        members["type"] = "tensor"
        members["tensor-spec"] = ["dtype": .string(type.name), "shape": .array(shape.map(JSONValue.integer))]
        return members
    }

    init(reading node: SchemaNode) throws(FlavorError) {
        let spec = try node.member("tensor-spec")
        type = try NumpyType(reading: spec.member("dtype"))
        shape = try spec.member("shape").elements().map { (size) throws(FlavorError) in
            guard let size = size.value.integerValue else { throw size.unexpected("an integer") }
            return size
        }
        name = ColumnName(reading: try node.object()["name"])
    }
}
