import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("Inputs of graphs in the forms that requests have")
struct InputFormsTests {
    private typealias Numbers = GraphFile.Element

    /// What a graph gives of a request's JSON.
    private func predict(_ graph: GraphFile, _ request: String) throws -> Value {
        try withGraph(graph) { folder in
            let model = try OnnxHost.load(folder)
            return try model.predict(
                try Payload(parsing: Array(request.utf8), as: .json, signature: model.signature)
            ).value
        }
    }

    private func refusal(_ graph: GraphFile, _ request: String) -> String? {
        OnnxHost.refusal { _ = try predict(graph, request) }
    }

    /// A graph that makes float32 of a type.
    private func widening(_ element: UInt8, version: Int = 10, operators: Int = 21) -> GraphFile {
        GraphFile(
            inputs: [.init("x", element, ["n"])], outputs: [.init("y", Numbers.float32, ["n"])],
            nodes: [.init(type: "Cast", inputs: ["x"], outputs: ["y"], integers: ["to": Int(Numbers.float32)])],
            version: version, operators: operators)
    }

    @Test(
        "Numbers under \"inputs\" become types that numpy has no name for, as they do without it",
        arguments: [
            (16, [1.5, -2]), (17, [1.5, -448]), (18, [240, 0]), (19, [1.5, -57344]), (20, [1.75, 2]), (21, [15, 0]),
            (22, [-8, 7]), (25, [3, 0, 1, 2, 3]), (26, [-2, 1, 0, -1, 1]),
        ] as [(UInt8, [Float])])
    func narrowTypes(element: UInt8, numbers: [Float]) throws {
        // The types of two bits came with later versions than the others.
        let graph = element < 25 ? widening(element) : widening(element, version: 13, operators: 25)
        for text in [
            "\(numbers)", numbers.contains { $0 != $0.rounded() } ? "\(numbers)" : "\(numbers.map { Int($0) })",
        ] {
            for request in ["{\"inputs\": \(text)}", "{\"inputs\": {\"x\": \(text)}}", "{\"x\": \(text)}"] {
                #expect(try predict(graph, request) == ["y": .tensor(Tensor(numbers))], "\(request)")
            }
        }
    }

    @Test("What a type does not hold is refused in either form")
    func tooLarge() throws {
        let sentence = "input \"x\": expected elements of int4, found one that does not fit"
        #expect(refusal(widening(22), "{\"inputs\": [1, 8]}") == "\(sentence) (integer)")
        #expect(refusal(widening(22), "{\"inputs\": [1, 0.5]}") == "\(sentence) (number)")
        #expect(refusal(widening(22), "{\"x\": [1, 0.5]}") == "\(sentence) (number)")
    }

