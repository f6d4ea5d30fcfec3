import FlavorKit
import JSON

/// Reads plain text, which is the one text that a model takes.
enum TextPayload {
    static func parse(_ bytes: UnsafeRawBufferPointer, schema: PayloadSchema) throws(SchemaMismatch) -> Payload {
        if let error = JSONReader.utf8Error(in: bytes) { throw SchemaMismatch(error) }
        // An editor or echo ends the text with a line break that nobody typed.
        let end = bytes.last == UInt8(ascii: "\n") ? bytes.count - 1 : bytes.count
        let text = Value.string(String(decoding: bytes[..<end], as: UTF8.self))
        if schema.isAbsent { return Payload(text) }
        guard let columns = schema.columns, columns.count == 1, columns[0].type == .scalar(.string) else {
            throw SchemaMismatch(
                "input", expected: "JSON" + (schema.columns == nil ? "" : " or CSV"), found: "plain text",
                advice: "only a model with one string column takes it")
        }
        return Payload(columns[0].name.map { .map([$0.text: text]) } ?? text)
    }
}
