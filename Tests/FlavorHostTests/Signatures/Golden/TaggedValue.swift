import FlavorKit
import JSON
import TestSupport

@testable import FlavorHost

/// The goldens' JSON with tags such as `$ndarray` for what JSON has no values for.
///
/// Python's tuples are lists here, its dates times at midnight, and arrays of objects or bytes lists.
enum TaggedValue {
    /// The example that a document stands for: a table and a column at the root are what they are.
    static func example(_ json: JSONValue) throws -> Example {
        guard let (tag, content) = tag(of: json) else { return .value(try value(json)) }
        switch tag {
        case "$dataframe":
            let (labels, table) = try self.table(content)
            return .table(table, labels: labels)
        case "$series":
            let cells = try items(content["data"])
            let name = content["name"]?.stringValue.map { ColumnName($0) }
            return .column(try column(cells, dtype: content["dtype"]?.stringValue), name: name)
        default: return .value(try value(json))
        }
    }

    /// The value that a document stands for: a table is a map of its columns, a column a map with one member.
    static func value(_ json: JSONValue) throws -> Value {
        if let (tag, content) = tag(of: json) { return try value(tag, content) }
        switch json {
        case .array(let items): return .list(try items.map(value))
        case .object(let object): return .map(ValueMap(try object.map { ($0.key, try value($0.value)) }))
        default: return try Value(json: json)
        }
    }

    /// The tag of an object with nothing else in it, and what is under it.
    static func tag(of json: JSONValue) -> (String, JSONValue)? {
        guard let object = json.objectValue, object.count == 1, let member = object.first,
            member.key.hasPrefix("$")
        else { return nil }
        return (member.key, member.value)
    }

    private static func value(_ tag: String, _ content: JSONValue) throws -> Value {
        switch tag {
        case "$ndarray": return try TaggedArray(content).value
        case "$dataframe": return .map(try table(content).table)
        case "$series":
            let column = try column(try items(content["data"]), dtype: content["dtype"]?.stringValue)
            return .map(ValueMap([(content["name"]?.stringValue ?? "0", column)]))
        case "$bytes": return .bytes(try base64(try text(content)))
        case "$datetime", "$date":
            // Times that nanoseconds in 64 bits do not reach are text.
            let text = try text(content)
            return try nanoseconds(text).map(Value.datetime) ?? .string(text)
        case "$float": return .double(try number(try text(content)))
        case "$np":
            let dtype = try text(content["dtype"])
            return try TaggedArray(dtype: dtype, shape: [], elements: [try value(content["value"] ?? .null)]).value
        case "$tuple": return .list(try items(content))
        case "$null": return .null
        default: throw TestSupportError("unknown tag \(tag)")
        }
    }

    // MARK: Tables

    /// What a table's columns are called, and the columns.
    private static func table(_ content: JSONValue) throws -> (labels: Example.Labels, table: ValueMap) {
        let rows = try (content["data"]?.arrayValue ?? []).map { try items($0) }
        let labels = content["columns"]?.arrayValue
        let width = labels?.count ?? rows.first?.count ?? 0
        let names = labels?.map { $0.stringValue ?? $0.text() } ?? (0..<width).map { String($0) }
        let columns = try names.enumerated().map { position, name in
            let dtype = content["dtypes"]?[name] ?? content["dtypes"]?.arrayValue?[position]
            return (name, try column(rows.map { $0[position] }, dtype: dtype?.stringValue))
        }
        let others = try (labels ?? []).map { label in
            if let name = label.stringValue { return ColumnName(name) }
            guard let number = label.integerValue else { throw TestSupportError("no label \(label.text())") }
            return ColumnName(Int(number))
        }
        let hasPositions = labels.map { $0 == (0..<Int64(width)).map(JSONValue.integer) } ?? true
        return (hasPositions ? .positions : .other(others), ValueMap(columns))
    }

    /// A column of a type, or of the type that its cells have.
    private static func column(_ cells: [Value], dtype: String?) throws -> Value {
        switch dtype {
        case "str" where cells.allSatisfy({ $0 == .null || $0.stringValue != nil }):
            return .strings(StringTensor(cells.map(\.stringValue)))
        // pandas' nullable texts keep null for what is missing, as objects do.
        case "string" where cells.contains(.null): return .list(cells)
        case nil, "str", "string", "category": return Value(cells: cells)
        case "object": return .list(cells)
        case let dtype?:
            return try TaggedArray(dtype: dtype, shape: [cells.count], elements: cells).value
        }
    }

    // MARK: Scalars

    private static func items(_ json: JSONValue?) throws -> [Value] {
        guard let items = json?.arrayValue else { throw TestSupportError("no list") }
        return try items.map(value)
    }

    private static func text(_ json: JSONValue?) throws -> String {
        guard let text = json?.stringValue else { throw TestSupportError("no text") }
        return text
    }

    private static func number(_ text: String) throws -> Double {
        switch text {
        case "NaN": return .nan
        case "Infinity": return .infinity
        case "-Infinity": return -.infinity
        default: throw TestSupportError("no number: \(text)")
        }
    }

    private static func base64(_ text: String) throws -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var (bytes, bits, width): ([UInt8], Int, Int) = ([], 0, 0)
        for letter in text.utf8 where letter != UInt8(ascii: "=") {
            guard let digit = alphabet.firstIndex(of: letter) else { throw TestSupportError("no base64: \(text)") }
            (bits, width) = (bits << 6 | digit, width + 6)
            if width >= 8 {
                width -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> width))
            }
        }
        return bytes
    }

    /// Nanoseconds since 1970 of `2024-05-06` and `2024-05-06T07:08:09.123456789`; a time zone is passed over.
    static func nanoseconds(_ text: String) throws -> Int64? {
        let pattern = /(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?)?/
        guard let match = text.wholeMatch(of: pattern)?.output else { throw TestSupportError("no time: \(text)") }
        func number(_ digits: Substring?) -> Int64 { digits.flatMap { Int64($0) } ?? 0 }
        let (month, day) = (number(match.2), number(match.3))
        // Years that begin in March have their leap day at the end.
        let year = number(match.1) - (month <= 2 ? 1 : 0)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
        let seconds = ((days * 24 + number(match.4)) * 60 + number(match.5)) * 60 + number(match.6)
        let fraction = match.7.map { $0 + String(repeating: "0", count: 9 - $0.count) }
        return Int64(exactly: Int128(seconds) * 1_000_000_000 + Int128(number(fraction)))
    }
}
