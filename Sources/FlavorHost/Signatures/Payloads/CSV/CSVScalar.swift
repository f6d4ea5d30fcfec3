import JSON

/// What pandas takes the text of a cell for, when it is not to be text.
enum CSVScalar {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text

    /// Reads a cell, of which spaces before and after a number do not count.
    init(_ bytes: UnsafeRawBufferPointer) {
        var trimmed = bytes[...]
        while let byte = trimmed.first, byte == 0x20 || byte == 0x09 { trimmed = trimmed.dropFirst() }
        while let byte = trimmed.last, byte == 0x20 || byte == 0x09 { trimmed = trimmed.dropLast() }
        let number = UnsafeRawBufferPointer(rebasing: trimmed)
        if bytes.count <= Self.longestWord, let scalar = Self.words[String(decoding: bytes, as: UTF8.self)] {
            self = scalar
        } else if number.count <= Self.longestWord,
            let infinity = Self.infinities[String(decoding: number, as: UTF8.self).lowercased()]
        {
            self = .double(infinity)
        } else if let value = DecimalText.integer(number) {
            self = .integer(value)
        } else if let value = DecimalText.double(number), value.isFinite, !Self.isInteger(number) {
            self = .double(value)
        } else {
            self = .text
        }
    }

    /// Whether there are but digits and a sign: an integer, which does not fit.
    private static func isInteger(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.dropFirst().allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }

    private static let longestWord = 9
    private static let infinities: [String: Double] = [
        "inf": .infinity, "+inf": .infinity, "-inf": -.infinity,
        "infinity": .infinity, "+infinity": .infinity, "-infinity": -.infinity,
    ]
    /// The words that pandas has for null and for booleans.
    private static let words: [String: CSVScalar] = {
        var words: [String: CSVScalar] = [:]
        let nulls = [
            "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A",
            "NA",
            "NULL", "NaN", "None", "n/a", "nan", "null",
        ]
        for word in nulls { words[word] = .null }
        for word in ["true", "True", "TRUE"] { words[word] = .bool(true) }
        for word in ["false", "False", "FALSE"] { words[word] = .bool(false) }
        return words
    }()
}
