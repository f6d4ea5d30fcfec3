import JSON

/// What goes into a model, or what comes out of it: columns of a table, or tensors.
public struct Schema: Sendable, Hashable {
    /// The columns or the tensors; at least one.
    public let fields: Fields

    /// Columns or tensors, but not both.
    public enum Fields: Sendable, Hashable {
        case columns([ColSpec])
        case tensors([TensorSpec])
    }

    /// Creates a schema of columns, which are all named, or all unnamed and then not optional.
    /// - Throws: ``FlavorError`` with `invalidArgument` when they are not.
    public init(columns: [ColSpec]) throws(FlavorError) {
        try Self.checkNames(columns.map(\.name))
        guard columns.first?.name != nil || !columns.contains(where: { $0.required == false }) else {
            throw FlavorError(.invalidArgument, "unnamed columns must not be optional: name them or require them")
        }
        fields = .columns(columns)
    }

    /// Creates a schema of tensors, which must be named unless there is one.
    /// - Throws: ``FlavorError`` with `invalidArgument` when they are not.
    public init(tensors: [TensorSpec]) throws(FlavorError) {
        try Self.checkNames(tensors.map(\.name))
        guard tensors.count == 1 || tensors.first?.name != nil else {
            throw FlavorError(.invalidArgument, "several tensors must be named, found \(tensors.count) without names")
        }
        fields = .tensors(tensors)
    }

    private static func checkNames(_ names: [ColumnName?]) throws(FlavorError) {
        guard let first = names.first else {
            throw FlavorError(.invalidArgument, "a schema must have at least one column or tensor, found none")
        }
        guard names.allSatisfy({ ($0 == nil) == (first == nil) }) else {
            let unnamed = names.count { $0 == nil }
            throw FlavorError(
                .invalidArgument,
                "columns and tensors must be all named or all unnamed, found \(unnamed) of \(names.count) unnamed")
        }
    }

    /// The columns; nil for a schema of tensors.
    public var columns: [ColSpec]? {
        guard case .columns(let columns) = fields else { return nil }
        return columns
    }

    /// The tensors; nil for a schema of columns.
    public var tensors: [TensorSpec]? {
        guard case .tensors(let tensors) = fields else { return nil }
        return tensors
    }

    /// The names, with the position in place of a name that is missing or, as in MLflow, empty or zero.
    public var names: [ColumnName] { namesAndRequirements.map(\.name) }

    /// Those of ``names`` that must be given.
    public var requiredNames: [ColumnName] { namesAndRequirements.filter(\.isRequired).map(\.name) }

    private var namesAndRequirements: [(name: ColumnName, isRequired: Bool)] {
        let fields: [(name: ColumnName?, isRequired: Bool)] =
            switch fields {
            case .columns(let columns): columns.map { ($0.name, $0.isRequired) }
            case .tensors(let tensors): tensors.map { ($0.name, true) }
            }
        return fields.enumerated().map { position, field in
            let name = field.name.flatMap { $0.json.isTruthy ? $0 : nil }
            return (name ?? ColumnName(position), field.isRequired)
        }
    }
}

extension Schema: CustomStringConvertible {
    /// The schema as MLflow prints it.
    public var description: String {
        switch fields {
        case .columns(let columns): "[" + columns.map(\.description).joined(separator: ", ") + "]"
        case .tensors(let tensors): "[" + tensors.map(\.description).joined(separator: ", ") + "]"
        }
    }
}

extension Schema {
    /// The schema as MLflow writes it into an MLmodel.
    public var jsonText: String { json.text() }

    /// The schema's JSON.
    var json: JSONValue {
        let members: [JSONObject] =
            switch fields {
            case .columns(let columns): columns.map(\.json)
            case .tensors(let tensors): tensors.map(\.json)
            }
        return .array(members.map(JSONValue.object))
    }

    /// Reads MLflow's JSON.
    /// - Parameter path: What the text is called in messages.
    /// - Throws: ``FlavorError`` with `invalidArgument`, which names the place in the text.
    public init(parsing text: String, path: String = "schema") throws(FlavorError) {
        try self.init(SchemaNode(parsing: text, path: path))
    }

    init(_ root: SchemaNode) throws(FlavorError) {
        var columns: [ColSpec] = []
        var tensors: [TensorSpec] = []
        for field in try root.elements() {
            if try field.member("type").value == "tensor" {
                tensors.append(try TensorSpec(reading: field))
            } else {
                columns.append(try ColSpec(reading: field))
            }
        }
        guard columns.isEmpty || tensors.isEmpty else {
            throw root.error(
                "expected columns or tensors, found \(columns.count) columns and \(tensors.count) tensors")
        }
        do {
            if tensors.isEmpty { try self.init(columns: columns) } else { try self.init(tensors: tensors) }
        } catch {
            throw root.error(error.message)
        }
    }
}
