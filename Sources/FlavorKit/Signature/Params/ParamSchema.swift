import JSON

/// The parameters that a prediction takes beside its input.
public struct ParamSchema: Sendable, Hashable {
    /// The parameters in order, each name once; may be empty.
    public let specs: [ParamSpec]

    /// Creates a schema.
    /// - Throws: ``FlavorError`` with `invalidArgument` when two parameters have one name.
    public init(_ specs: [ParamSpec]) throws(FlavorError) {
        var seen: Set<[UInt8]> = []
        for spec in specs where !seen.insert(Array(spec.name.utf8)).inserted {
            throw FlavorError(
                .invalidArgument, "parameters must have different names, found \(PythonText.repr(spec.name)) twice")
        }
        self.specs = specs
    }
}

extension ParamSchema: CustomStringConvertible {
    /// The schema as MLflow prints it.
    public var description: String { "[" + specs.map(\.description).joined(separator: ", ") + "]" }
}

extension ParamSchema {
    /// The schema as MLflow writes it into an MLmodel.
    public var jsonText: String { JSONValue.array(specs.map { .object($0.json) }).text() }

    /// Reads MLflow's JSON.
    /// - Parameter path: What the text is called in messages.
    /// - Throws: ``FlavorError`` with `invalidArgument`, which names the place in the text.
    public init(parsing text: String, path: String = "params") throws(FlavorError) {
        let root = try SchemaNode(parsing: text, path: path)
        let specs = try root.elements().map { (node) throws(FlavorError) in try ParamSpec(reading: node) }
        do { try self.init(specs) } catch { throw root.error(error.message) }
    }
}
