import CTextScan
import TestSupport
import Testing

@Suite("The scan of a text")
struct TextScanTests {
    /// Whole characters at the ends of the ranges, and bytes that make no character, by themselves or beside others.
    private static let pieces: [[UInt8]] = [
        [0x61], [0x0A], [0x22], [0x00], [0x7F], Array("\u{80}".utf8), Array("\u{7FF}".utf8), Array("\u{800}".utf8),
        Array("\u{D7FF}".utf8), Array("\u{E000}".utf8), Array("\u{FFFF}".utf8), Array("\u{10000}".utf8),
        Array("\u{10FFFF}".utf8), [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
        [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80], [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80, 0x80, 0x80], [0xFF],
    ]

    private func expectRight(_ bytes: [UInt8]) {
        for scan in [text_scan_bytes(bytes, bytes.count), text_scan_bytes_portable(bytes, bytes.count)] {
            #expect(scan.is_utf8 == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
            #expect(scan.line_feeds == bytes.count { $0 == 0x0A }, "\(bytes)")
            #expect(scan.has_nul == bytes.contains(0), "\(bytes)")
            #expect(scan.has_quote == bytes.contains(0x22), "\(bytes)")
        }
    }

    @Test("Every kind of character and of wrong bytes is seen wherever it stands, and where the end cuts it off")
    func places() {
        for piece in Self.pieces {
            for place in 0..<70 {
                let head = [UInt8](repeating: 0x78, count: place)
                for rest in 0...2 { expectRight(head + piece + [UInt8](repeating: 0x79, count: rest * 31)) }
            }
        }
    }

    @Test("Random texts of such pieces are seen as Swift sees them")
    func random() {
        var random = SeededRandom(seed: 5)
        for number in 0..<3000 {
            // Mostly whole characters, or no long text would be one.
            let kinds = number % 3 == 0 ? Self.pieces.count : 13
            let count = Int.random(in: 0..<200, using: &random)
            expectRight((0..<count).flatMap { _ in Self.pieces[Int.random(in: 0..<kinds, using: &random)] })
        }
    }

    @Test("Line feeds are counted beyond what a byte holds")
    func lineFeeds() {
        for count in [0, 255, 256, 100_000] { expectRight([UInt8](repeating: 0x0A, count: count)) }
    }
}
