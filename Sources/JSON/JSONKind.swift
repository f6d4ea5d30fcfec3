/// The six kinds of JSON value.
public enum JSONKind: String, Sendable, CaseIterable {
    case null
    case boolean
    case number
    case string
    case array
    case object
}

extension JSONReader {
    /// Tells what kind of value comes next, by its first byte, without reading it.
    public mutating func nextKind() throws(JSONError) -> JSONKind {
        skipWhitespace()
        switch current {
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "N"), UInt8(ascii: "I"):
            return .number
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "{"): return .object
        default: throw unexpected("a value")
        }
    }
}
