import JSON

/// The element type of a tensor, by numpy's name for it.
public struct NumpyType: Sendable, Hashable {
    /// The name that numpy prints, such as `float32` or `datetime64[ns]`.
    public let name: String
    /// The type of tensors that are these in numpy; nil where none is.
    package let dtype: DType?

    /// Creates a type from one of numpy's names, aliases or codes, such as `float32`, `single`, `f` and `<f4`.
    ///
    /// Byte orders are dropped. Nil for an unknown one, and for text and bytes with a width.
    public init?(_ text: String) {
        if let name = Self.names[text] {
            self.init(canonical: name)
            return
        }
        let code = text.first.map { "<>=|".contains($0) } == true ? text.dropFirst() : text[...]
        guard let name = Self.codes[String(code)] ?? Self.timeName(code) else { return nil }
        self.init(canonical: name)
    }

    private init(canonical name: String) {
        self.name = name
        dtype = DType(name: name)
    }

    init(reading node: SchemaNode) throws(FlavorError) {
        // numpy's default type.
        if node.value.isNull {
            self.init(canonical: "float64")
            return
        }
        guard let type = node.value.stringValue.flatMap({ NumpyType($0) }) else {
            throw node.unexpected("a numpy type without a width for text, such as float32, int64, bool, str or object")
        }
        self = type
    }

    /// Every type, with its names.
    private static let names = table([
        "bool": "bool bool_", "int8": "int8 byte", "int16": "int16 short", "int32": "int32 intc",
        "int64": "int64 int int_ intp long longlong", "uint8": "uint8 ubyte", "uint16": "uint16 ushort",
        "uint32": "uint32 uintc", "uint64": "uint64 uint uintp ulong ulonglong", "float16": "float16 half",
        "float32": "float32 single", "float64": "float64 float double", "float128": "float128 longdouble",
        "complex64": "complex64 csingle", "complex128": "complex128 complex cdouble",
        "complex256": "complex256 clongdouble", "object": "object object_", "str": "str str_ unicode",
        "bytes": "bytes bytes_ a", "void": "void",
    ])

    /// Every type, with its codes, before which a byte order may stand.
    private static let codes = table([
        "bool": "? b1", "int8": "b i1", "int16": "h i2", "int32": "i i4", "int64": "l q p n i8", "uint8": "B u1",
        "uint16": "H u2", "uint32": "I u4", "uint64": "L Q P N u8", "float16": "e f2", "float32": "f f4",
        "float64": "d f8", "float128": "g f16", "complex64": "F c8", "complex128": "D c16", "complex256": "G c32",
        "object": "O O4 O8", "str": "U U0", "bytes": "S S0 a0", "void": "V V0",
    ])

    private static func table(_ types: [String: String]) -> [String: String] {
        var table: [String: String] = [:]
        for (name, aliases) in types { for alias in aliases.split(separator: " ") { table[String(alias)] = name } }
        return table
    }

    /// The name of a time type, such as `datetime64[25s]`, whose unit may be missing.
    private static func timeName(_ code: Substring) -> String? {
        let (kind, rest) = (code.prefix { $0 != "[" }, code.drop { $0 != "[" })
        let name: String
        switch kind {
        case "M", "M8", "datetime64": name = "datetime64"
        case "m", "m8", "timedelta64": name = "timedelta64"
        default: return nil
        }
        if rest.isEmpty { return name }
        guard rest.last == "]", kind.count > 1 else { return nil }
        let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
        let unit = rest.dropFirst(1 + digits.count).dropLast()
        if unit == "generic", digits.isEmpty { return name }
        guard let multiple = digits.isEmpty ? 1 : Int32(digits), timeUnits.contains(unit) else { return nil }
        return "\(name)[\(multiple == 1 ? "" : String(multiple))\(unit)]"
    }

    private static let timeUnits: Set<Substring> = [
        "Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as",
    ]
}
