import FlavorKit
import JSON
import Testing

@Suite("The default of an object parameter follows the rules for cells of a table")
struct ObjectDefaultTests {
    // The verdicts are those of MLflow 3.17 with pandas 3.
    @Test(
        "A scalar in an object",
        arguments: [
            ("boolean", ["true"], ["1", "\"a\"", "null", "[true]"]),
            ("integer", [], ["1", "1.5", "true"]),
            ("long", ["1", "-7"], ["1.0", "true", "\"1\"", "9223372036854775808", "null"]),
            ("float", ["0", "1"], ["2", "0.5", "true"]),
            (
                "double", ["0", "1", "0.5", "NaN", "100000000000000000000"],
                ["2", "9223372036854775808", "true", "\"1\""]
            ),
            ("string", ["\"a\"", "\"\""], ["1", "true", "null", "[]"]),
            ("binary", ["\"AAE=\"", "\"é\""], ["1", "true"]),
            ("datetime", [], ["\"2024-05-06\"", "1"]),
        ] as [(String, [String], [String])])
    func scalars(type: String, accepted: [String], refused: [String]) {
        check(#"{"type": "\#(type)"}"#, accepted: accepted, refused: refused)
        check(
            #"{"type": "\#(type)", "required": false}"#, accepted: accepted + ["null"],
            refused: refused.filter { $0 != "null" })
    }

    @Test(
        "A list of scalars in an object",
        arguments: [
            ("boolean", ["[]", "[true, false]", "[true, null]", "[null]"], ["[1]", "[\"a\"]", "null", "true"]),
            ("integer", ["[]"], ["[1]", "[null]"]),
            ("long", ["[]", "[1, 2]"], ["[1, 2.5]", "[1, null]", "[true]", "[null]", "[1, \"a\"]"]),
            ("float", ["[]", "[0, 1]"], ["[2]", "[0.5]", "[null]"]),
            ("double", ["[]", "[0, 1]", "[1, 2.5]", "[1, null]", "[NaN]"], ["[1, 2]", "[\"a\"]", "[true]"]),
            (
                "string", ["[]", "[\"a\", \"é\"]", "[\"a\", null]", "[\"a\", 1]", "[null]"],
                ["[1]", "[1.5]", "[true]", "[1, null]"]
            ),
            ("binary", ["[]", "[\"a\"]", "[\"a\", null]"], ["[\"é\"]", "[1]"]),
            ("datetime", ["[]", "[null]"], ["[\"2024-05-06\"]", "[1]"]),
        ] as [(String, [String], [String])])
    func lists(type: String, accepted: [String], refused: [String]) {
        check(#"{"type": "array", "items": {"type": "\#(type)"}}"#, accepted: accepted, refused: refused)
    }

    @Test("Objects, maps, lists and any in an object")
    func compounds() {
        check(
            #"{"type": "object", "properties": {"a": {"type": "long"}, "b": {"type": "any", "required": false}}}"#,
            accepted: [#"{"a": 1}"#, #"{"a": 1, "b": [null]}"#],
            refused: [#"{"b": 1}"#, #"{"a": 1, "z": 1}"#, #"{"a": "x"}"#, "{}", "null", "[]"])
        check(
            #"{"type": "object", "required": false, "properties": {"a": {"type": "long"}}}"#,
            accepted: ["{}", "null", #"{"a": 1}"#], refused: [#"{"z": 1}"#, "[]"])
        check(
            #"{"type": "map", "values": {"type": "long"}}"#, accepted: ["{}", #"{"x": 1}"#],
            refused: ["null", #"{"x": "y"}"#, #"{"x": null}"#, "[]"])
        check(
            #"{"type": "map", "required": false, "values": {"type": "long"}}"#,
            accepted: ["null", #"{"x": null}"#], refused: [#"{"x": "y"}"#])
        check(
            #"{"type": "array", "items": {"type": "array", "items": {"type": "long"}}}"#,
            accepted: ["[]", "[[1], []]"], refused: ["[1]", "[[1], null]", "[[\"a\"]]"])
        check(#"{"type": "array", "items": {"type": "any"}}"#, accepted: ["[]", "[1, \"a\"]", "null"], refused: ["1"])
        check(
            #"{"type": "array", "items": {"type": "sparkml_vector"}}"#, accepted: ["[[0.5]]"],
            refused: ["[[\"a\"]]", "[0.5]"])
        check(#"{"type": "any"}"#, accepted: ["null", "1", "[{}]"], refused: [])
    }

    @Test("The error tells the property's path and the kind of value, not the value")
    func message() {
        let text = #"""
            [{"name": "o", "default": {"a": [{"k": "secret"}]}, "type": "object",
              "properties": {"a": {"type": "array", "items": {"type": "object", "properties": {"k": {"type": "long"}}}}}}]
            """#
        let error = #expect(throws: FlavorError.self) { try ParamSchema(parsing: text) }
        #expect(error?.message == "params[0].default.a[0].k: expected a value of type long, found a string")
    }

    private func check(_ type: String, accepted: [String], refused: [String]) {
        func read(_ value: String) throws -> ParamSchema {
            try ParamSchema(
                parsing:
                    #"[{"name": "o", "default": {"p": \#(value)}, "type": "object", "properties": {"p": \#(type)}}]"#)
        }
        for value in accepted { #expect(throws: Never.self, "\(type) takes \(value)") { try read(value) } }
        for value in refused { #expect(throws: FlavorError.self, "\(type) refuses \(value)") { try read(value) } }
    }
}
