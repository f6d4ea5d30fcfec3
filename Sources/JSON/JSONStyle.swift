/// How a JSON text is laid out.
public struct JSONStyle: Sendable, Hashable {
    /// What separates the elements of an array and the members of an object.
    var itemSeparator: String
    /// What separates a key from its value.
    var keySeparator: String
    /// The spaces by which a level is indented; nil puts everything on one line.
    var indentation: Int?
    /// Whether all that is not ASCII is escaped.
    var isASCII: Bool

    /// One line with spaces after `,` and `:`, ASCII only, as Python's `json.dumps` writes by default.
    public static let python = python(ascii: true)
    /// One line without spaces, ASCII only.
    public static let compact = compact(ascii: true)

    /// One line with spaces after `,` and `:`, as Python's `json.dumps` with `ensure_ascii`.
    public static func python(ascii: Bool) -> JSONStyle {
        JSONStyle(itemSeparator: ", ", keySeparator: ": ", indentation: nil, isASCII: ascii)
    }

    /// One line without spaces.
    public static func compact(ascii: Bool) -> JSONStyle {
        JSONStyle(itemSeparator: ",", keySeparator: ":", indentation: nil, isASCII: ascii)
    }

    /// One line per value, as Python's `json.dumps` with `indent`.
    public static func indented(_ spaces: Int, ascii: Bool = true) -> JSONStyle {
        JSONStyle(itemSeparator: ",", keySeparator: ": ", indentation: max(spaces, 0), isASCII: ascii)
    }
}
