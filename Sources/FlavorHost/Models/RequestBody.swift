import FlavorKit
import JSON

/// A request as MLflow's scoring protocol writes it, read into what a model takes.
public struct RequestBody: Sendable, Equatable {
    /// What the model predicts on.
    public var input: Value
    /// Parameters that the request carries.
    public var parameters: ValueMap
    /// Whether the reply is the bare result, without `{"predictions": …}` around it.
    public var isReplyBare: Bool

    /// The keys that make a body one for language models, replied to without an envelope.
    private static let rawKeys = ["messages", "prompt", "input"]
    private static let dataKeys = ["dataframe_split", "dataframe_records", "instances", "inputs"]

    /// Creates a request.
    public init(input: Value, parameters: ValueMap = ValueMap(), isReplyBare: Bool = false) {
        self.input = input
        self.parameters = parameters
        self.isReplyBare = isReplyBare
    }

    /// Reads a JSON request: MLflow's `inputs`, `instances`, `dataframe_split` and `dataframe_records` with `params` beside
    /// them, a body with `messages`, `prompt` or `input`, or any other document, which is then the input itself.
    ///
    /// - Parameters:
    ///   - source: What to call the request in messages, such as a file's path.
    ///   - signature: Says which keys of a bare body are parameters and which are columns, and whether a single input is
    ///     one row.
    ///   - parameters: The flavor's parameters, whose keys in a bare body are parameters too.
    /// - Throws: `FlavorError` with `invalidArgument`.
    public init(
        parsing bytes: [UInt8], source: String, signature: ModelSignature?, parameters: [FlavorDescriptor.Setting] = []
    ) throws(FlavorError) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw FlavorError(.invalidArgument, "\(source): expected JSON: \(error)")
        }
        do {
            try self.init(json: json, signature: signature, parameters: parameters)
        } catch {
            throw FlavorError(error.code, "\(source): \(error.message)")
        }
    }

    private init(
        json: JSONValue, signature: ModelSignature?, parameters: [FlavorDescriptor.Setting]
    ) throws(FlavorError) {
        guard let object = json.objectValue else {
            self.init(input: try Value(json: json))
            return
        }
        if Self.rawKeys.contains(where: { object[$0] != nil }) {
            let columns = Set(signature?.inputs?.names.map(\.text) ?? [])
            let names = Set((signature?.params?.specs.map(\.name) ?? []) + parameters.map(\.name)).subtracting(columns)
            let members = try Value(json: json).mapValue ?? ValueMap()
            self.init(
                input: .map(ValueMap(members.entries.filter { !names.contains($0.name) }.map { ($0.name, $0.value) })),
                parameters: ValueMap(members.entries.filter { names.contains($0.name) }.map { ($0.name, $0.value) }),
                isReplyBare: true)
            return
        }
        let found = Self.dataKeys.filter { object[$0] != nil }
        guard let key = found.first else {
            self.init(input: try Value(json: json))
            return
        }
        guard found.count == 1 else {
            throw FlavorError(
                .invalidArgument,
                "expected one of \(Self.dataKeys.joined(separator: ", ")), found \(found.joined(separator: " and "))")
        }
        let parameters = try Value(json: object["params"] ?? .object(JSONObject()))
        guard let parameters = parameters == .null ? ValueMap() : parameters.mapValue else {
            throw FlavorError(.invalidArgument, "params: expected an object, found \(parameters.kindName)")
        }
        let data = try Value(json: object[key] ?? .null)
        self.init(
            input: try Self.input(data, key: key, hasColumns: signature?.inputs?.columns != nil), parameters: parameters
        )
    }

    private static func input(_ data: Value, key: String, hasColumns: Bool) throws(FlavorError) -> Value {
        switch (key, data) {
        case ("dataframe_split", .map(let split)):
            return .map(try table(split))
        case ("dataframe_split", let other):
            throw FlavorError(.invalidArgument, "dataframe_split: expected an object, found \(other.kindName)")
        case ("dataframe_records", .list(let records)): return .map(try table(records: records))
        case ("dataframe_records", let other):
            throw FlavorError(
                .invalidArgument, "dataframe_records: expected a list of objects, found \(other.kindName)")
        case (_, .list), (_, .map): return data
        // A column has rows; a single value is one of them.
        default: return hasColumns ? .list([data]) : data
        }
    }

    /// The columns of a frame whose rows each name their cells; a cell that a row leaves out is null.
    private static func table(records: [Value]) throws(FlavorError) -> ValueMap {
        var names: [String] = []
        var columns: [String: [Value]] = [:]
        for (index, record) in records.enumerated() {
            guard let record = record.mapValue else {
                throw FlavorError(
                    .invalidArgument, "dataframe_records[\(index)]: expected an object, found \(record.kindName)")
            }
            for cell in record.entries {
                if columns[cell.name] == nil {
                    names.append(cell.name)
                    columns[cell.name] = [Value](repeating: .null, count: records.count)
                }
                columns[cell.name]?[index] = cell.value
            }
        }
        return ValueMap(names.map { ($0, .list(columns[$0] ?? [])) })
    }

    /// The columns of a frame that is written row by row.
    private static func table(_ split: ValueMap) throws(FlavorError) -> ValueMap {
        if let other = split.entries.first(where: { !["columns", "index", "data"].contains($0.name) }) {
            throw FlavorError(
                .invalidArgument,
                "dataframe_split: expected columns, index and data, found \"\(ABI.oneLine(other.name))\"")
        }
        guard let rows = split["data"]?.listValue else {
            throw FlavorError(
                .invalidArgument,
                "dataframe_split.data: expected a list of rows, found \(split["data"]?.kindName ?? "nothing")")
        }
        var cells: [[Value]] = []
        for (index, row) in rows.enumerated() {
            guard let row = row.listValue else {
                throw FlavorError(
                    .invalidArgument, "dataframe_split.data[\(index)]: expected a list, found \(row.kindName)")
            }
            cells.append(row)
        }
        let width = split["columns"]?.listValue?.count ?? cells.first?.count ?? 0
        for (index, row) in cells.enumerated() where row.count != width {
            throw FlavorError(
                .invalidArgument, "dataframe_split.data[\(index)]: expected \(width) cells, found \(row.count)")
        }
        let names: [String] =
            split["columns"]?.listValue?.enumerated().map { index, name in
                name.stringValue ?? name.intValue.map { String($0) } ?? String(index)
            } ?? (0..<width).map { String($0) }
        guard Set(names).count == names.count else {
            throw FlavorError(.invalidArgument, "dataframe_split.columns: expected different names, found one twice")
        }
        return ValueMap(names.indices.map { column in (names[column], .list(cells.map { $0[column] })) })
    }

    /// The reply's document, as MLflow writes it.
    public func reply(_ result: Value) -> JSONValue {
        isReplyBare ? result.json : ["predictions": result.json]
    }
}
