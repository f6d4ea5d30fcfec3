import JSON

/// One parameter: its name, its type and the value it has when none is given.
public struct ParamSpec: Sendable, Hashable {
    /// The name, by which callers give a value.
    public let name: String
    /// What the parameter, or each element of its list, holds.
    public let type: ParamType
    /// Whether the parameter is a list of the type, of any length.
    public let isList: Bool
    /// The value when none is given, in the parameter's own type; a datetime is ISO text.
    public let defaultValue: JSONValue

    /// What a parameter holds.
    public enum ParamType: Sendable, Hashable {
        /// A scalar, but not `binary`.
        case scalar(DataType)
        case object(ObjectType)
    }

    /// Creates a parameter, whose default is checked and brought into its type.
    /// - Throws: ``FlavorError`` with `invalidArgument` when there are no parameters of the type, or the default does
    ///   not fit it.
    public init(_ name: String, _ type: ParamType, isList: Bool = false, default: JSONValue) throws(FlavorError) {
        try self.init(
            name, type, isList: isList,
            default: SchemaNode("the default of parameter \(PythonText.repr(name))", `default`))
    }

    init(_ name: String, _ type: ParamType, isList: Bool, default: SchemaNode) throws(FlavorError) {
        self.name = name
        self.type = type
        self.isList = isList
        defaultValue =
            switch (type, isList) {
            case (.scalar(.binary), _): throw `default`.error("a parameter must not have the type binary")
            case (.scalar(let type), false): try type.paramValue(`default`)
            case (.scalar(let type), true):
                .array(
                    try `default`.elements().map { (element) throws(FlavorError) in try type.paramValue(element) })
            case (.object(let type), false): try type.paramValue(`default`)
            case (.object, true): throw `default`.error("a parameter must not be a list of objects")
            }
    }
}

extension ParamSpec: CustomStringConvertible {
    /// The parameter as MLflow prints it.
    public var description: String {
        let typeText =
            switch type {
            case .scalar(let type): type.rawValue
            case .object(let type): type.description
            }
        let shape = isList ? " (shape: (-1,))" : ""
        return "\(PythonText.repr(name)): \(typeText) (default: \(defaultText))\(shape)"
    }

    private var defaultText: String {
        guard type == .scalar(.datetime) else { return PythonText.str(defaultValue) }
        func time(_ value: JSONValue) -> CalendarTime? { value.stringValue.flatMap(CalendarTime.init) }
        guard let elements = defaultValue.arrayValue else { return time(defaultValue)?.pythonText ?? "None" }
        return "[" + elements.map { time($0)?.pythonRepr ?? "None" }.joined(separator: ", ") + "]"
    }
}

extension ParamSpec {
    /// The parameter as MLflow writes it.
    var json: JSONObject {
        let typeMembers =
            switch type {
            case .scalar(let type): ColType.scalar(type).json
            case .object(let type): ColType.object(type).json
            }
        let shape: JSONValue = isList ? [-1] : nil
        return JSONObject(
            [("name", .string(name)), ("default", defaultValue), ("shape", shape)]
                + typeMembers.map { ($0.key, $0.value) })
    }

    init(reading node: SchemaNode) throws(FlavorError) {
        let members = try node.object()
        let name = PythonText.str(try node.member("name").value)
        let type: ParamType
        if members["type"] == "object" {
            type = .object(try ObjectType(reading: node))
        } else if members["type"]?.isTruthy != true, members["dtype"] != nil {
            // Older models have "dtype" for "type", and no objects.
            type = .scalar(try DataType(reading: node.member("dtype")))
        } else {
            type = .scalar(try DataType(reading: node.member("type"), beside: "object"))
        }
        let shape = members["shape"] ?? .null
        guard shape == [-1] || shape.isNull else { throw node.child("shape", shape).unexpected("null or [-1]") }
        try self.init(name, type, isList: shape == [-1], default: node.member("default"))
    }
}
