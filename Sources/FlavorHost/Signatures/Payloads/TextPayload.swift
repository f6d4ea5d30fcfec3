import FlavorKit
import JSON

/// Reads plain text, which is the one text that a model takes.
enum TextPayload {
    static func parse(_ bytes: UnsafeRawBufferPointer, schema: PayloadSchema) throws(SchemaMismatch) -> Payload {
        if let error = JSONReader.utf8Error(in: bytes) { throw SchemaMismatch(error) }
        // An editor or echo ends the text with a line break that nobody typed.
        var content = bytes[JSONReader(bytes).offset...]
        if content.last == UInt8(ascii: "\n") { content = content.dropLast() }
        if content.count < bytes.count, content.last == UInt8(ascii: "\r") { content = content.dropLast() }
        let text = Value.string(String(decoding: content, as: UTF8.self))
        if schema.isAbsent { return Payload(text) }
        let columns = schema.columns ?? []
        let required = columns.filter(\.isRequired)
        guard let column = columns.count == 1 ? columns[0] : required.first, required.count <= 1,
            column.type == .scalar(.string)
        else {
            throw SchemaMismatch(
                "input", expected: "JSON" + (schema.columns == nil ? "" : " or CSV"), found: "plain text",
                advice: "only a model whose one required column is a string takes it")
        }
        return Payload(column.name.map { .map([$0.text: text]) } ?? text)
    }
}