    /// Every number that eight bits hold, those half-way between them and their neighbours, and many beyond: all that float16
    /// has, and for the type with the widest range the powers of two with what lies next to them.
    static let numbers: [Float] = {
        let halves = (0...UInt16.max).map { Float(Float16(bitPattern: $0)) }.filter { !$0.isNaN }
        let powers = (-127...127).map { Float(sign: .plus, exponent: $0, significand: 1) }
        return halves + powers.flatMap { [$0, $0.nextUp, $0.nextDown, $0 * 1.5, -$0] }
            + [.nan, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
    }()

    @Test("Numbers become float8 as the runtime's own Cast makes it of them", arguments: [17, 18, 19, 20] as [UInt8])
    func float8(element: UInt8) throws {
        let graph = GraphFile(
            inputs: [.init("f", Numbers.float32, ["n"]), .init("x", element, ["n"])],
            outputs: [.init("cast", element, ["n"]), .init("given", element, ["n"])],
            nodes: [
                .init(type: "Cast", inputs: ["f"], outputs: ["cast"], integers: ["to": Int(element)]),
                .init(type: "Identity", inputs: ["x"], outputs: ["given"]),
            ])
        try expectEqual(graph)
    }

    @Test("And powers of two with eight bits of exponent")
    func exponents() throws {
        // ONNX's number of the type is 24; no other operator of the runtime takes it.
        let graph = GraphFile(
            inputs: [.init("f", Numbers.float32, ["n"]), .init("x", 24, ["n"])],
            outputs: [.init("cast", Numbers.float32, ["n"]), .init("given", Numbers.float32, ["n"])],
            nodes: [
                .init(type: "Cast", inputs: ["f"], outputs: ["narrow"], integers: ["to": 24]),
                .init(type: "Cast", inputs: ["narrow"], outputs: ["cast"], integers: ["to": 1]),
                .init(type: "Cast", inputs: ["x"], outputs: ["given"], integers: ["to": 1]),
            ], version: 11, operators: 24)
        try expectEqual(graph)
    }

    private func expectEqual(_ graph: GraphFile) throws {
        let output = try withGraph(graph) { folder in
            try OnnxHost.load(folder).predict([
                "f": .tensor(Tensor(Self.numbers)), "x": .list(Self.numbers.map { .double(Double($0)) }),
            ]).value
        }
        guard case .tensor(let cast)? = output["cast"], case .tensor(let given)? = output["given"] else {
            return #expect(Bool(false))
        }
        let differences = zip(Self.numbers, zip(cast.patterns, given.patterns)).filter { $1.0 != $1.1 }
        #expect(differences.isEmpty, "\(differences.prefix(5))")
        #expect(cast.elementCount == Self.numbers.count && given.elementCount == Self.numbers.count)
    }

    @Test("Tensors of equal shapes side by side are a sequence, with \"inputs\" and without")
    func sequences() throws {
        let graph = GraphFile(
            inputs: [.init("s", Numbers.float32, nil, .sequence)],
            outputs: [.init("t", Numbers.float32, nil, .sequence)],
            nodes: [.init(type: "Identity", inputs: ["s"], outputs: ["t"])])
        let cases: [(String, Value)] = [
            ("[[1, 2], [3, 4]]", [.tensor(Tensor([1, 2] as [Float])), .tensor(Tensor([3, 4] as [Float]))]),
            ("[[1.5, 2], [3]]", [.tensor(Tensor([1.5, 2] as [Float])), .tensor(Tensor([3] as [Float]))]),
            (
                "[[[1.5]], [[2]]]",
                [
                    .tensor(try Tensor([1.5] as [Float], shape: [1, 1])),
                    .tensor(try Tensor([2] as [Float], shape: [1, 1])),
                ]
            ),
            (
                "[1, 2]",
                [.tensor(try Tensor([1] as [Float], shape: [])), .tensor(try Tensor([2] as [Float], shape: []))]
            ),
            ("[]", []),
        ]
        for (text, expected) in cases {
            for request in ["{\"inputs\": \(text)}", "{\"inputs\": {\"s\": \(text)}}", "{\"s\": \(text)}"] {
                #expect(try predict(graph, request) == ["t": expected], "\(request)")
            }
        }
        #expect(
            refusal(graph, "{\"s\": [[1, 2], [3, \"a\"]]}")
                == "input \"s\"[1]: expected elements of float32, found one that does not fit (string)")
    }

    @Test(
        "Sequences of the types that numbers come in hold what was given", arguments: [Numbers.int64, Numbers.float64])
    func wideSequences(element: UInt8) throws {
        let graph = GraphFile(
            inputs: [.init("s", element, nil, .sequence)], outputs: [.init("t", element, nil, .sequence)],
            nodes: [.init(type: "Identity", inputs: ["s"], outputs: ["t"])])
        for (count, width) in [(3, 3), (2, 0), (50, 200)] {
            let rows = (0..<count).map { row in (0..<width).map { Int64(row * 1000 + $0) } }
            let text = JSONValue.array(rows.map { .array($0.map(JSONValue.integer)) }).text()
            let expected = Value.list(
                rows.map { .tensor(element == Numbers.int64 ? Tensor($0) : Tensor($0.map(Double.init))) })
            for request in ["{\"inputs\": \(text)}", "{\"inputs\": {\"s\": \(text)}}", "{\"s\": \(text)}"] {
                for _ in 0..<4 { #expect(try predict(graph, request) == ["t": expected]) }
            }
        }
    }

    @Test("Sequences of strings too, and those that may be left out")
    func otherSequences() throws {
        let strings = GraphFile(
            inputs: [.init("s", Numbers.string, nil, .sequence)], outputs: [.init("n", Numbers.int64, [])],
            nodes: [.init(type: "SequenceLength", inputs: ["s"], outputs: ["n"])])
        let three = Value.tensor(try Tensor([3] as [Int64], shape: []))
        for text in [
            "[[\"a\", \"b\"], [\"c\", \"d\"], [\"e\", \"f\"]]", "[[\"a\", \"b\"], [\"c\"], []]",
            "[\"a\", \"b\", \"c\"]",
        ] {
            for request in ["{\"inputs\": \(text)}", "{\"inputs\": {\"s\": \(text)}}", "{\"s\": \(text)}"] {
                #expect(try predict(strings, request) == ["n": three], "\(request)")
            }
        }
        let optional = GraphFile(
            inputs: [.init("s", Numbers.float32, nil, .optionalSequence)], outputs: [.init("has", 9, [])],
            nodes: [.init(type: "OptionalHasElement", inputs: ["s"], outputs: ["has"])])
        for (text, has) in [("[[1, 2], [3, 4]]", true), ("[[1, 2], [3]]", true), ("null", false)] {
            for request in ["{\"inputs\": {\"s\": \(text)}}", "{\"s\": \(text)}"] {
                #expect(
                    try predict(optional, request) == ["has": .tensor(try Tensor([has], shape: []))], "\(request)")
            }
        }
    }

