import FlavorKit
import JSON

@testable import FlavorHost

extension TaggedValue {
    /// The value as a caller's payload: a `$dataframe` or `$series` is a table.
    ///
    /// - Throws: `SchemaMismatch` for a time with a time zone, which no value of ours has.
    static func payload(_ json: JSONValue) throws(SchemaMismatch) -> Payload {
        let isTable = tag(of: json).map { $0.0 == "$dataframe" || $0.0 == "$series" } ?? false
        guard let value = try? value(json) else {
            throw SchemaMismatch("input", expected: "a value", found: "one that values cannot hold")
        }
        return Payload(value, isTable: isTable)
    }

    /// A request's body, in which numbers that are not finite stand bare.
    static func body(_ json: JSONValue) -> JSONValue {
        switch json {
        case .array(let items): return .array(items.map(body))
        case .object(let object):
            if let (tag, text) = tag(of: json), tag == "$float" {
                return .double(Double(text.stringValue ?? "") ?? .nan)
            }
            return .object(JSONObject(object.map { ($0.key, body($0.value)) }))
        default: return json
        }
    }

    /// Whether a document holds an integer of more than 64 bits, which no value of ours does.
    static func hasBigInteger(_ json: JSONValue) -> Bool {
        switch json {
        case .bigInteger: true
        case .array(let items): items.contains(where: hasBigInteger)
        case .object(let object): object.contains { hasBigInteger($0.value) }
        default: false
        }
    }

    // MARK: Comparing

    /// A value as nested lists and maps, with NaN and null alike, so that ours and a golden's compare.
    static func plain(_ value: Value) -> Value {
        switch value {
        case .double(let number) where number.isNaN: .null
        case .list(let items): .list(items.map(plain))
        case .map(let map): .map(ValueMap(map.entries.map { ($0.name, plain($0.value)) }))
        case .tensor(let tensor) where tensor.shape.isEmpty:
            tensor.withUnsafeBytes { plain(tensor.element(at: 0, in: $0)) }
        case .strings(let strings) where strings.shape.isEmpty:
            strings.items.first.flatMap { $0.map(Value.string) } ?? .null
        case .tensor, .strings: .list(value.cells.map(plain))
        default: value
        }
    }

    /// A golden's result in the same form: a frame is a map of columns.
    static func plain(_ json: JSONValue) -> Value {
        (try? value(json)).map { plain($0) } ?? .null
    }

    /// Whether columns and tensors of ours have a golden's types; cells of an Any column keep their own.
    static func haveSameTypes(_ ours: Value, _ golden: JSONValue, hasAny: Bool) -> Bool {
        if let frame = golden["$dataframe"], case .map(let map) = ours {
            let dtypes = frame["dtypes"]?.arrayValue ?? []
            return zip(map.entries, dtypes).allSatisfy { isColumn($0.value, of: $1.stringValue ?? "", hasAny: hasAny) }
        }
        if let array = golden["$ndarray"] {
            guard case .tensor(let tensor) = ours else { return true }
            return array["dtype"]?.stringValue == name(of: tensor)
        }
        guard case .map(let map) = ours, let object = golden.objectValue else { return true }
        return map.entries.allSatisfy { entry in
            object[entry.name].map { haveSameTypes(entry.value, $0, hasAny: hasAny) } ?? true
        }
    }

    private static func isColumn(_ column: Value, of dtype: String, hasAny: Bool) -> Bool {
        switch column {
        case .tensor(let tensor): name(of: tensor) == dtype || dtype == "object" || tensor.elementCount == 0
        case .strings: dtype == "str" || dtype == "object"
        default: hasAny || dtype == "object" || dtype == "str"
        }
    }

    private static func name(of tensor: Tensor) -> String {
        tensor.isDatetime ? "datetime64[ns]" : tensor.dtype.description
    }
}
