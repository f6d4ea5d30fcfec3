import FlavorKit
import Glibc
import JSON

/// Reads JSON lines: each line that is not empty is an element of one list.
enum JSONLines {
    static func parse(_ bytes: UnsafeRawBufferPointer, schema: PayloadSchema) throws(SchemaMismatch) -> Payload {
        let list: [UInt8]
        do { list = try join(bytes) } catch { throw SchemaMismatch(error) }
        let outcome = list.withUnsafeBytes { buffer in
            Result { () throws(SchemaMismatch) in try JSONPayload.parseList(buffer, schema: schema) }
        }
        return try outcome.get()
    }

    /// The list that the lines make, once each has been found to be a document by itself.
    private static func join(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> [UInt8] {
        var list: [UInt8] = [UInt8(ascii: "[")]
        list.reserveCapacity(bytes.count + 2)
        var start = JSONReader(bytes).offset
        while start < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
            let end = start + (rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count)
            var reader = JSONReader(bytes, from: start, to: end)
            if !reader.isAtEnd() {
                if list.count > 1 { list.append(UInt8(ascii: ",")) }
                list.append(contentsOf: bytes[start..<end])
                try reader.skipValue()
                try reader.finish()
                if let offset = reader.firstOverflow { throw reader.overflowError(at: offset) }
            }
            start = end + 1
        }
        list.append(UInt8(ascii: "]"))
        return list
    }
}
