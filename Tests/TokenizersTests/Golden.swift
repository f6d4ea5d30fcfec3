import JSON
import TestSupport
import Testing
import Tokenizers

/// Reads a JSON file.
func readJSON(_ path: String) throws -> JSONValue { try JSONValue(parsing: readFile(path)) }

/// Whether a file is there; goldens may be absent in a folder that the tests have been pointed at.
func isPresent(_ path: String) -> Bool { (try? readFile(path)) != nil }

extension JSONValue {
    /// The ids of an array, or nil when this is none.
    var ids: [Int]? {
        arrayValue?.compactMap { $0.integerValue.map { Int($0) } }
    }

    /// The strings of an array, or nil when this is none.
    var strings: [String]? { arrayValue?.compactMap(\.stringValue) }
}

/// Whether two texts are the same bytes: to Swift's strings equivalent characters are equal.
func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

/// The pieces in which a stream hands out the text of ids, the rest last.
func streamed(
    _ ids: [Int], by tokenizer: Tokenizer, skipSpecialTokens: Bool, waitsForByteRuns: Bool = false
) -> [String] {
    var stream = tokenizer.makeDecodeStream(skipSpecialTokens: skipSpecialTokens, waitsForByteRuns: waitsForByteRuns)
    return ids.map { stream.append($0) } + [stream.finish()]
}

/// Checks that ids decode to a text, at once and as a stream.
func expectDecoding(
    of ids: [Int], as text: String, by tokenizer: Tokenizer, skipSpecialTokens: Bool,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let decoded = tokenizer.decode(ids, skipSpecialTokens: skipSpecialTokens)
    #expect(isSame(decoded, text), "\(ids): \(decoded) for \(text)", sourceLocation: sourceLocation)
    let pieces = streamed(ids, by: tokenizer, skipSpecialTokens: skipSpecialTokens, waitsForByteRuns: true)
    #expect(isSame(pieces.joined(), text), "\(ids): \(pieces) for \(text)", sourceLocation: sourceLocation)
}
