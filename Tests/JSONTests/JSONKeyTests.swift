import Testing

@testable import JSON

@Suite("Keys and columns are read without a string for each")
struct JSONKeyTests {
    @Test("A key is passed over only where it is written as the other one")
    func takeKey() throws {
        try withReader(#"[{"a": 1, "b" : 2}, { "a" :3,"b":4}, {"ab": 5}, {"\u0061": 6}, {"a" 7}]"#) { reader in
            try reader.beginArray()
            var places: [JSONKeyPlace] = []
            #expect(try reader.nextElement())
            try reader.beginObject()
            while let place = try reader.nextKeyPlace() {
                places.append(place)
                try reader.skipValue()
            }
            #expect(try places.map { try reader.key(at: $0) } == ["a", "b"])
            #expect(try reader.nextElement())
            try reader.beginObject()
            expect(false, &reader, places[1])
            expect(true, &reader, places[0])
            #expect(try reader.readValue() == 3)
            expect(true, &reader, places[1])
            #expect(try reader.readValue() == 4)
            expect(false, &reader, places[0])
            #expect(try reader.nextKeyPlace() == nil)
            for key in ["ab", "a"] {
                #expect(try reader.nextElement())
                try reader.beginObject()
                expect(false, &reader, places[0])
                #expect(try reader.nextKey() == key)
                try reader.skipValue()
                #expect(try reader.nextKey() == nil)
            }
            #expect(try reader.nextElement())
            try reader.beginObject()
            expect(false, &reader, places[0])
            #expect(throws: JSONError.self) { try reader.nextKeyPlace() }
        }
    }

    private func expect(_ isTaken: Bool, _ reader: inout JSONReader, _ place: JSONKeyPlace) {
        let outcome = reader.takeKey(asAt: place)
        #expect(outcome == isTaken)
    }

    @Test(
        "A repeated key is found however it is written, and among any number of others",
        arguments: [1, 2, 8, 31, 32, 33, 100])
    func repeated(count: Int) throws {
        let members = (0..<count).map { "\"key \($0)\": \($0)" }.joined(separator: ", ")
        let plain = try JSONValue(parsing: "{\(members)}")
        #expect(plain.objectValue?.count == count)
        #expect(plain["key \(count - 1)"] == .integer(Int64(count - 1)))
        for key in [#""key 0""#, #""\u006bey 0""#] {
            let repeated = try #require(try JSONValue(parsing: "{\(members), \(key): true}").objectValue)
            #expect(repeated.count == count)
            #expect(repeated.members[0].value == true)
        }
    }

    @Test(
        "A column takes cells of its kind, and leaves others where they are",
        arguments: [
            ("1, -2, null, 3", 4, PackedColumn.Kind.integers), ("null, true, false", 3, .booleans),
            ("1, 2.5, 3", 3, .doubles), (#""a", null, "b\n""#, 3, .strings), ("null, null", 2, .nothing),
            (#"1, "a""#, 1, .integers), ("true, 1", 1, .booleans), ("1, [2]", 1, .integers), ("1, true", 1, .integers),
            ("9007199254740993, 0.5", 1, .integers), ("0.5, 9007199254740993", 1, .doubles),
            ("1, 18446744073709551616", 1, .integers), (#""a", 1"#, 1, .strings),
        ])
    func cells(list: String, count: Int, kind: PackedColumn.Kind) throws {
        try withReader("[\(list)]") { reader in
            let column = PackedColumn()
            var isTaken = true
            try reader.beginArray()
            while isTaken, try reader.nextElement() { isTaken = try reader.readCell(into: column) }
            #expect(column.count == count)
            #expect(column.kind == kind)
            if !isTaken { try reader.skipValue() }
        }
    }

    @Test(
        "A number by itself is read as a whole or not at all",
        arguments: [
            ("12", 12, 12.0), ("-9223372036854775808", Int64.min, -9.223372036854775808e18), ("+7", 7, 7),
            ("9223372036854775808", nil, 9.223372036854775808e18), ("1.5", nil, 1.5), (".5", nil, 0.5), ("5.", nil, 5),
            ("1e3", nil, 1000), ("-1E-2", nil, -0.01), ("1e400", nil, .infinity), ("", nil, nil), ("-", nil, nil),
            (".", nil, nil), ("1e", nil, nil), ("1x", nil, nil), ("0x1", nil, nil), ("1 ", nil, nil), ("e5", nil, nil),
            ("0.1234567890123456789012345678901234567890", nil, 0.1234567890123456789), ("007", 7, 7),
        ] as [(String, Int64?, Double?)])
    func numberText(text: String, integer: Int64?, double: Double?) {
        Array(text.utf8).withUnsafeBytes { bytes in
            #expect(DecimalText.integer(bytes) == integer)
            #expect(DecimalText.double(bytes) == double)
        }
    }

    @Test("Digits are read up to what follows them, at any distance from the text's end", arguments: 0...19)
    func digitRuns(count: Int) {
        let digits = String("9081726354109283746".prefix(count).reversed())
        for follower in ["", ",", "/", ":", "\u{7F}", "é", "\u{10FFFF}", " 123456789"] {
            for padding in ["", ",1", "12345678,", "éééééééé"] where !follower.isEmpty || padding.isEmpty {
                let end = Array((digits + follower + padding).utf8).withUnsafeBytes { bytes in
                    var index = 0
                    let value = DecimalText.integer(in: bytes, from: &index)
                    #expect(value == Int64(digits))
                    return index
                }
                #expect(end == count || Int64(digits) == nil)
            }
        }
    }

    @Test("Numbers across the range of the table of powers are rounded as the standard library does")
    func rounding() {
        var state: UInt64 = 3
        for _ in 0..<200_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let digits = state >> (state & 63)
            let text = "\(digits)e\(Int(state >> 40 % 140) - 70)"
            let value = Array(text.utf8).withUnsafeBytes { DecimalText.double($0) }
            #expect(value?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }

    @Test("Numbers half-way between two doubles are rounded to even")
    func ties() {
        for text in [
            "9007199254740993", "9007199254740995", "9007199254740992.5",
            "0.5000000000000000277555756156289135105907917",
            "1.00000000000000011102230246251565404", "4503599627370496.5", "4503599627370497.5", "1125899906842624.125",
            "18014398509481990e0", "18014398509481986e1", "36028797018963970e-1", "36028797018963974e-1", "5e-324",
            "9007199254740993e-4", "90071992547409925e-1", "90071992547409935e-1",
        ] {
            let value = Array(text.utf8).withUnsafeBytes { DecimalText.double($0) }
            #expect(value?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }
}
