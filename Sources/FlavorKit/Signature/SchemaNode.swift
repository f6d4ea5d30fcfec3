import JSON

/// A part of a schema's JSON and its place, such as `inputs[0].items`.
struct SchemaNode {
    let path: String
    let value: JSONValue

    init(_ path: String, _ value: JSONValue) {
        self.path = path
        self.value = value
    }

    /// Parses a text.
    init(parsing text: String, path: String) throws(FlavorError) {
        do { self.init(path, try JSONValue(parsing: text)) } catch {
            throw FlavorError(.invalidArgument, "\(path) must be JSON: \(error)")
        }
    }

    func child(_ name: String, _ value: JSONValue) -> SchemaNode {
        let name = name.unicodeScalars.count > 60 ? String(name.unicodeScalars.prefix(60)) + "…" : name
        let isPlain = !name.isEmpty && name.unicodeScalars.allSatisfy { $0.properties.isXIDContinue || $0 == "-" }
        return SchemaNode(isPlain ? "\(path).\(name)" : "\(path)[\(JSONValue.string(name).text())]", value)
    }

    /// The member with a name, of an object that must have it.
    func member(_ name: String) throws(FlavorError) -> SchemaNode {
        guard let value = try object()[name] else { throw error("expected the key \"\(name)\", found none") }
        return child(name, value)
    }

    func object() throws(FlavorError) -> JSONObject {
        guard case .object(let object) = value else { throw mismatch("an object") }
        return object
    }

    func elements() throws(FlavorError) -> [SchemaNode] {
        guard case .array(let elements) = value else { throw mismatch("an array") }
        return elements.enumerated().map { SchemaNode("\(path)[\($0.offset)]", $0.element) }
    }

    func error(_ sentence: String) -> FlavorError { FlavorError(.invalidArgument, "\(path): \(sentence)") }

    /// The error for a word of the schema language that is not what its place allows.
    func unexpected(_ expected: String) -> FlavorError {
        if case .string(let word) = value, word.utf8.count <= 40 {
            return error("expected \(expected), found \(value.text())")
        }
        return mismatch(expected)
    }

    /// The error for a value of another kind than its place allows, which tells the kind alone.
    func mismatch(_ expected: String) -> FlavorError {
        let kind = value.kindName
        let article = value.isNull ? "" : "aeio".contains(kind.prefix(1)) ? "an " : "a "
        return error("expected \(expected), found \(article)\(kind)")
    }
}