    @Test("Weights that are an input too can be given, and are what the graph says where they are not")
    func overridable() throws {
        let graph = GraphFile(
            inputs: [.init("x", Numbers.float32, nil), .init("w", Numbers.float32, [1])],
            outputs: [.init("y", Numbers.float32, nil), .init("w", Numbers.float32, [1])],
            nodes: [.init(type: "Add", inputs: ["x", "w"], outputs: ["y"])], weights: [.init(name: "w", values: [5])])
        func output(_ sum: [Float], _ weight: Float) -> Value {
            ["y": .tensor(Tensor(sum)), "w": .tensor(Tensor([weight]))]
        }
        for request in ["[1, 2]", "{\"x\": [1, 2]}", "{\"x\": [1, 2], \"w\": null}", "{\"inputs\": {\"x\": [1, 2]}}"] {
            #expect(try predict(graph, request) == output([6, 7], 5), "\(request)")
        }
        for request in ["{\"x\": [1, 2], \"w\": [9]}", "{\"inputs\": {\"w\": [9], \"x\": [1, 2]}}"] {
            #expect(try predict(graph, request) == output([10, 11], 9), "\(request)")
        }
        // A table may have a column of that name.
        let table = "{\"dataframe_split\": {\"columns\": [\"w\", \"b\"], \"data\": [[1, 2], [3, 4]]}}"
        #expect(try predict(graph, table)["y"] == .tensor(Tensor([6, 7, 8, 9] as [Float])))
        #expect(refusal(graph, "{\"w\": [9]}") == "the input: expected \"x\", found no \"x\"")
        #expect(refusal(graph, "{\"x\": [1], \"v\": \"a\"}") == "the input: expected \"x\", \"w\", found \"v\"")
    }

    @Test("A table may have a column that is called as the input, no rows, and cells without a number")
    func tables() throws {
        let graph = GraphFile(
            inputs: [.init("x", Numbers.float32, nil)], outputs: [.init("y", Numbers.float32, nil)],
            nodes: [.init(type: "Neg", inputs: ["x"], outputs: ["y"])])
        func table(_ rows: String, _ name: String = "a") -> String {
            "{\"dataframe_split\": {\"columns\": [\"\(name)\", \"b\"], \"data\": [\(rows)]}}"
        }
        #expect(
            try predict(graph, table("[1, 2], [3, 4]", "x")) == ["y": .tensor(Tensor([-1, -2, -3, -4] as [Float]))])
        #expect(try predict(graph, table("")) == ["y": .tensor(Tensor([] as [Float]))])
        let sparse = try predict(graph, table("[1, null]"))["y"]
        guard case .tensor(let tensor)? = sparse else { throw TestSupportError("\(String(describing: sparse))") }
        #expect(tensor.elements(as: Float.self)?.map(\.isNaN) == [false, true])
        #expect(
            refusal(graph, "{\"x\": [[1, 2]], \"z\": 1}") == "the input: expected \"x\", found \"z\"")
    }

    @Test("What is no string is named with its place")
    func notStrings() throws {
        let graph = GraphFile.identity(Numbers.string, nil)
        #expect(
            refusal(graph, "{\"x\": [[\"a\", \"b\"], [\"c\", 3]]}")
                == "input \"x\": expected a string in each place, found integer at [1, 1]")
        #expect(
            refusal(graph, "{\"x\": [\"a\", null]}")
                == "input \"x\": expected a string in each place, found null at [1]")
    }
}

extension Tensor {
    /// The bytes of each element.
    fileprivate var patterns: [[UInt8]] {
        let size = Int(dtype.bits) / 8
        return withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<$0 + size]) }
        }
    }
}
