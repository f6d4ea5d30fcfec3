@testable import FlavorHost
import FlavorKit
import Testing

/// What MLflow 3.17.2 prints for each, recorded beside the goldens; nil where it finds no type.
@Suite("Inference of what JSON has no values for")
struct InferenceTests {
    static let nan = Double.nan

    static let tables: [(Value, String?)] = [
        ([1, .null], "double (optional)"), ([true, .null], "boolean (optional)"), ([.null, .null], "Any (optional)"),
        ([true, 1], nil), ([1, 2.5], "double (required)"), ([1, "x"], nil), (["x", .null], "string (optional)"),
        (["x", .double(nan)], "string (optional)"), ([1.5, .double(nan)], "double (optional)"),
        ([.datetime(0), .null], "datetime (optional)"), ([.bytes([1]), .null], "binary (optional)"),
        ([["k": 1], .null], "{k: long (optional)} (optional)"), ([[1.0], .double(nan)], "Array(double) (optional)"),
        ([[], [1]], "Array(long) (required)"),
        ([.tensor(Tensor([Int32(1), 2])), .tensor(Tensor([Int32]()))], "Array(integer) (required)"),
    ]

    @Test("A column of cells has the type that pandas gives it", arguments: tables)
    func columns(cells: Value, expected: String?) throws {
        let column = Value(cells: try #require(cells.listValue))
        let schema = try? Schema.infer(from: .table(["a": column]))
        #expect(schema?.description == expected.map { "['a': \($0)]" })
        #expect((try? Schema.infer(from: .column(column, name: "a"))) == schema)
    }

    static let typedColumns: [(Value, String?)] = [
        (.tensor(Tensor([Int8(1)])), "integer (required)"), (.tensor(Tensor([UInt16(1)])), "integer (required)"),
        (.tensor(Tensor([UInt32(1)])), "long (required)"), (.tensor(Tensor([UInt64(1)])), nil),
        (.tensor(Tensor([Float16(1)])), "float (required)"), (.tensor(Tensor([Float(1), .nan])), "float (optional)"),
        (.tensor(Tensor([Double]())), "double (required)"), (.strings(StringTensor([])), "string (required)"),
        (.strings(StringTensor([nil, nil])), "Any (optional)"), (3, nil),
    ]

    @Test("A column with a type of its own keeps it", arguments: typedColumns)
    func typed(column: Value, expected: String?) {
        let schema = try? Schema.infer(from: .table(["a": column]))
        #expect(schema?.description == expected.map { "['a': \($0)]" })
    }

    @Test("A table without names has positions, one whose names are digits has names")
    func labels() throws {
        let table: ValueMap = ["0": .tensor(Tensor([Int64(1)])), "1": .strings(StringTensor(["x"]))]
        #expect(
            try Schema.infer(from: .table(table, labels: .positions)).description
                == "[0: long (required), 1: string (required)]")
        #expect(
            try Schema.infer(from: .table(table)).description == "['0': long (required), '1': string (required)]")
        #expect(throws: FlavorError.self) { try Schema.infer(from: .table([:])) }
    }

    @Test("A column by itself needs no name, unless it is optional")
    func unnamedColumn() throws {
        #expect(try Schema.infer(from: .column(["x"])).description == "[string (required)]")
        #expect(throws: FlavorError.self) { try Schema.infer(from: .column(["x", .null])) }
    }

    static let tensors: [(Value, String?)] = [
        (["a": .tensor(Tensor([Float.nan])), "b": 1], "['a': Array(float) (required), 'b': long (required)]"),
        (["a": .tensor(Tensor([nan])), "b": 1], "['a': Array(Any) (required), 'b': long (required)]"),
        (["a": .tensor(Tensor([Int16(1)])), "b": 1], nil),
        (["a": ["b": .tensor(Tensor([1.0, nan]))]], "['a': {b: Array(double) (required)} (required)]"),
        (["a": ["b": .tensor(Tensor([Double]()))]], nil),
        ([["a": .tensor(Tensor([Double]()))], ["a": .tensor(Tensor([1.0]))]], "['a': Array(double) (required)]"),
        (["a": .strings(StringTensor(["x"])), "b": .null], "['a': Array(string) (required), 'b': Any (optional)]"),
        (.strings(StringTensor(["x"])), "[Tensor('str', (-1,))]"),
        (
            [["é": 1], ["e\u{301}": 1]],
            "['é': long (optional), 'e\u{301}': long (optional)]"
        ),
        (
            ["o": [["é": 1], ["e\u{301}": 1]]],
            "['o': Array({e\u{301}: long (optional), é: long (optional)}) (required)]"
        ),
    ]

    @Test("A tensor is a list where it is not alone or among tensors", arguments: tensors)
    func nested(value: Value, expected: String?) {
        let description = (try? Schema.infer(from: .value(value)))?.description
        #expect(description.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }

    @Test("A tensor without axes is a scalar of its type")
    func scalars() throws {
        func type(_ tensor: Tensor) -> String? { (try? Schema.infer(from: .value(.tensor(tensor))))?.description }
        #expect(type(try Tensor([Int32(5)], shape: [])) == "[integer (required)]")
        #expect(type(try Tensor([Float.nan], shape: [])) == "[float (required)]")
        #expect(type(try Tensor([Double.nan], shape: [])) == "[Any (required)]")
        #expect(type(try Tensor([true], shape: [])) == "[boolean (required)]")
        #expect(type(try Tensor([UInt8(5)], shape: [])) == nil)
        #expect(type(try Tensor([Float16(5)], shape: [])) == nil)
    }

    @Test(
        "What has no type is named by its place",
        arguments: [
            (.value([1, "x"]), "inputs[1]: expected long as before, found string"),
            (.value([["a": 1], ["a": 2.5]]), "inputs[1].a: expected long as before, found double"),
            (.value(["q": [["k": [1]], ["k": 1]]]), "inputs.q[1].k: expected a list as before, found long"),
            (.value([[[1]], [["x"]]]), "inputs[1][][]: expected long as before, found string"),
            (.value(["a b": [1, true]]), "inputs[\"a b\"][1]: expected long as before, found boolean"),
            (.value([:]), "inputs: a schema must have at least one column or tensor, found none"),
            (.table(["a": .list([1, "x"])]), "inputs.a[1]: expected long as before, found string"),
        ] as [(Example, String)])
    func places(example: Example, message: String) {
        #expect { try Schema.infer(from: example) } throws: { ($0 as? FlavorError)?.message == message }
    }

    @Test("Rows of ever other keys have a column for each, and the first one that disagrees is named")
    func manyKeys() throws {
        var rows: [Value] = (0..<500).map { .map(["k\($0)": .int(1), "o": .map(["p\($0)": .int(1)])]) }
        let schema = try Schema.infer(from: .value(.list(rows)))
        #expect(schema.columns?.count == 501)
        #expect(schema.columns?.filter(\.isRequired).map { $0.name?.text } == ["o"])
        guard case .object(let object) = schema.columns?.first(where: { $0.name?.text == "o" })?.type else {
            Issue.record("o is no object")
            return
        }
        #expect(object.properties.count == 500 && object.properties.allSatisfy { !$0.isRequired })
        rows[499] = .map(["o": .map(["p7": "x"])])
        #expect(throws: FlavorError(.invalidArgument, "inputs[499].o.p7: expected long as before, found string")) {
            try Schema.infer(from: .value(.list(rows)))
        }
    }

    @Test("Null is no example, and a signature needs one")
    func null() throws {
        let (signature, warnings) = try ModelSignature.infer(input: .value(.null), output: .value("x"))
        #expect(signature.inputs == nil && signature.outputsText == #"[{"type": "string", "required": true}]"#)
        #expect(warnings.isEmpty)
        #expect(throws: FlavorError.self) { try ModelSignature.infer(input: .value(.null), params: [:]) }
    }

    @Test("What has no type becomes Any, with a warning of one sentence")
    func fallback() throws {
        let (signature, warnings) = try ModelSignature.infer(input: .value("x"), output: .value([1, 2.5]))
        #expect(signature.outputsText == #"[{"type": "any", "required": true}]"#)
        #expect(
            warnings == [
                "outputs[1]: expected long as before, found double; the outputs are taken as Any, of which nothing is checked"
            ])
    }
}
