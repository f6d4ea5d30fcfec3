/// Replaces every occurrence of a fixed string as the text comes in.
///
/// At any time the state of the search says how much of the end of the text may still become a match, which is what a
/// streaming decoder has to hold back.
struct LiteralReplacement: Sendable {
    let pattern: LiteralPattern
    let replacement: [UInt8]

    /// Appends bytes to an output and replaces what matches.
    ///
    /// - Parameter matched: How many bytes at the end of the output are the beginning of the pattern.
    func append(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8], matched: inout Int) {
        var index = 0
        while index < bytes.count {
            if matched == 0 {
                let next = bytes[index...].firstIndex(of: pattern.text[0]) ?? bytes.count
                output += bytes[index..<next]
                index = next
                if index == bytes.count { break }
            }
            let byte = bytes[index]
            index += 1
            output.append(byte)
            while matched > 0 && pattern.text[matched] != byte { matched = pattern.borders[matched - 1] }
            if pattern.text[matched] == byte { matched += 1 }
            if matched == pattern.text.count {
                output.removeLast(matched)
                output += replacement
                matched = 0
            }
        }
    }

    /// Returns a text in which every occurrence is replaced.
    func replacing(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var matched = 0
        text.withUnsafeBufferPointer { append($0, to: &output, matched: &matched) }
        return output
    }
}
