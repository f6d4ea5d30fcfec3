import JSON
import Testing

@Suite("Texts come out as Python's json writes them")
struct PythonGoldenTests {
    @Test("Numbers", arguments: pythonNumbers)
    func number(_ golden: PythonGolden) throws { try check(golden) }

    @Test("Strings", arguments: pythonStrings)
    func string(_ golden: PythonGolden) throws { try check(golden) }

    @Test("Arrays and objects", arguments: pythonDocuments)
    func document(_ golden: PythonGolden) throws { try check(golden) }

    @Test("The compact style has no spaces")
    func compact() throws {
        let value = try JSONValue(parsing: #" {"a": [1, 2.0, "é"], "b": {}} "#)
        #expect(value.text(.compact) == #"{"a":[1,2.0,"\u00e9"],"b":{}}"#)
        #expect(value.text(.compact(ascii: false)) == #"{"a":[1,2.0,"é"],"b":{}}"#)
    }

    @Test("An indentation of nothing still starts lines")
    func noIndentation() throws {
        #expect(try JSONValue(parsing: #"[1,{"a":2}]"#).text(.indented(0)) == "[\n1,\n{\n\"a\": 2\n}\n]")
    }

    private func check(_ golden: PythonGolden) throws {
        let value = try JSONValue(parsing: golden.text)
        // Compared as bytes: Swift holds canonically equivalent strings for equal.
        #expect(Array(value.text().utf8) == Array(golden.python.utf8))
        #expect(Array(value.text(.python(ascii: false)).utf8) == Array(golden.unicode.utf8))
        #expect(Array(value.text(.indented(2)).utf8) == Array(golden.indented.utf8))
    }
}
