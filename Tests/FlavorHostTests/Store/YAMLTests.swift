import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("YAML")
struct YAMLTests {
    private func cases(_ lines: String) throws -> [JSONValue] {
        try lines.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    private func parse(_ text: String) throws(FlavorError) -> JSONValue {
        try YAML.parse(Array(text.utf8), file: "file.yaml").value
    }

    private func message(_ text: String) -> String {
        do {
            return "read as \(try parse(text).text())"
        } catch {
            return error.message
        }
    }

    @Test("Every value is written as PyYAML writes it, and reads back")
    func writing() throws {
        let cases = try cases(PyYAMLGoldens.dumped)
        #expect(cases.count > 150)
        for pair in cases.compactMap(\.arrayValue) {
            let object = try #require(pair[0].objectValue)
            let text = YAML.text(of: object)
            #expect(JSONValue.string(text) == pair[1])
            #expect(YAML.text(of: try #require(try parse(text).objectValue)) == text)
        }
    }

    @Test("Every document reads as PyYAML reads it, or is refused where PyYAML refuses it")
    func reading() throws {
        let cases = try cases(PyYAMLGoldens.loaded)
        #expect(cases.count > 30)
        for entry in cases {
            let text = try #require(entry["text"]?.stringValue)
            if let value = entry["value"] {
                #expect(try parse(text).text() == value.text(), "\(text)")
            } else {
                #expect(throws: FlavorError.self, "\(text)") { try parse(text) }
            }
        }
    }

    @Test("Keys keep their order where sorting is not asked for")
    func order() {
        let object = JSONObject([("b", 1), ("a", .object(JSONObject([("d", 2), ("c", 3)])))])
        #expect(YAML.text(of: object, sortedKeys: false) == "b: 1\na:\n  d: 2\n  c: 3\n")
        #expect(YAML.text(of: object) == "a:\n  c: 3\n  d: 2\nb: 1\n")
    }

    @Test(
        "A fault is one sentence with file and line",
        arguments: [
            (
                "a: 1\nb: [1\n",
                "file.yaml, line 3: not YAML: did not find expected ',' or ']' while parsing a flow sequence "
                    + "that begins on line 2"
            ),
            ("a:\n\tb: 1\n", "file.yaml, line 2: found a tab where only spaces may indent; replace it with spaces"),
            ("a: 1\n---\nb: 2\n", "file.yaml, line 2: a second document begins here; one file holds one document"),
            (
                "a: !!python/object/apply:os.system [ls]\n",
                "file.yaml, line 1: the tag '!!python/object/apply:os.system' is "
                    + "not read here; expected plain values, lists and maps"
            ),
            (
                "a: 1\nb: !mine x\n",
                "file.yaml, line 2: the tag '!mine' is not read here; expected plain values, lists and maps"
            ),
            ("a: 1\nb: *x\n", "file.yaml, line 2: the alias '*x' has no anchor '&x'"),
            ("a: &x\n- *x\n", "file.yaml, line 2: the alias '*x' stands inside its own value"),
            ("<<: 1\n", "file.yaml, line 1: a merge key '<<' takes a map or a list of maps, found integer"),
            ("[1]: 2\n", "file.yaml, line 1: a key must be a single value, found array"),
            ("a: !!int b\n", "file.yaml, line 1: expected an integer"),
            ("a: !!float b\n", "file.yaml, line 1: expected a number"),
            ("a: !!bool b\n", "file.yaml, line 1: '!!bool' of no boolean"),
            (
                "a: 0x1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\n",
                "file.yaml, line 1: expected an integer of at most 128 bits; longer ones must be decimal"
            ),
            ("a: \u{1}\n", "file.yaml, line 1: not YAML text: control characters are not allowed"),
        ])
    func faults(text: String, expected: String) {
        #expect(message(text) == expected)
    }

    @Test("Bytes that are not UTF-8 are refused by line")
    func invalidUTF8() {
        #expect(throws: FlavorError(.invalidArgument, "f, line 2: not YAML text: invalid leading UTF-8 octet")) {
            try YAML.parse(Array("a: 1\nb: ".utf8) + [0xff], file: "f")
        }
    }

    @Test("Aliases that explode are refused before they take memory")
    func aliasBombs() {
        var lists = "a0: &a0 [x, x]\n"
        for level in 1...40 { lists += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(message(lists).contains("more than 1000000 values, aliases written out"))

        var maps = "a0: &a0 {k: x}\n"
        for level in 1...40 { maps += "a\(level): &a\(level) {l: {<<: *a\(level - 1)}, r: {<<: *a\(level - 1)}}\n" }
        #expect(message(maps).contains("more than 1000000 values, aliases written out"))

        let long = String(repeating: "x", count: 1 << 20)
        let texts = "a: &a '\(long)'\nb: [\(Array(repeating: "*a", count: 100).joined(separator: ", "))]\n"
        #expect(message(texts).contains("more than 64 MiB of text, aliases written out"))
    }

    @Test("Deep nesting is refused, also when aliases make it")
    func depth() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        #expect(try parse(nested(128)).arrayValue != nil)
        #expect(message(nested(129)) == "file.yaml, line 1: lists and maps nest more than 128 deep")
        #expect(
            message(String(repeating: "- ", count: 200)) == "file.yaml, line 1: lists and maps nest more than 128 deep")
        let aliases =
            "a: &a \(nested(70))\nb: &b \(String(repeating: "[", count: 70))*a\(String(repeating: "]", count: 70))\n"
        #expect(message(aliases) == "file.yaml, line 2: lists and maps nest more than 128 deep")
    }

    @Test("An integer may be as long as in Python, and no longer")
    func longIntegers() throws {
        let digits = String(repeating: "9", count: 4300)
        #expect(try parse("a: \(digits)")["a"] == .bigInteger(digits))
        #expect(message("a: \(digits)9") == "file.yaml, line 1: an integer may have 4300 digits, found 4301")
    }

    @Test("A document above 16 MiB is refused by its size")
    func size() {
        let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: (16 << 20) + 1)
        #expect(throws: FlavorError(.invalidArgument, "f: at most 16 MiB of YAML are read, found 16777217 bytes")) {
            try YAML.parse(bytes, file: "f")
        }
    }

    @Test("Mutations of a document never trap")
    func mutations() throws {
        let seeds = try cases(PyYAMLGoldens.loaded).compactMap { $0["text"]?.stringValue }.map { Array($0.utf8) }
        var random = SeededRandom(seed: 20)
        let alphabet = Array("&*!|>'\"%@`{}[],:?-#<=~ \n\t0x1_.+éa".utf8) + [0, 0xff]
        var accepted = 0
        for _ in 0..<3000 {
            var bytes = seeds[random.next(seeds.count)]
            for _ in 0...random.next(4) {
                let byte = alphabet[random.next(alphabet.count)]
                let position = random.next(bytes.count + 1)
                if position < bytes.count, random.next(2) == 0 {
                    bytes[position] = byte
                } else {
                    bytes.insert(byte, at: position)
                }
            }
            guard let object = try? YAML.parse(bytes, file: "f").value.objectValue else { continue }
            accepted += 1
            let text = YAML.text(of: object)
            #expect(try YAML.text(of: #require(parse(text).objectValue)) == text)
        }
        #expect(accepted > 300)
    }
}
