import CTextScan
import JSON
import TestSupport
import Testing

@Suite("Rows that are written in the plainest way")
struct TextRowsTests {
    private enum Column {
        case integers, doubles, texts

        var kind: Int32 {
            switch self {
            case .integers: Int32(TEXT_COLUMN_INTEGERS)
            case .doubles: Int32(TEXT_COLUMN_DOUBLES)
            case .texts: Int32(TEXT_COLUMN_TEXTS)
            }
        }
    }

    private struct Read: Equatable {
        var rows: [[String]]
        /// What was left.
        var rest: String
    }

    /// Reads at most so many rows of a text; numbers come back as the bits that they are.
    private func read(_ text: String, _ columns: [Column], most: Int = 1000) -> Read {
        let bytes = Array(text.utf8)
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: most * columns.count)
        let places = UnsafeMutablePointer<text_place>.allocate(capacity: most * columns.count)
        defer {
            words.deallocate()
            places.deallocate()
        }
        let targets = columns.enumerated().map { index, column in
            text_column(kind: column.kind, words: words + index * most, places: places + index * most)
        }
        var offset = 0
        let count = bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return DecimalText.withPowersOfFive { bits, smallest, largest in
                text_rows_read(
                    base, buffer.count, &offset, targets, targets.count, most,
                    text_powers(bits: bits, smallest: Int32(smallest), largest: Int32(largest)))
            }
        }
        let rows = (0..<count).map { row in
            columns.enumerated().map { index, column in
                switch column {
                case .integers: "\(Int64(bitPattern: words[index * most + row]))"
                case .doubles: "\(Double(bitPattern: words[index * most + row]))"
                case .texts:
                    String(
                        decoding: bytes[places[index * most + row].offset...].prefix(places[index * most + row].size),
                        as: UTF8.self)
                }
            }
        }
        return Read(rows: rows, rest: String(decoding: bytes[offset...], as: UTF8.self))
    }

    @Test("Are read cell by cell, whatever ends their lines")
    func plain() {
        let text = "1,0.5,Lima\n-23,-17,\r\n456789012345678901,3.,San Francisco, of all places\n"
        let read = read(text, [.integers, .doubles, .texts])
        #expect(read.rows == [["1", "0.5", "Lima"], ["-23", "-17.0", ""]])
        #expect(read.rest == "456789012345678901,3.,San Francisco, of all places\n")
        #expect(self.read("a\"b,\u{e9}\n", [.texts, .texts]).rows == [["a\"b", "\u{e9}"]])
        #expect(self.read("5\n6\n7\n", [.integers], most: 2) == Read(rows: [["5"], ["6"]], rest: "7\n"))
    }

    @Test(
        "Stop before a row that is written in another way",
        arguments: [
            "1,2", "1,2\r", "1,2\r3,4\n", "1\n", "1,2,3\n", "1,\n", ",2\n", " 1,2\n", "+1,2\n", "1 ,2\n", "1,2 \n",
            "1.0,2\n", "1234567890123456789,2\n", "1,1e3\n", "1,nan\n", "1,.\n", "1,-\n", "-,1\n", "--1,1\n", "\n",
            "1,12345678901234567890\n", "1,0.1234567890123456789\n", "\"1\",2\n", "1,\"2\"\n", "",
        ])
    func stops(line: String) {
        #expect(read("7,8\n" + line, [.integers, .doubles]) == Read(rows: [["7", "8.0"]], rest: line))
    }

    @Test("Stop before a text in quotes")
    func quotes() {
        #expect(read("a\n\"b\"\n", [.texts]) == Read(rows: [["a"]], rest: "\"b\"\n"))
    }

    @Test("Hold the doubles that Swift reads, to the bit, in every number of digits and at every place of the point")
    func doubles() {
        var random = SeededRandom(seed: 20)
        var texts: [String] = []
        for _ in 0..<60_000 {
            let digits = (0..<Int.random(in: 1...18, using: &random)).map { _ in
                String(Int.random(in: 0...9, using: &random))
            }
            let point = Int.random(in: 0...digits.count, using: &random)
            let sign = Bool.random(using: &random) ? "-" : ""
            texts.append(sign + digits[..<point].joined() + "." + digits[point...].joined())
        }
        // Halfway between two doubles, and beside it.
        for significand in [9_007_199_254_740_993 as UInt64, 18_014_398_509_481_986, 4_503_599_627_370_497] {
            for last in ["", ".5", ".4", ".6", ".25", ".75"] { texts.append("\(significand)\(last)") }
        }
        texts += (0..<60_000).map { _ in "\(Double.random(in: -1...1, using: &random))" }.filter { !$0.contains("e") }
        for text in texts where text != "." && text != "-." {
            let read = read(text + "\n", [.doubles])
            // More digits than fit are left to the other reader.
            guard let found = read.rows.first?.first else {
                #expect(text.utf8.count { $0 >= 0x30 } > 19, "\(text)")
                continue
            }
            let expected = DecimalText.double(UnsafeRawBufferPointer.ofText(text))
            #expect(Double(found) == expected && Double(text.hasSuffix(".") ? text + "0" : text) == expected, "\(text)")
        }
    }

    @Test("Tell a short text as two numbers, wherever the text ends", arguments: 0...17)
    func shortTexts(size: Int) {
        let text = String("abcdefghijklmnopqrs".prefix(size))
        for rest in ["", "1234567890123456\n"] {
            let bytes = Array((text + "\n" + rest).utf8)
            var place = text_place()
            var offset = 0
            let count = withUnsafeMutablePointer(to: &place) { place in
                DecimalText.withPowersOfFive { bits, smallest, largest in
                    let column = text_column(kind: Int32(TEXT_COLUMN_TEXTS), words: nil, places: place)
                    let powers = text_powers(bits: bits, smallest: Int32(smallest), largest: Int32(largest))
                    return text_rows_read(bytes, bytes.count, &offset, [column], 1, 1, powers)
                }
            }
            // A line of nothing is blank.
            guard size > 0 else {
                #expect(count == 0)
                continue
            }
            #expect(count == 1 && place.offset == 0 && place.size == size)
            guard size < 16 else { continue }
            let filled = Array(text.utf8) + [UInt8](repeating: 0, count: 16 - size)
            let numbers = filled.withUnsafeBytes { bytes in
                (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            }
            #expect((place.head, place.tail) == numbers)
        }
    }

    @Test("Are found in a text that ends anywhere, without a look beyond it")
    func ends() {
        let text = "123456,0.12345678,Reykjav\u{ed}k\n-1,2,abcdefghijklmnopqrstuvwxyz\n"
        let whole = read(text, [.integers, .doubles, .texts]).rows
        #expect(whole.count == 2)
        for length in 0..<text.utf8.count {
            let part = String(decoding: Array(text.utf8)[..<length], as: UTF8.self)
            let read = read(part, [.integers, .doubles, .texts])
            #expect(read.rows == Array(whole[..<read.rows.count]))
            #expect(read.rows.count == part.utf8.count { $0 == 0x0A })
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes of a text, which are never freed.
    fileprivate static func ofText(_ text: String) -> UnsafeRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
        copy.copyBytes(from: text.utf8)
        return UnsafeRawBufferPointer(copy)
    }
}
