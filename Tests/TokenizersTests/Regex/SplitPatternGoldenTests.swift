import JSON
import TestSupport
import Testing

@testable import Tokenizers

/// What the peer finds for the patterns of published tokenizers and for odd ones, as Tests/Interop/split_goldens.py recorded it.
@Suite("Patterns beside Oniguruma")
struct SplitPatternGoldenTests {
    static let goldens: [JSONValue] =
        (try? readJSON("\(Fixtures.own)/tokenizers/split.json").arrayValue) ?? []

    @Test("Matches are those of the peer, the empty ones included")
    func matches() throws {
        #expect(Self.goldens.count > 150)
        for golden in Self.goldens {
            let pattern = try #require(golden["pattern"]?.stringValue)
            let split = try SplitPattern(regex: pattern)
            for row in golden["cases"]?.arrayValue ?? [] {
                let values = try #require(row.arrayValue)
                let text = try #require(values[0].stringValue)
                let matches = try split.matches(in: text)
                let offsets = matches.filter { !$0.isEmpty }.flatMap { [$0.lowerBound, $0.upperBound] }
                #expect(offsets == values[1].ids, "\(pattern): \(text.debugDescription)")
                let marked = marked(matches, in: text)
                #expect(isSame(marked, values[2].stringValue ?? ""), "\(pattern): \(text.debugDescription)")
            }
        }
    }

    /// A text with a mark for every match, as `Replace` makes it.
    private func marked(_ matches: [Range<Int>], in text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var marked = String.UnicodeScalarView()
        var end = 0
        for match in matches {
            marked += scalars[end..<match.lowerBound]
            marked.append("\u{2E3B}")
            end = match.upperBound
        }
        marked += scalars[end...]
        return String(marked)
    }
}

extension SplitPattern {
    /// The matches as ranges of scalars.
    func matches(in text: String) throws -> [Range<Int>] {
        var places = [0: 0]
        var end = 0
        for (index, scalar) in text.unicodeScalars.enumerated() {
            end += UTF8.width(scalar)
            places[end] = index + 1
        }
        var matches: [Range<Int>] = []
        try Array(text.utf8).withUnsafeBufferPointer { utf8 in
            try forEachMatch(in: utf8) { match in
                matches.append((places[match.lowerBound] ?? -1)..<(places[match.upperBound] ?? -1))
            }
        }
        return matches
    }
}
