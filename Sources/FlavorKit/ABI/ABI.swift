import CFlavor

/// The passage between Swift's values and the C header's.
///
/// All unsafe pointers of FlavorKit live in this folder.
package enum ABI {}

extension flavor_string {
    /// The text with damaged UTF-8 replaced; for messages, which must always arrive.
    package var repairedText: String {
        guard let data, size > 0, size < UInt64(Int.max) else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: data, count: Int(size)), as: UTF8.self)
    }

    /// The text, or nil when it is not UTF-8 or its size is impossible.
    package var validText: String? {
        guard size > 0 else { return "" }
        guard let data, size < UInt64(Int.max) else { return nil }
        let bytes = UnsafeRawBufferPointer(start: data, count: Int(size)).bindMemory(to: UInt8.self)
        // Decoding is quicker than validating, and ASCII is valid.
        if bytes.count <= 64, bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension ABI {
    /// Calls a body with a borrowed C string of a text.
    package static func withString<Result>(_ text: String, _ body: (flavor_string) throws -> Result) rethrows -> Result
    {
        var text = text
        return try text.withUTF8 { bytes in
            try bytes.withMemoryRebound(to: CChar.self) {
                try body(flavor_string(data: $0.baseAddress, size: UInt64($0.count)))
            }
        }
    }

    /// The one line of a message: line breaks become spaces, and the size is bounded.
    package static func oneLine(_ message: String) -> String {
        let limit = 4000
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > limit ? line.prefix(limit) + "…" : line
    }
}
