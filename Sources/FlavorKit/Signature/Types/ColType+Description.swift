extension ColType: CustomStringConvertible {
    /// The type as MLflow prints it.
    public var description: String {
        switch self {
        case .scalar(let type): type.rawValue
        case .object(let type): type.description
        case .array(let items): "Array(\(items))"
        // A scalar is printed here under its Python class's name, unlike everywhere else.
        case .map(.scalar(let type)): "Map(str -> DataType.\(type.rawValue))"
        case .map(let values): "Map(str -> \(values))"
        case .any: "Any"
        case .sparkMLVector: "SparkML vector"
        }
    }
}

extension ObjectType: CustomStringConvertible {
    /// The type as MLflow prints it.
    public var description: String { "{" + properties.map(\.description).joined(separator: ", ") + "}" }
}

extension Property: CustomStringConvertible {
    /// The property as MLflow prints it.
    public var description: String { "\(name): \(type) (\(isRequired ? "required" : "optional"))" }
}
