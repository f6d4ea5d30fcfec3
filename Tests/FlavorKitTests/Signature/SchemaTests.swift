import FlavorKit
import JSON
import Testing

@Suite("Schemas")
struct SchemaTests {
    @Test(
        "A text that is no schema is refused with its place",
        arguments: [
            (
                "[{'type': 'string'}]",
                "schema must be JSON: line 1, column 3: expected a key in double quotes or '}', found '''"
            ),
            ("{}", "schema: expected an array, found an object"),
            ("[]", "schema: a schema must have at least one column or tensor, found none"),
            ("[1]", "schema[0]: expected an object, found an integer"),
            (#"[{"name": "a"}]"#, #"schema[0]: expected the key "type", found none"#),
            (
                #"[{"type": "str"}]"#,
                "schema[0].type: expected one of boolean, integer, long, float, double, string, binary, datetime, object, array, "
                    + "map, any, sparkml_vector, found \"str\""
            ),
            (
                #"[{"type": null}]"#,
                "schema[0].type: expected one of boolean, integer, long, float, double, string, binary, datetime, object, array, "
                    + "map, any, sparkml_vector, found null"
            ),
            (
                #"[{"type": "string", "name": "a", "optional": true}]"#,
                "schema[0].optional: a scalar column has no key but type, name and required; remove it"
            ),
            (#"[{"type": "array"}]"#, #"schema[0]: expected the key "items", found none"#),
            (#"[{"type": "array", "items": "string"}]"#, "schema[0].items: expected an object, found a string"),
            (#"[{"type": "array", "items": {}}]"#, #"schema[0].items: expected the key "type", found none"#),
            (
                #"[{"type": "array", "items": {"type": "tensor"}}]"#,
                "schema[0].items.type: expected one of boolean, integer, long, float, double, string, binary, datetime, object, "
                    + "array, map, any, sparkml_vector, found \"tensor\""
            ),
            (#"[{"type": "map"}]"#, #"schema[0]: expected the key "values", found none"#),
            (#"[{"type": "object"}]"#, #"schema[0]: expected the key "properties", found none"#),
            (
                #"[{"type": "object", "properties": {}}]"#,
                "schema[0].properties: expected at least one property, found none"
            ),
            (#"[{"type": "object", "properties": []}]"#, "schema[0].properties: expected an object, found an array"),
            (
                #"[{"type": "object", "properties": {"a b": {}}}]"#,
                #"schema[0].properties["a b"]: expected the key "type", found none"#
            ),
            (
                #"[{"type": "object", "properties": {"v": {"type": "sparkml_vector"}}}]"#,
                #"schema[0].properties.v.type: expected a type that a property can have, found "sparkml_vector""#
            ),
            (
                #"[{"type": "string", "name": "a"}, {"type": "string"}]"#,
                "schema: columns and tensors must be all named or all unnamed, found 1 of 2 unnamed"
            ),
            (
                #"[{"type": "string", "required": false}]"#,
                "schema: unnamed columns must not be optional: name them or require them"
            ),
            (#"[{"type": "tensor"}]"#, #"schema[0]: expected the key "tensor-spec", found none"#),
            (
                #"[{"type": "tensor", "tensor-spec": {"dtype": "float32"}}]"#,
                #"schema[0].tensor-spec: expected the key "shape", found none"#
            ),
            (
                #"[{"type": "tensor", "tensor-spec": {"dtype": "float33", "shape": []}}]"#,
                "schema[0].tensor-spec.dtype: expected a numpy type without a width for text, such as float32, int64, bool, str "
                    + "or object, found \"float33\""
            ),
            (
                #"[{"type": "tensor", "tensor-spec": {"dtype": "bool", "shape": 3}}]"#,
                "schema[0].tensor-spec.shape: expected an array, found an integer"
            ),
            (
                #"[{"type": "tensor", "tensor-spec": {"dtype": "bool", "shape": [-1, 1.5]}}]"#,
                "schema[0].tensor-spec.shape[1]: expected an integer, found a number"
            ),
            (
                #"[{"type": "tensor", "tensor-spec": {"dtype": "bool", "shape": []}}, {"type": "tensor", "tensor-spec": "#
                    + #"{"dtype": "bool", "shape": []}}]"#,
                "schema: several tensors must be named, found 2 without names"
            ),
            (
                #"[{"type": "tensor", "tensor-spec": {"dtype": "bool", "shape": []}, "name": "a"}, {"type": "string", "name": "b"}]"#,
                "schema: expected columns or tensors, found 1 columns and 1 tensors"
            ),
        ])
    func refusal(text: String, message: String) {
        let error = #expect(throws: FlavorError.self) { try Schema(parsing: text) }
        #expect(error?.message == message)
    }

    @Test(
        "What follows from Python's rules is read and written alike",
        arguments: [
            // A name can be any value, and "required" any that is true or false to Python.
            (#"[{"type": "long", "name": 0, "required": true}]"#, nil, "[0: long (required)]"),
            (#"[{"type": "long", "name": true, "required": 1}]"#, nil, "[True: long (required)]"),
            (#"[{"type": "long", "name": [1.5, null], "required": ""}]"#, nil, "[[1.5, None]: long (optional)]"),
            (#"[{"type": "long", "name": null}]"#, #"[{"type": "long", "required": true}]"#, "[long (required)]"),
            (#"[{"type": "string", "required": null}]"#, nil, "[string (optional)]"),
            // A missing "required" is true for a scalar, null for anything else.
            (
                #"[{"type": "long", "name": "a"}]"#, #"[{"type": "long", "name": "a", "required": true}]"#,
                "['a': long (required)]"
            ),
            (
                #"[{"type": "any", "name": "a"}]"#, #"[{"type": "any", "name": "a", "required": null}]"#,
                "['a': Any (optional)]"
            ),
            // A map of vectors is a vector.
            (
                #"[{"type": "map", "values": {"type": "sparkml_vector"}, "required": true}]"#,
                #"[{"type": "sparkml_vector", "required": true}]"#, "[SparkML vector (required)]"
            ),
            (
                #"[{"type": "map", "values": {"type": "map", "values": {"type": "sparkml_vector"}}, "required": true}]"#,
                #"[{"type": "map", "values": {"type": "sparkml_vector"}, "required": true}]"#,
                "[Map(str -> SparkML vector) (required)]"
            ),
            // Only a scalar directly in a map is printed with its class.
            (
                #"[{"type": "map", "values": {"type": "array", "items": {"type": "long"}}, "required": true}]"#, nil,
                "[Map(str -> Array(long)) (required)]"
            ),
            (
                #"[{"type": "tensor", "tensor-spec": {"dtype": null, "shape": [-1, 2]}}]"#,
                #"[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 2]}}]"#,
                "[Tensor('float64', (-1, 2))]"
            ),
        ] as [(String, String?, String)])
    func accepted(text: String, written: String?, printed: String) throws {
        let schema = try Schema(parsing: text)
        #expect(schema.jsonText == written ?? text)
        #expect(schema.description == printed)
    }

    @Test("Properties are sorted by code points, and told apart by them")
    func propertyOrder() throws {
        let names = ["b", "\u{E9}", "a", "e\u{301}", "B", "\u{FFFF}", "\u{1F600}"]
        let type = try ObjectType(names.map { Property($0, .scalar(.long)) })
        #expect(
            type.properties.map { Array($0.name.utf8) }
                == ["B", "a", "b", "e\u{301}", "\u{E9}", "\u{FFFF}", "\u{1F600}"].map { Array($0.utf8) })
        let error = #expect(throws: FlavorError.self) { try ObjectType([Property("a", .any), Property("a", .any)]) }
        #expect(error?.message == "the properties of an object type must have different names, found 'a' twice")
    }

    @Test("A schema built from types is what its text would be")
    func construction() throws {
        let message = try ObjectType([Property("role", .scalar(.string)), Property("content", .any, isRequired: false)])
        let schema = try Schema(columns: [
            ColSpec(.array(.object(message)), name: "messages"),
            ColSpec(.scalar(.double), name: "t", isRequired: false),
        ])
        #expect(
            schema.jsonText
                == #"[{"type": "array", "items": {"type": "object", "properties": {"content": {"type": "any", "#
                + #""required": false}, "role": {"type": "string", "required": true}}}, "name": "messages", "required": true}, "#
                + #"{"type": "double", "name": "t", "required": false}]"#)
        #expect(try Schema(parsing: schema.jsonText) == schema)
        #expect(schema.requiredNames == ["messages"])
        #expect(throws: FlavorError.self) { try Schema(columns: []) }
        #expect(throws: FlavorError.self) { try Schema(tensors: []) }
        #expect(throws: FlavorError.self) { try ObjectType([]) }
    }

    @Test("A name that is empty or zero gives way to the position")
    func names() throws {
        let schema = try Schema(
            parsing: #"[{"type": "any", "name": "x"}, {"type": "long", "name": ""}, {"type": "long", "name": 0}]"#)
        #expect(schema.names == ["x", 1, 2])
        #expect(schema.requiredNames == [1, 2])
    }
}
