import FlavorHost
import FlavorKit
import TestSupport
import Testing

@Suite("Graphs")
struct GraphTests {
    private typealias Numbers = GraphFile.Element

    private func predict(_ graph: GraphFile, _ input: Value) throws -> Value {
        try withGraph(graph) { try OnnxHost.load($0).predict(input).value }
    }

    private func refusal(_ graph: GraphFile, _ input: Value) throws -> String? {
        try withGraph(graph) { folder in
            let model = try OnnxHost.load(folder)
            return OnnxHost.refusal { _ = try model.predict(input) }
        }
    }

    /// Every numeric element type of ONNX that ONNX Runtime's Identity takes, with its number.
    static let types: [(DType, UInt8)] = [
        (.float32, 1), (.uint8, 2), (.int8, 3), (.uint16, 4), (.int16, 5), (.int32, 6), (.int64, 7), (.bool, 9),
        (.float16, 10), (.float64, 11), (.uint32, 12), (.uint64, 13), (.bfloat16, 16), (.float8e4m3fn, 17),
        (.float8e4m3fnuz, 18), (.float8e5m2, 19), (.float8e5m2fnuz, 20),
    ]

    @Test("Elements of every type come out with the bits that went in", arguments: types)
    func elements(dtype: DType, number: UInt8) throws {
        for shape in [[3], [], [2, 0], [3, 3]] {
            let extents: [GraphFile.Extent] = shape.map { .fixed($0) }
            let count = try #require(dtype.byteCount(shape: shape))
            let storage = TensorStorage(byteCount: count) { bytes in
                for index in bytes.indices {
                    bytes[index] = dtype == .bool ? UInt8(index % 2) : UInt8(index * 37 % 256)
                }
            }
            let tensor = Value.tensor(try Tensor(dtype: dtype, shape: shape, storage: storage))
            #expect(try predict(.identity(number, extents), ["x": tensor]) == ["y": tensor], "\(shape)")
        }
    }

    @Test("Strings come out as they went in, whatever characters and dimensions they have")
    func strings() throws {
        for shape in [[2, 2], [4], [2, 1, 2]] {
            let strings = Value.strings(try StringTensor(["", "a\u{0}b", "Grüße 👋", "\n"], shape: shape))
            #expect(try predict(.identity(Numbers.string, shape.map { .fixed($0) }), ["x": strings]) == ["y": strings])
        }
        let none = Value.strings(try StringTensor([], shape: [0]))
        #expect(try predict(.identity(Numbers.string, ["n"]), ["x": none]) == ["y": none])
    }

