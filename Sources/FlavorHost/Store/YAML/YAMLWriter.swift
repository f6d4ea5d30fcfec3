import JSON

/// Lays out values as PyYAML's emitter does: block style, two spaces, lines folded at 80 columns.
struct YAMLWriter {
    /// What is written so far.
    private(set) var bytes: [UInt8] = []
    private let sortsKeys: Bool
    /// How many characters stand in the line.
    private(set) var column = 0
    /// Whether the last character is white space, so that an indicator needs none in front of it.
    private var endsWithSpace = true
    /// Whether the line holds only spaces and the indicators `-`, `?` and `:`.
    private var isIndenting = true

    /// Lines are folded at the first space after this column.
    static let width = 80

    init(sortsKeys: Bool) { self.sortsKeys = sortsKeys }

    /// Writes a whole document.
    mutating func writeRoot(_ object: JSONObject, _ notes: YAMLNotes) {
        write(.object(object), notes, indent: 0, isMapValue: false)
        beginLine(indent: 0)
    }

    /// Writes a value that follows an indicator.
    /// - Parameters:
    ///   - notes: What was noted when the value was read.
    ///   - indent: The column of a map or list that begins here.
    ///   - isMapValue: Whether this is the value of a key, whose list stands no deeper than the key.
    private mutating func write(_ value: JSONValue, _ notes: YAMLNotes?, indent: Int, isMapValue: Bool) {
        switch value {
        case .object(let object) where object.isEmpty: writeIndicator("{}")
        case .object(let object):
            for (key, value) in sortsKeys ? (notes ?? YAMLNotes()).sorted(object) : Array(object) {
                beginLine(indent: indent)
                let plain = notes?[key: key].map(YAMLStyledScalar.init(plain:))
                writeKey(plain ?? YAMLStyledScalar(key: key), indent: indent)
                write(value, notes?[key], indent: indent + Self.indentation, isMapValue: true)
            }
        case .array(let elements) where elements.isEmpty: writeIndicator("[]")
        case .array(let elements):
            let column = isMapValue && !isIndenting ? max(0, indent - Self.indentation) : indent
            for (index, element) in elements.enumerated() {
                beginLine(indent: column)
                writeIndicator("-", keepsIndenting: true)
                write(element, notes?["\(index)"], indent: column + Self.indentation, isMapValue: false)
            }
        case .string(let text) where notes?.isTimestamp == true && YAMLScalarKind(of: text) == .timestamp:
            writeScalar(YAMLStyledScalar(plain: text), indent: indent)
        default: writeScalar(YAMLStyledScalar(value), indent: indent)
        }
    }

    private static let indentation = 2

    private mutating func writeKey(_ scalar: YAMLStyledScalar, indent: Int) {
        if scalar.isSimpleKey {
            writeScalar(scalar, indent: indent + Self.indentation, folds: false)
            put(UInt8(ascii: ":"))
            (endsWithSpace, isIndenting) = (false, false)
        } else {
            writeIndicator("?", keepsIndenting: true)
            writeScalar(scalar, indent: indent + Self.indentation)
            beginLine(indent: indent)
            writeIndicator(":", keepsIndenting: true)
        }
    }

    private mutating func writeScalar(_ scalar: YAMLStyledScalar, indent: Int, folds: Bool = true) {
        if !endsWithSpace { put(UInt8(ascii: " ")) }
        (endsWithSpace, isIndenting) = (false, false)
        switch scalar.style {
        case .plain: writePlain(scalar.text, indent: indent, folds: folds)
        case .singleQuoted: writeSingleQuoted(scalar.text, indent: indent, folds: folds)
        case .doubleQuoted: writeDoubleQuoted(scalar.text, indent: indent, folds: folds)
        }
        (endsWithSpace, isIndenting) = (false, false)
    }

    private mutating func writeIndicator(_ indicator: StaticString, keepsIndenting: Bool = false) {
        if !endsWithSpace { put(UInt8(ascii: " ")) }
        indicator.withUTF8Buffer { for byte in $0 { put(byte) } }
        endsWithSpace = false
        isIndenting = isIndenting && keepsIndenting
    }

    /// Moves to a column of this line, or of a new one when the line holds something already.
    mutating func beginLine(indent: Int) {
        if !isIndenting || column > indent || column == indent && !endsWithSpace { breakLine() }
        while column < indent {
            put(UInt8(ascii: " "))
            endsWithSpace = true
        }
    }

    /// Ends the line.
    mutating func breakLine() {
        bytes.append(UInt8(ascii: "\n"))
        column = 0
        (endsWithSpace, isIndenting) = (true, true)
    }

    /// Notes that text follows on this line, so that the next fold begins a new one.
    mutating func beginText() { (endsWithSpace, isIndenting) = (false, false) }

    /// Appends one character of ASCII.
    mutating func put(_ byte: UInt8) {
        bytes.append(byte)
        column += 1
    }
}
