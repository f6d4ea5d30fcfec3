/// Writes JSON text into bytes.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private let style: JSONStyle
    private var level = 0

    init(_ style: JSONStyle) { self.style = style }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .bigInteger(let digits): append(digits)
        case .double(let value): PythonFloat.append(value, to: &bytes)
        case .string(let value): write(value)
        case .array(let elements):
            writeContainer("[", "]", elements) { writer, element in writer.write(element) }
        case .object(let object):
            writeContainer("{", "}", object.members) { writer, member in
                writer.write(member.key)
                writer.append(writer.style.keySeparator)
                writer.write(member.value)
            }
        }
    }

    private mutating func writeContainer<Item>(
        _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ items: [Item],
        _ writeItem: (inout JSONWriter, Item) -> Void
    ) {
        bytes.append(UInt8(ascii: opening))
        if !items.isEmpty {
            level += 1
            for (index, item) in items.enumerated() {
                if index > 0 { append(style.itemSeparator) }
                startLine()
                writeItem(&self, item)
            }
            level -= 1
            startLine()
        }
        bytes.append(UInt8(ascii: closing))
    }

    private mutating func startLine() {
        guard let indentation = style.indentation else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation * level))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

// MARK: Strings

extension JSONWriter {
    private mutating func write(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        var rest = string.utf8[...]
        while let stop = rest.firstIndex(where: needsEscape) {
            bytes.append(contentsOf: rest[..<stop])
            rest = rest[stop...]
            let scalar = string.unicodeScalars[stop]
            write(escaped: scalar)
            rest = rest.dropFirst(scalar.utf8.count)
        }
        bytes.append(contentsOf: rest)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a byte starts a character that is escaped; DEL counts as no ASCII, as in Python.
    @inline(__always)
    private func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte >= 0x7F && style.isASCII
    }

    private mutating func write(escaped scalar: Unicode.Scalar) {
        bytes.append(UInt8(ascii: "\\"))
        switch scalar {
        case "\"", "\\": bytes.append(UInt8(ascii: scalar))
        case "\u{8}": bytes.append(UInt8(ascii: "b"))
        case "\u{C}": bytes.append(UInt8(ascii: "f"))
        case "\n": bytes.append(UInt8(ascii: "n"))
        case "\r": bytes.append(UInt8(ascii: "r"))
        case "\t": bytes.append(UInt8(ascii: "t"))
        default:
            for (index, unit) in scalar.utf16.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(UInt8(ascii: "u"))
                writeHexadecimal(unit)
            }
        }
    }

    private mutating func writeHexadecimal(_ unit: UInt16) {
        for shift in [12, 8, 4, 0] as [UInt16] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 0xF)
            bytes.append(digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a"))
        }
    }
}

extension JSONValue {
    /// The value as JSON text.
    public func text(_ style: JSONStyle = .python) -> String {
        var writer = JSONWriter(style)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