    @Test("A graph says what it takes and gives, any extent as -1")
    func signature() throws {
        let graph = GraphFile(
            inputs: [.init("a", Numbers.float32, ["n", 3]), .init("b", Numbers.float32, [1])],
            outputs: [.init("sum", Numbers.float32, ["n", 3])],
            nodes: [.init(type: "Add", inputs: ["a", "b"], outputs: ["sum"])])
        try withGraph(graph) { folder in
            let signature = try #require(try OnnxHost.load(folder).signature)
            #expect(
                signature.inputs?.description == "['a': Tensor('float32', (-1, 3)), 'b': Tensor('float32', (1,))]")
            #expect(signature.outputs?.description == "['sum': Tensor('float32', (-1, 3))]")
        }
        let input: Value = [
            "a": .tensor(try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])),
            "b": .tensor(Tensor([10] as [Float])),
        ]
        let sum = try Tensor([11, 12, 13, 14, 15, 16] as [Float], shape: [2, 3])
        #expect(try predict(graph, input) == ["sum": .tensor(sum)])
    }

    @Test("Types without a name in numpy and tensors of any rank have no signature, and run all the same")
    func withoutSignature() throws {
        try withGraph(.identity(16, [2])) { folder in
            let model = try OnnxHost.load(folder)
            #expect(model.signature?.inputs == nil)
            let output = try #require(try model.predict(["x": [1.5, -2]]).value["y"])
            guard case .tensor(let tensor) = output else { return #expect(Bool(false)) }
            #expect(tensor.dtype == .bfloat16)
            #expect(tensor.json == [1.5, -2.0])
        }
        try withGraph(.identity(Numbers.float32, nil)) { folder in
            let model = try OnnxHost.load(folder)
            #expect(model.signature?.inputs == nil)
            for input: Value in [2.5, [1, 2], [[1.5], [2]]] {
                #expect(try model.predict(["x": input]).value["y"]?.json.text() != nil)
            }
        }
    }

    @Test("Lists become what the graph declares, where nothing is lost")
    func lists() throws {
        func output(_ number: UInt8, _ input: Value) throws -> Value? {
            try predict(.identity(number, nil), ["x": input])["y"]
        }
        #expect(try output(3, [[1, -2], [3, 4]]) == .tensor(try Tensor([1, -2, 3, 4] as [Int8], shape: [2, 2])))
        #expect(try output(7, [1.0, 2]) == .tensor(Tensor([1, 2] as [Int64])))
        #expect(try output(9, [true, false]) == .tensor(Tensor([true, false])))
        #expect(try output(10, [0.5]) == .tensor(Tensor([0.5] as [Float16])))
        #expect(try output(8, ["a", "b"]) == .strings(StringTensor(["a", "b"])))
    }

    @Test("Elements of four bits are packed as the runtime packs them, in and out", arguments: [21, 22] as [UInt8])
    func packed(number: UInt8) throws {
        let numbers: [Int64] = number == 22 ? [-8, 7, 3, -1, 0] : [0, 15, 3, 8, 1]
        func cast(from: UInt8, to: UInt8) -> GraphFile {
            GraphFile(
                inputs: [.init("x", from, ["n"])], outputs: [.init("y", to, ["n"])],
                nodes: [.init(type: "Cast", inputs: ["x"], outputs: ["y"], integers: ["to": Int(to)])])
        }
        let floats = Value.tensor(Tensor(numbers.map { Float($0) }))
        let narrow = try predict(cast(from: Numbers.float32, to: number), ["x": floats])["y"]
        guard case .tensor(let tensor)? = narrow else { return #expect(Bool(false)) }
        #expect(tensor.dtype == (number == 22 ? .int4 : .uint4))
        #expect(try Value(json: tensor.json) == .list(numbers.map { .int($0) }))
        let widen = cast(from: number, to: Numbers.float32)
        #expect(try predict(widen, ["x": .tensor(tensor)]) == ["y": floats])
        #expect(try predict(widen, ["x": .list(numbers.map { .int($0) })]) == ["y": floats])
        #expect(
            try refusal(widen, ["x": [16]])
                == "input \"x\": expected elements of \(tensor.dtype), found one that does not fit (integer)")
    }

    @Test("The only input of a graph needs no name, and takes a table's columns side by side")
    func onlyInput() throws {
        let graph = GraphFile.identity(Numbers.float32, ["n", 2])
        try withGraph(graph) { folder in
            try OnnxHost.save(folder, to: "\(folder)/saved")
            let model = try OnnxHost.load("\(folder)/saved")
            let matrix = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
            #expect(try model.predict(.tensor(matrix)).value == ["y": .tensor(matrix)])
        }
        // Without a signature the flavor itself gets the table.
        let columns: Value = ["a": .tensor(Tensor([1, 3] as [Double])), "b": .tensor(Tensor([2, 4] as [Int64]))]
        let free = GraphFile.identity(Numbers.float32, nil)
        #expect(try predict(free, columns) == ["y": .tensor(Tensor([1, 2, 3, 4] as [Float]))])
    }

    @Test(
        "What a graph does not take is a sentence",
        arguments: [
            (["x": .tensor(Tensor([1, 2] as [Int32]))], "input \"x\": expected float32, found int32"),
            (["x": "text"], "input \"x\": expected a tensor of float32, found string"),
            (["x": [[1], [2, 3]]], "input \"x\": expected lists of equal lengths side by side, found others"),
            (["x": [1, "a"]], "input \"x\": expected elements of float32, found one that does not fit (string)"),
            (["y": [1], "x": [2]], "the input: expected \"x\", found \"y\""),
            (["z": "a"], "input \"x\": expected elements of float32, found one that does not fit (string)"),
            (["z": [:]], "the input: expected \"x\", found \"z\""),
        ] as [(Value, String)])
    func mismatch(input: Value, sentence: String) throws {
        #expect(try refusal(.identity(Numbers.float32, nil), input) == sentence)
    }

    @Test("Parameters that only the model's signature names are left alone, as in MLflow")
    func signatureParameters() throws {
        try withGraph(.identity(Numbers.float32, [2])) { folder in
            try OnnxHost.save(folder, to: "\(folder)/saved")
            let path = "\(folder)/saved/MLmodel"
            let params =
                #"params: '[{"name": "alpha", "type": "float", "default": 0.5, "shape": null}]'"#
            let text = String(decoding: try readFile(path), as: UTF8.self)
            try writeFile(text.replacing("params: null", with: params), to: path)
            let model = try OnnxHost.load("\(folder)/saved")
            #expect(model.signature?.params?.specs.map(\.name) == ["alpha"])
            let input = Value.tensor(Tensor([1, 2] as [Float]))
            for parameters: ValueMap in [[:], ["alpha": 0.25]] {
                #expect(try model.predict(["x": input], parameters: parameters).value == ["y": input])
            }
        }
    }

    @Test("A parameter of generation is refused, as a graph has none")
    func parameters() throws {
        try withGraph(.identity(Numbers.float32, nil)) { folder in
            let model = try OnnxHost.load(folder)
            let sentence = OnnxHost.refusal { _ = try model.predict(["x": [1]], parameters: ["seed": 1]) }
            #expect(
                sentence
                    == "parameter \"seed\" is for models that generate text: a graph takes none: leave it out")
        }
    }

    @Test("Shapes are checked by the signature, and without one by the flavor")
    func shapes() throws {
        let sentence = try refusal(.identity(Numbers.float32, [2, 2]), ["x": .tensor(Tensor([1, 2] as [Float]))])
        #expect(sentence?.contains("expected a tensor of float32 with shape (2, 2), found shape (2,)") == true)
        #expect(
            try refusal(.identity(16, [2, "n"]), ["x": [1, 2]]) == "input \"x\": expected the shape [2, -1], found [2]")
    }

    @Test("What the runtime refuses in a call names the graph, the inputs with their shapes, and the runtime's reason")
    func refusedCalls() throws {
        func refusal(_ graph: GraphFile, _ input: Value) throws -> String? {
            try withGraph(graph) { folder in
                let model = try OnnxHost.load(folder)
                let sentence = OnnxHost.refusal { _ = try model.predict(input) }
                let begin = "\(folder)/model.onnx: ONNX Runtime "
                #expect(sentence?.hasPrefix(begin) == true)
                return sentence?.split(separator: " refuses these inputs, ").dropFirst().joined()
            }
        }
        func graph(_ type: String, _ second: UInt8) -> GraphFile {
            GraphFile(
                inputs: [.init("x", Numbers.float32, nil), .init("y", second, nil)],
                outputs: [.init("z", Numbers.float32, nil)],
                nodes: [.init(type: type, inputs: ["x", "y"], outputs: ["z"])])
        }
        let matrix: Value = [[1, 2, 3], [4, 5, 6]]
        #expect(
            try refusal(graph("MatMul", Numbers.float32), ["x": matrix, "y": matrix])
                == "\"x\" [2, 3], \"y\" [2, 3]: MatMul: MatMul dimension mismatch")
        #expect(
            try refusal(graph("Reshape", Numbers.int64), ["x": [1, 2, 3, 4], "y": [3, -1]])
                == "\"x\" [4], \"y\" [2]: Reshape: The input tensor cannot be reshaped to the requested shape. Input shape:{4}, requested shape:{3,-1}"
        )
        let sequence = GraphFile(
            inputs: [.init("s", Numbers.float32, nil, .sequence), .init("i", Numbers.int64, [])],
            outputs: [.init("y", Numbers.float32, nil)],
            nodes: [.init(type: "SequenceAt", inputs: ["s", "i"], outputs: ["y"])])
        #expect(
            try refusal(sequence, ["s": [[1], [2]], "i": 9])
                == "\"s\" as a sequence, \"i\" []: SequenceAt: Invalid sequence index (9) specified for sequence of size (2)"
        )
    }

    @Test("A graph without inputs says so of what it is given")
    func withoutInputs() throws {
        let graph = GraphFile(
            inputs: [], outputs: [.init("w", Numbers.float32, [2])], nodes: [],
            weights: [.init(name: "w", values: [1, 2])])
        #expect(try predict(graph, [:]) == ["w": .tensor(Tensor([1, 2] as [Float]))])
        #expect(
            try refusal(graph, []) == "the input: expected an empty map, as the graph has no inputs, found list")
    }

    @Test("An output whose extents a graph declares wrongly comes as it is")
    func wronglyDeclared() throws {
        let graph = GraphFile(
            inputs: [.init("x", Numbers.float32, ["n"])], outputs: [.init("y", Numbers.int64, ["n"])],
            nodes: [.init(type: "Shape", inputs: ["x"], outputs: ["y"])])
        try withGraph(graph) { folder in
            try graph.write(to: folder)
            let model = try? OnnxHost.load(folder)
            for count in [1, 3, 5] {
                let input = Value.tensor(Tensor([Float](repeating: 0, count: count)))
                #expect(try model?.predict(["x": input]).value == ["y": .tensor(Tensor([Int64(count)]))])
            }
        }
    }

    @Test("Several models at once, and calls that overlap")
    func several() async throws {
        let graph = GraphFile.identity(Numbers.float32, ["n"])
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    try withGraph(graph) { folder in
                        let model = try OnnxHost.load(folder)
                        return try (0..<20).allSatisfy { step in
                            let tensor = Value.tensor(Tensor([Float](repeating: Float(number), count: step)))
                            return try model.predict(["x": tensor]).value == ["y": tensor]
                        }
                    }
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}
