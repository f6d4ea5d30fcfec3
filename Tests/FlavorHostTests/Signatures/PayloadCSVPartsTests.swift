import FlavorKit
import TestSupport
import Testing

@testable import FlavorHost

@Suite("CSV in parts")
struct PayloadCSVPartsTests {
    private static let header = "l,d,s,b,any\n"

    /// What a text gives in one part: a value, or the sentence that refuses it.
    private func outcome(_ text: String, parts: Int) throws -> Result<Payload, SchemaMismatch> {
        let schema = PayloadSchema(
            try Request.signature(of: "long l", "double d", "string s", "boolean b"), settings: [])
        return Array(text.utf8).withUnsafeBytes { bytes in
            Result { () throws(SchemaMismatch) in try CSVPayload.parse(bytes, schema: schema, partCount: parts) }
        }
    }

    private func expectSame(_ text: String) throws {
        let whole = try outcome(text, parts: 1)
        for parts in [2, 7] {
            switch (whole, try outcome(text, parts: parts)) {
            case (.success(let one), .success(let other)): #expect(one == other)
            case (.failure(let one), .failure(let other)): #expect(one.description == other.description)
            default: Issue.record("\(parts) parts tell otherwise than one of \(text)")
            }
        }
    }

    /// A cell for each column, mostly of its type.
    private func row(_ random: inout SeededRandom, _ lineBreak: String, mistakes: Bool) -> String {
        func pick(_ items: [String]) -> String { items[Int.random(in: 0..<items.count, using: &random)] }
        var cells = [
            pick(["1", "-20", "9223372036854775807", "3.0", "", "NA"]),
            pick(["0.5", "1e3", "-7", "", "inf", "12345.678901"]),
            pick(["Lima", "", "Reykjavík", "a longer text than fits", " x "]), pick(["true", "FALSE", "1", ""]),
            pick(["", "1", "2.5"]),
        ]
        if mistakes {
            switch Int.random(in: 0..<60, using: &random) {
            case 0: cells[0] = "x"
            case 1: cells[1] = "1e999"
            case 2: cells.append("more")
            case 3: cells[2] = "\"in \"\"quotes\"\"\(lineBreak)\""
            case 4: cells[2] = "\"open"
            case 5: cells.removeLast(2)
            case 6: cells = [" "]
            default: break
            }
        }
        return cells.joined(separator: ",") + lineBreak
    }

    @Test("A text gives the same value or the same refusal in any number of parts", arguments: [false, true])
    func same(mistakes: Bool) throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<150 {
            let lineBreak = ["\n", "\r\n", "\r"][Int.random(in: 0..<3, using: &random)]
            let count = Int.random(in: 0..<40, using: &random)
            try expectSame(Self.header + (0..<count).map { _ in row(&random, lineBreak, mistakes: mistakes) }.joined())
        }
    }

    @Test("Parts with nothing but nulls join those with cells, and those with the first ones that tell a type")
    func nulls() throws {
        let nulls = String(repeating: ",,,,\n", count: 100)
        let rows = String(repeating: "1,0.5,x,true,2\n", count: 70)
        for text in [
            nulls + rows, rows + nulls, nulls + rows + nulls, nulls,
            rows + String(repeating: "1,0.5,x,true,y\n", count: 70),
        ] {
            try expectSame(Self.header + text)
        }
    }

    @Test("Lines that lack most cells are refused alike, however many parts share the limit")
    func uneven() throws {
        let header = (0..<20_000).map { "c\($0)" }.joined(separator: ",") + "\n"
        // Of the limit's 1.5 million cells, the rows lack fewer, a little more, and many more.
        for count in [60, 90, 400, 20_000] { try expectSame(header + String(repeating: "1\n", count: count)) }
    }

    @Test("A text that is long enough to be read in parts by itself gives every row in its place")
    func long() throws {
        let count = 150_000
        let text = "l,s\n" + (0..<count).map { "\($0),text \($0 % 3)\n" }.joined()
        let payload = try Request.read(text, .csv, Request.signature(of: "long l", "string s"))
        #expect(payload.data["l"] == .tensor(Tensor((0..<count).map { Int64($0) })))
        #expect(payload.data["s"] == .strings(StringTensor((0..<count).map { "text \($0 % 3)" })))
    }

    @Test("Work in several pieces is done once for each number", arguments: [0, 1, 2, 9])
    func work(count: Int) {
        let place = Place()
        ParallelWork.run(count) { number in place.monitor.locked { place.numbers.append(number) } }
        #expect(place.numbers.sorted() == Array(0..<count))
    }

    private final class Place: @unchecked Sendable {
        let monitor = Monitor()
        var numbers: [Int] = []
    }
}
