import JSON
import TestSupport
import Testing

@testable import Tokenizers

@Suite struct UnicodeNormalizationTests {
    @Test("Every scalar among marks normalizes as the peer does it", arguments: NormalizationForm.allCases)
    func everyScalar(form: NormalizationForm) throws {
        for (scalars, checksum) in try UnicodeGolden.blocks("\(form)") {
            let text = scalars.flatMap { ["e", $0, "\u{323}", "\u{301}"] as [Unicode.Scalar] }
            #expect(UnicodeGolden.checksum(form.normalized(text.utf8).text.utf8) == checksum, "\(scalars[0].value)")
        }
    }

    @Test("What no form changes is seen at a glance", arguments: NormalizationForm.allCases)
    func inert(form: NormalizationForm) {
        let values = [0x0..<0x80, 0x4E00..<0xA000, 0x32000..<0xE0000, 0xE1000..<0x110000].joined()
        let text = values.compactMap { Unicode.Scalar(UInt32($0)) }.utf8
        #expect(text.withUnsafeBufferPointer { form.isNormal($0) })
    }

    @Test(
        "Random texts get the scalars and the offsets that the peer gives them", arguments: NormalizationForm.allCases)
    func randomTexts(form: NormalizationForm) throws {
        let cases = try #require(try readJSON("\(UnicodeGolden.folder)/texts.json").arrayValue)
        #expect(cases.count >= 300)
        for golden in cases {
            let source = try #require(golden["text"]?.stringValue)
            let answer = try #require(golden["\(form)"]?.arrayValue)
            let expected = try #require(answer[0].stringValue)
            let (text, changes) = form.normalized(Array(source.utf8))
            #expect(text.utf8.elementsEqual(expected.utf8), "\(source.unicodeScalars.map(\.value))")
            #expect(Self.offsets(of: changes) == answer[1].ids, "\(source.unicodeScalars.map(\.value))")
            if source.utf8.withContiguousStorageIfAvailable({ form.isNormal($0) }) == true {
                #expect(isSame(source, expected))
                #expect(changes.allSatisfy { $0 == 0 })
            }
        }
    }

    @Test("Scalars and bytes normalize alike", arguments: NormalizationForm.allCases)
    func scalarsAndBytes(form: NormalizationForm) {
        var random = SeededRandom(seed: 5)
        let ranges: [Range<UInt32>] = [
            0x20..<0x7F, 0xA0..<0x250, 0x300..<0x370, 0x900..<0xE00, 0x1100..<0x1200, 0x1E00..<0x2000, 0xAC00..<0xAC80,
            0xFF00..<0xFFF0, 0x11080..<0x11200, 0x4E00..<0x4E10,
        ]
        for _ in 0..<2_000 {
            let text = (0..<random.next(12)).compactMap { _ in
                ranges.randomElement(using: &random).flatMap { Unicode.Scalar(UInt32.random(in: $0, using: &random)) }
            }
            var scalars: [Unicode.Scalar] = []
            var changes: [Int] = []
            form.normalize(text) {
                scalars.append($0)
                changes.append($1)
            }
            let fromBytes = form.normalized(text.utf8)
            #expect(fromBytes.text == scalars, "\(text.map(\.value))")
            #expect(fromBytes.changes == changes, "\(text.map(\.value))")
        }
    }

    @Test("Ten thousand marks on one letter take no quadratic time, and stay in the order of their classes")
    func manyMarks() {
        let text: [Unicode.Scalar] = ["a"] + (0..<10_000).flatMap { _ in ["\u{301}", "\u{323}"] as [Unicode.Scalar] }
        let marks = [Unicode.Scalar](repeating: "\u{323}", count: 10_000)
        let above = [Unicode.Scalar](repeating: "\u{301}", count: 10_000)
        #expect(NormalizationForm.nfd.normalized(text.utf8).text == ["a"] + marks + above)
        #expect(NormalizationForm.nfc.normalized(text.utf8).text == ["\u{1EA1}"] + marks.dropFirst() + above)
    }

    /// Where the scalars of a text come from when it was made of another by these changes.
    private static func offsets(of changes: [Int]) -> [Int] {
        var position = 0
        return changes.flatMap { change in
            if change > 0 { return position > 0 ? [position - 1, position] : [0, 0] }
            defer { position += 1 - change }
            return [position, position + 1]
        }
    }
}
