import FlavorHost
import FlavorKit
import Testing

/// What MLflow 3.17.2 writes for each, recorded beside the goldens; nil where it refuses.
@Suite("Inference of parameters")
struct InferenceParamTests {
    static let cases: [(Value, String?)] = [
        (.double(.nan), #""default": NaN, "shape": null, "type": "double""#),
        ([.double(.nan), 1], #""default": [NaN, 1.0], "shape": [-1], "type": "double""#),
        ([1, .null], nil), ([true, 2], nil), ([true, 1.5], nil), ([.datetime(0), "a"], nil),
        ([true, false], #""default": [true, false], "shape": [-1], "type": "boolean""#),
        (.tensor(Tensor([Int32(1), 2])), #""default": [1, 2], "shape": [-1], "type": "integer""#),
        (.tensor(Tensor([Int16(1), 2])), nil),
        (.tensor(Tensor([true])), #""default": [true], "shape": [-1], "type": "boolean""#),
        (.tensor(Tensor([Float]())), #""default": [], "shape": [-1], "type": "datetime""#),
        (.strings(StringTensor(["a"])), #""default": ["a"], "shape": [-1], "type": "string""#),
        ([[:]], nil), ([[]], nil), ([.bytes([1])], nil), (.bytes([1]), nil), (.null, nil), ([:], nil),
        (
            ["a": .null],
            #""default": {"a": null}, "shape": null, "type": "object", "properties": {"a": {"type": "any", "required": false}}"#
        ),
        (["a": [1, .null]], nil), (["a": [1, 2.5]], nil), (["a": .bytes([1])], nil), (["a": .datetime(0)], nil),
        (["a": [[1], .null]], nil), (["a": .tensor(Tensor([1.5]))], nil),
        (
            ["a": [1.5, .null]],
            #""default": {"a": [1.5, null]}, "shape": null, "type": "object", "properties": {"a": {"type": "array", "items": {"type": "double"}, "required": true}}"#
        ),
        (.double(.infinity), #""default": Infinity, "shape": null, "type": "double""#),
        (.datetime(1_704_067_200_000_000_000), #""default": "2024-01-01T00:00:00", "shape": null, "type": "datetime""#),
        (.datetime(1_704_067_200_000_000_001), nil),
    ]

    @Test("A parameter has its value for default, and the type of it", arguments: cases)
    func parameter(value: Value, expected: String?) {
        let text = (try? ParamSchema.infer(from: ["k": value]))?.jsonText
        #expect(text == expected.map { "[{\"name\": \"k\", \($0)}]" })
    }

    @Test("A scalar of a narrow type keeps it, where MLflow has it")
    func narrow() throws {
        func text(_ tensor: Tensor) -> String? { (try? ParamSchema.infer(from: ["k": .tensor(tensor)]))?.jsonText }
        #expect(
            text(try Tensor([Float(0.1)], shape: []))
                == #"[{"name": "k", "default": 0.10000000149011612, "shape": null, "type": "float"}]"#)
        #expect(text(try Tensor([Int16(1)], shape: [])) == nil)
        #expect(text(try Tensor([Int64(1)], shape: [1, 1])) == nil)
        #expect(
            try ParamSchema.infer(from: ["k": [.tensor(Tensor([Int32(1)], shape: [])), 2]]).jsonText
                == #"[{"name": "k", "default": [1, 2], "shape": [-1], "type": "long"}]"#)
    }

    @Test(
        "A value that is no parameter is named by its place",
        arguments: [
            (["temperature": 1, "k": [1, "x"]], "params.k[1]: expected long as before, found string"),
            (["k": [:]], "params.k: expected an object with properties, found one without"),
            (["k": ["a": [["b": 1], ["b": "x"]]]], "params.k.a[1].b: expected long as before, found string"),
            (["k": ["a": .bytes([])]], "params.k.a: expected what JSON can hold, found other data"),
        ] as [(ValueMap, String)])
    func places(params: ValueMap, message: String) {
        #expect { try ParamSchema.infer(from: params) } throws: { ($0 as? FlavorError)?.message == message }
    }
}
