import JSON

/// What a document says beyond the values that JSON has: which texts are timestamps, and which keys are no texts.
///
/// PyYAML keeps both and writes them back without quotes, as `released: 2024-01-02` and `0: negative`.
struct YAMLNotes: Sendable, Hashable {
    /// Whether the text is a timestamp.
    var isTimestamp = false
    /// Of a map, the keys that are no texts as they are written, by the names that they are read as.
    private(set) var keys: [ExactString: String] = [:]
    /// The notes on a map's members by name, and on a list's elements by position in digits.
    private var inner: [ExactString: YAMLNotes] = [:]

    init(isTimestamp: Bool = false) { self.isTimestamp = isTimestamp }

    /// Whether there is nothing to note.
    var isEmpty: Bool { !isTimestamp && keys.isEmpty && inner.isEmpty }

    /// Notes on what stands under a key or at a position.
    subscript(_ place: String) -> YAMLNotes? {
        get { inner.isEmpty ? nil : inner[ExactString(place)] }
        set {
            guard !inner.isEmpty || newValue?.isEmpty == false else { return }
            inner[ExactString(place)] = newValue?.isEmpty == false ? newValue : nil
        }
    }

    /// A key that is no text as it is written; nil for one that is.
    subscript(key name: String) -> String? {
        get { keys.isEmpty ? nil : keys[ExactString(name)] }
        set { keys[ExactString(name)] = newValue }
    }
}

/// A document with what JSON cannot hold of it.
package struct YAMLDocument: Sendable {
    /// The document as JSON has it.
    package let value: JSONValue
    let notes: YAMLNotes
}

extension YAMLNotes {
    /// The members of a map in the order in which PyYAML writes them: sorted where all keys compare with one another, else
    /// as they stand.
    func sorted(_ object: JSONObject) -> [(key: String, value: JSONValue)] {
        // The order of UTF-8 bytes is that of code points, by which Python sorts.
        guard object.contains(where: { self[key: $0.key] != nil }) else {
            return object.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        }
        let numbers = object.compactMap { member in self[key: member.key].flatMap(Self.number) }
        guard numbers.count == object.count else { return Array(object) }
        return zip(numbers, object).sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The number that a key is to Python, for which true is 1.
    private static func number(_ text: String) -> Double? {
        switch text {
        case "true": 1
        case "false": 0
        default: Double(text)
        }
    }
}
