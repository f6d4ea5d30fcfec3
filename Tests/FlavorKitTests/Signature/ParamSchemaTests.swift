import FlavorKit
import JSON
import Testing

@Suite("Parameters")
struct ParamSchemaTests {
    @Test(
        "A default is brought into its type",
        arguments: [
            ("long", "1", "1"), ("integer", "5000000000", "5000000000"),
            ("long", "100000000000000000000", "100000000000000000000"),
            ("double", "1", "1.0"), ("float", "1", "1.0"), ("double", "100000000000000000000", "1e+20"),
            ("float", "0.1", "0.1"),
            ("double", "NaN", "NaN"), ("double", "1e400", "Infinity"), ("boolean", "true", "true"),
            ("string", "\"1\"", "\"1\""),
            ("long", "null", "null"), ("string", "null", "null"),
        ])
    func scalars(type: String, given: String, written: String) throws {
        try check(type, given, written, shape: "null")
        try check(type, "[\(given)]", "[\(written)]", shape: "[-1]")
        try check(type, "[]", "[]", shape: "[-1]")
    }

    private func check(_ type: String, _ given: String, _ written: String, shape: String) throws {
        let schema = try ParamSchema(
            parsing: #"[{"name": "p", "default": \#(given), "shape": \#(shape), "type": "\#(type)"}]"#)
        #expect(schema.jsonText == #"[{"name": "p", "default": \#(written), "shape": \#(shape), "type": "\#(type)"}]"#)
    }

    @Test(
        "Defaults are printed as Python prints them",
        arguments: [
            (#"{"name": "p", "default": "it's", "type": "string"}"#, "'p': string (default: it's)"),
            (
                #"{"name": "p", "default": ["it's", null], "type": "string", "shape": [-1]}"#,
                #"'p': string (default: ["it's", None]) (shape: (-1,))"#
            ),
            (#"{"name": "p", "default": 1, "type": "double"}"#, "'p': double (default: 1.0)"),
            (#"{"name": "p", "default": 1e300, "type": "double"}"#, "'p': double (default: 1e+300)"),
            (#"{"name": "p", "default": -Infinity, "type": "double"}"#, "'p': double (default: -inf)"),
            (#"{"name": "p", "default": true, "type": "boolean"}"#, "'p': boolean (default: True)"),
            (#"{"name": 7, "default": null, "type": "long"}"#, "'7': long (default: None)"),
            (#"{"name": null, "default": null, "dtype": "long"}"#, "'None': long (default: None)"),
            (#"{"name": "p", "default": "2024-05", "type": "datetime"}"#, "'p': datetime (default: 2024-05-01)"),
            (
                #"{"name": "p", "default": "2024-05-06T07:08Z", "type": "datetime"}"#,
                "'p': datetime (default: 2024-05-06 07:08:00)"
            ),
            (
                #"{"name": "p", "default": ["2024-05-06", "2024-05-06T07", "2024-05-06T07:00:08", "2024-05-06T07:00:00.5"], "#
                    + #""type": "datetime", "shape": [-1]}"#,
                "'p': datetime (default: [datetime.date(2024, 5, 6), datetime.datetime(2024, 5, 6, 7, 0), "
                    + "datetime.datetime(2024, 5, 6, 7, 0, 8), datetime.datetime(2024, 5, 6, 7, 0, 0, 500000)]) (shape: (-1,))"
            ),
            (
                #"{"name": "o", "default": {"k": [1, null]}, "type": "object", "properties": {"k": {"type": "any"}}}"#,
                "'o': {k: Any (required)} (default: {'k': [1, None]})"
            ),
        ])
    func printed(spec: String, repr: String) throws {
        #expect(try ParamSchema(parsing: "[\(spec)]").description == "[\(repr)]")
    }

    @Test(
        "A text that is no params document is refused with its place",
        arguments: [
            ("null", "params: expected an array, found null"),
            (#"[{"default": 1, "type": "long"}]"#, #"params[0]: expected the key "name", found none"#),
            (#"[{"name": "a", "type": "long"}]"#, #"params[0]: expected the key "default", found none"#),
            (#"[{"name": "a", "default": 1}]"#, #"params[0]: expected the key "type", found none"#),
            (
                #"[{"name": "a", "default": 1, "type": "int"}]"#,
                "params[0].type: expected one of boolean, integer, long, float, double, string, binary, datetime, object, "
                    + "found \"int\""
            ),
            (
                #"[{"name": "a", "default": {}, "dtype": "object", "properties": {}}]"#,
                "params[0].dtype: expected one of boolean, integer, long, float, double, string, binary, datetime, found \"object\""
            ),
            (
                #"[{"name": "a", "default": "", "type": "binary"}]"#,
                "params[0].default: a parameter must not have the type binary"
            ),
            (
                #"[{"name": "a", "default": [1], "shape": [1], "type": "long"}]"#,
                "params[0].shape: expected null or [-1], found an array"
            ),
            (
                #"[{"name": "a", "default": null, "shape": [-1], "type": "long"}]"#,
                "params[0].default: expected an array, found null"
            ),
            (
                #"[{"name": "a", "default": [], "shape": [-1], "type": "object", "properties": {"k": {"type": "any"}}}]"#,
                "params[0].default: a parameter must not be a list of objects"
            ),
            (
                #"[{"name": "a", "default": true, "type": "long"}]"#,
                "params[0].default: expected a value of type long, found a boolean"
            ),
            (
                #"[{"name": "a", "default": [1, 1.0], "shape": [-1], "type": "long"}]"#,
                "params[0].default[1]: expected a value of type long, found a number"
            ),
            (
                #"[{"name": "a", "default": [[1]], "shape": [-1], "type": "long"}]"#,
                "params[0].default[0]: expected a value of type long, found an array"
            ),
            (
                #"[{"name": "a", "default": 1, "type": "string"}]"#,
                "params[0].default: expected a value of type string, found an integer"
            ),
            (
                #"[{"name": "a", "default": null, "type": "datetime"}]"#,
                "params[0].default: expected a string with an ISO date or time, found null"
            ),
            (
                #"[{"name": "a", "default": "now", "type": "datetime"}]"#,
                "params[0].default: expected an ISO date or time, years 1 to 9999 and down to microseconds, found other text"
            ),
            (
                #"[{"name": "a", "default": 1, "type": "long"}, {"name": "a", "default": 2, "type": "long"}]"#,
                "params: parameters must have different names, found 'a' twice"
            ),
        ])
    func refusal(text: String, message: String) {
        let error = #expect(throws: FlavorError.self) { try ParamSchema(parsing: text) }
        #expect(error?.message == message)
    }

    @Test("An integer too large for a double is refused")
    func hugeInteger() {
        let text = #"[{"name": "a", "default": 1\#(String(repeating: "0", count: 400)), "type": "double"}]"#
        let error = #expect(throws: FlavorError.self) { try ParamSchema(parsing: text) }
        #expect(
            error?.message
                == "params[0].default: expected a number that fits in 64 bits of floating point, found a larger one")
    }

    @Test("Parameters built from types are checked alike")
    func construction() throws {
        let spec = try ParamSpec("t", .scalar(.double), default: 1)
        #expect(spec.defaultValue == .double(1))
        #expect(try ParamSchema([spec, ParamSpec("s", .scalar(.string), isList: true, default: [])]).specs.count == 2)
        let error = #expect(throws: FlavorError.self) { try ParamSpec("t", .scalar(.long), default: "x") }
        #expect(error?.message == "the default of parameter 't': expected a value of type long, found a string")
    }

    @Test("Names that are canonically equivalent but differ in bytes are two names")
    func equivalentNames() throws {
        #expect(
            try ParamSchema([
                ParamSpec("\u{E9}", .scalar(.long), default: 1), ParamSpec("e\u{301}", .scalar(.long), default: 1),
            ]).specs.count == 2)
    }
}
