import FlavorKit
import JSON

/// A JSON file with an example: any document, or `{"inputs": …, "params": {…}}` with the parameters that go with it.
///
/// A `dataframe_split` in place of `inputs`, or alone, is a table.
public struct ExampleFile: Sendable {
    /// The example.
    public let example: Example
    /// The parameters, where the file has some.
    public let params: ValueMap?

    /// Reads a file.
    /// - Throws: `FlavorError` naming the file and what is wrong with it.
    public init(contentsOfFile path: String) throws(FlavorError) {
        try self.init(parsing: try Files.readToEnd(path), source: path)
    }

    /// Reads a text.
    /// - Parameter source: What the text is called in messages, such as a file's path.
    /// - Throws: `FlavorError` naming the source and what is wrong with it.
    public init(parsing bytes: [UInt8], source: String) throws(FlavorError) {
        do throws(FlavorError) {
            let value = try Value(parsing: bytes)
            let params: Value?
            if let table = try Example(table: value, bytes) {
                example = table
                params = value["params"]
            } else if let inputs = value["inputs"], value["params"] != nil, value.mapValue?.count == 2 {
                example = .value(inputs)
                params = value["params"]
            } else {
                example = .value(value)
                params = nil
            }
            switch params {
            case nil, .null?: self.params = nil
            case .map(let map)?: self.params = map
            case let other?:
                throw FlavorError(.invalidArgument, "params: expected an object, found \(other.kindName)")
            }
        } catch {
            throw FlavorError(error.code, "\(source): \(error.message)")
        }
    }
}

extension Example {
    /// Reads a text: any JSON document, of which `{"dataframe_split": …}` is a table.
    ///
    /// - Parameter source: What the text is called in messages, such as a file's path.
    /// - Throws: `FlavorError` naming the source and what is wrong with it.
    public init(parsing bytes: [UInt8], source: String) throws(FlavorError) {
        do throws(FlavorError) {
            let value = try Value(parsing: bytes)
            self = try Example(table: value, bytes) ?? .value(value)
        } catch {
            throw FlavorError(error.code, "\(source): \(error.message)")
        }
    }

    /// Reads a document that is a table as a request's body is read; nil for any other.
    fileprivate init?(table document: Value, _ bytes: [UInt8]) throws(FlavorError) {
        guard let split = document["dataframe_split"],
            document.mapValue?.entries.allSatisfy({ ["dataframe_split", "params"].contains($0.name) }) == true
        else { return nil }
        do throws(SchemaMismatch) {
            let table = try Payload(parsing: bytes, as: .json, signature: nil).data.mapValue ?? ValueMap()
            let names = split["columns"] ?? .null
            self = .table(
                ValueMap(table.entries.map { ($0.name, $0.value.joinedTexts) }), labels: Labels(names, of: table))
        } catch {
            throw error.error()
        }
    }
}

extension Example.Labels {
    /// The labels that a document gives a table's columns.
    fileprivate init(_ labels: Value, of table: ValueMap) {
        let positions = Value.list((0..<table.count).map { .int(Int64($0)) })
        guard case .list(let items) = labels, items != table.entries.map({ .string($0.name) }) else {
            self = labels == .null ? .positions : .names
            return
        }
        self = labels == positions ? .positions : .other(items.compactMap { ColumnName(reading: $0.json) })
    }
}

extension Value {
    /// A column of texts that misses some, as pandas keeps it: what is missing is NaN, whichever way it was written.
    fileprivate var joinedTexts: Value {
        guard case .list(let cells) = self else { return self }
        var texts: [String?] = []
        for cell in cells {
            switch cell {
            case .string(let text): texts.append(text)
            case .null: texts.append(nil)
            case .double(let number) where number.isNaN: texts.append(nil)
            default: return self
            }
        }
        return texts.contains { $0 != nil } ? .strings(StringTensor(texts)) : self
    }

    /// Reads a JSON text as a tree.
    /// - Throws: `FlavorError` with the place of the first fault.
    package init(parsing bytes: [UInt8]) throws(FlavorError) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw FlavorError(.invalidArgument, "expected JSON: \(error)")
        }
        try self.init(json: json)
    }
}
