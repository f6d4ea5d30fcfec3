import JSON

extension YAML {
    /// Writes a map byte for byte as PyYAML's `safe_dump` does in block style.
    ///
    /// The text is ASCII: `safe_dump` escapes everything else by default, and MLflow leaves it at that.
    /// - Parameter sortedKeys: Whether the keys of every map are put in order of their code points.
    package static func text(of object: JSONObject, sortedKeys: Bool = true) -> String {
        text(of: object, notes: YAMLNotes(), sortedKeys: sortedKeys)
    }

    /// Writes a map that was read, with what was noted then.
    static func text(of object: JSONObject, notes: YAMLNotes, sortedKeys: Bool = true) -> String {
        var writer = YAMLWriter(sortsKeys: sortedKeys)
        writer.writeRoot(object, notes)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
