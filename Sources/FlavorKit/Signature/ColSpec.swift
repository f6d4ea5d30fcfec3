import JSON

/// One column of a table.
public struct ColSpec: Sendable, Hashable {
    /// The name; nil in a schema that tells columns by their positions.
    public let name: ColumnName?
    /// What the column holds.
    public let type: ColType
    /// Whether the column must be there, as it was written.
    let required: JSONValue

    /// Creates a column.
    public init(_ type: ColType, name: ColumnName? = nil, isRequired: Bool = true) {
        self.type = type
        self.name = name
        required = .bool(isRequired)
    }

    /// Whether the column must be there.
    public var isRequired: Bool { required.isTruthy }
}

extension ColSpec: CustomStringConvertible {
    /// The column as MLflow prints it.
    public var description: String {
        (name.map { "\($0): " } ?? "") + "\(type) (\(isRequired ? "required" : "optional"))"
    }
}

extension ColSpec {
    /// The column as MLflow writes it.
    var json: JSONObject {
        var members = type.json
        if let name { members["name"] = name.json }
        members["required"] = required
        return members
    }

    init(reading node: SchemaNode) throws(FlavorError) {
        let members = try node.object()
        type = try ColType(reading: node)
        name = ColumnName(reading: members["name"])
        guard case .scalar = type else {
            // MLflow takes a missing "required" for null here, which makes the column optional.
            required = members["required"] ?? .null
            return
        }
        if let stranger = members.keys.first(where: { !["type", "name", "required"].contains($0) }) {
            throw node.child(stranger, .null).error("a scalar column has no key but type, name and required; remove it")
        }
        required = members["required"] ?? true
    }
}
