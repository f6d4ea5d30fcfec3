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
            guard let members = value.mapValue, let params = members["params"], members.count == 2,
                let data = members["inputs"] ?? members["dataframe_split"].map({ ["dataframe_split": $0] })
            else {
                example = try Example(document: value)
                params = nil
                return
            }
            guard let params = params.mapValue else {
                throw FlavorError(.invalidArgument, "params: expected an object, found \(params.kindName)")
            }
            example = try Example(document: data)
            self.params = params
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
            try self.init(document: try Value(parsing: bytes))
        } catch {
            throw FlavorError(error.code, "\(source): \(error.message)")
        }
    }

    fileprivate init(document: Value) throws(FlavorError) {
        guard document.mapValue?.count == 1, let split = document["dataframe_split"] else {
            self = .value(document)
            return
        }
        let (table, hasNames) = try ValueMap.table(split: split)
        self = .table(table, hasNames: hasNames)
    }
}

extension Value {
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
