import FlavorKit
import TestSupport
import Testing

@Suite("Outputs of graphs")
struct OutputTests {
    private typealias Numbers = GraphFile.Element

    /// A graph with `y` as the opposite of `x`, and outputs by name.
    private func graph(
        _ outputs: [String], _ element: UInt8, _ shape: [GraphFile.Extent], weights: [GraphFile.Weights] = []
    ) -> GraphFile {
        GraphFile(
            inputs: [.init("x", element, shape)],
            outputs: outputs.map { .init($0, element, $0 == "w" ? [3] : shape) },
            nodes: outputs.contains("y") ? [.init(type: "Neg", inputs: ["x"], outputs: ["y"])] : [], weights: weights)
    }

    private func expect(_ graph: GraphFile, _ input: Tensor, _ expected: ValueMap) throws {
        try withGraph(graph) { folder in
            let model = try OnnxHost.load(folder)
            for _ in 0..<3 { #expect(try model.predict(["x": .tensor(input)]).value == .map(expected)) }
        }
    }

    @Test("An input that is an output comes out as it went in, before or after another, or alone")
    func passedThrough() throws {
        let floats = Tensor([1, -2, 3] as [Float])
        let opposites = Tensor([-1, 2, -3] as [Float])
        try expect(
            graph(["y", "x"], Numbers.float32, ["n"]), floats, ["y": .tensor(opposites), "x": .tensor(floats)])
        try expect(graph(["x"], Numbers.float32, ["n"]), floats, ["x": .tensor(floats)])
        let integers = Tensor([7, 8] as [Int64])
        try expect(
            graph(["x", "y"], Numbers.int64, [2]), integers,
            ["x": .tensor(integers), "y": .tensor(Tensor([-7, -8] as [Int64]))])
        let scalar = try Tensor([5] as [Float], shape: [])
        try expect(
            graph(["x", "y"], Numbers.float32, []), scalar,
            ["x": .tensor(scalar), "y": .tensor(try Tensor([-5] as [Float], shape: []))])
        // More than what is handed over by a copy.
        let many = Tensor((0..<5000).map { Float($0) })
        try expect(graph(["x"], Numbers.float32, ["n"]), many, ["x": .tensor(many)])
    }

    @Test("Weights that are an output come out")
    func weights() throws {
        let graph = graph(["y", "w"], Numbers.float32, ["n"], weights: [.init(name: "w", values: [4, 5, 6])])
        try expect(
            graph, Tensor([1] as [Float]),
            ["y": .tensor(Tensor([-1] as [Float])), "w": .tensor(Tensor([4, 5, 6] as [Float]))])
    }

    @Test("An output that is listed twice comes once")
    func listedTwice() throws {
        let floats = Tensor([1, -2] as [Float])
        let opposites = Value.tensor(Tensor([-1, 2] as [Float]))
        try expect(graph(["y", "y"], Numbers.float32, ["n"]), floats, ["y": opposites])
        try expect(
            graph(["x", "y", "x", "y"], Numbers.float32, ["n"]), floats, ["x": .tensor(floats), "y": opposites])
    }
}
