import JSON

/// Replaces every occurrence of a fixed string, leftmost first and without overlap.
///
/// The search is Knuth, Morris and Pratt's: linear whatever the strings are, and its state says at any time how much of
/// the end of the text may still become a match, which is what a streaming decoder has to hold back.
struct LiteralReplacement: Sendable {
    let pattern: [UInt8]
    let replacement: [UInt8]
    /// For every prefix of the pattern, the length of the longest proper prefix of it that is also its suffix.
    private let borders: [Int]

    /// Reads `pattern` and `content` of a `Replace` stage.
    init(_ field: Field) throws(TokenizerError) {
        let pattern = try field.required("pattern")
        guard let literal = pattern.member("String") else {
            let found = try pattern.object().keys.first { _ in true }.map(quoted) ?? "an empty object"
            throw pattern.error("must be a \"String\", found \(found), which is not supported")
        }
        let text = Array(try literal.string().utf8)
        guard !text.isEmpty else { throw literal.error("must not be empty") }
        self.init(pattern: text, by: Array(try field.required("content").string().utf8))
    }

    /// - Parameter pattern: What to replace; not empty.
    init(pattern: [UInt8], by replacement: [UInt8]) {
        self.pattern = pattern
        self.replacement = replacement
        borders = Self.borders(of: pattern)
    }

    /// How many times larger a text can get.
    var growth: Double { max(1, Double(replacement.count) / Double(pattern.count)) }

    /// Appends bytes to an output and replaces what matches.
    ///
    /// - Parameter matched: How many bytes at the end of the output are the beginning of the pattern.
    func append(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8], matched: inout Int) {
        var index = 0
        while index < bytes.count {
            if matched == 0 {
                let next = bytes[index...].firstIndex(of: pattern[0]) ?? bytes.count
                output += bytes[index..<next]
                index = next
                if index == bytes.count { break }
            }
            let byte = bytes[index]
            index += 1
            output.append(byte)
            while matched > 0 && pattern[matched] != byte { matched = borders[matched - 1] }
            if pattern[matched] == byte { matched += 1 }
            if matched == pattern.count {
                output.removeLast(matched)
                output += replacement
                matched = 0
            }
        }
    }

    private static func borders(of pattern: [UInt8]) -> [Int] {
        var borders = [Int](repeating: 0, count: pattern.count)
        var length = 0
        for index in pattern.indices.dropFirst() {
            while length > 0 && pattern[length] != pattern[index] { length = borders[length - 1] }
            if pattern[length] == pattern[index] { length += 1 }
            borders[index] = length
        }
        return borders
    }
}
