import FlavorHost
import FlavorKit
import TestSupport
import Testing

@Suite("Damaged models")
struct DamagedGraphTests {
    private let external = GraphFile(
        inputs: [.init("x", 1, [2])], outputs: [.init("y", 1, [2])],
        nodes: [.init(type: "Add", inputs: ["x", "w"], outputs: ["y"])],
        weights: [.init(name: "w", values: [1, 2], file: "weights.bin")])

    /// The sentence that loading a folder fails with.
    private func refusal(_ folder: String) throws -> String {
        let sentence = try #require(OnnxHost.refusal { _ = try OnnxHost.load(folder) })
        #expect(!sentence.contains { $0.isNewline })
        return sentence
    }

    @Test("Weights in a file of their own are read")
    func externalData() throws {
        try withGraph(external) { folder in
            let model = try OnnxHost.load(folder)
            #expect(
                try model.predict(["x": .tensor(Tensor([1, 1] as [Float]))]).value
                    == ["y": .tensor(Tensor([2, 3] as [Float]))])
        }
    }

    @Test("A missing file of weights is named")
    func missingData() throws {
        try withGraph(external) { folder in
            removeTree("\(folder)/weights.bin")
            let sentence = try refusal(folder)
            #expect(
                sentence
                    == "\(folder)/weights.bin: no such file: \(folder)/model.onnx keeps weights in it: copy it there")
        }
    }

    @Test("A file of weights that is cut short is a sentence")
    func shortData() throws {
        try withGraph(external) { folder in
            try writeFile([0, 0], to: "\(folder)/weights.bin")
            let sentence = try refusal(folder)
            #expect(sentence.hasPrefix("\(folder)/model.onnx: ONNX Runtime "))
        }
    }

    @Test("Weights outside the folder are not read")
    func escapingData() throws {
        var graph = external
        graph.weights[0].file = "../weights.bin"
        try withTemporaryDirectory { root in
            let folder = "\(root)/model"
            try makeFolder(folder)
            try graph.write(to: folder)
            let sentence = try refusal(folder)
            #expect(
                sentence
                    == "\(folder)/model.onnx: names a file of weights outside its folder: save the model again")
        }
    }

    @Test("What is no graph is a sentence")
    func noGraph() throws {
        try withTemporaryDirectory { folder in
            try writeFile("", to: "\(folder)/model.onnx")
            let sentence = try refusal(folder)
            #expect(
                sentence
                    == "\(folder)/model.onnx: is not an ONNX graph: expected ONNX's protobuf, found an empty file")
            for text in ["text", "\u{0}\u{0}", String(repeating: "z", count: 1000)] {
                try writeFile(text, to: "\(folder)/model.onnx")
                #expect(
                    try refusal(folder)
                        == "\(folder)/model.onnx: is not an ONNX graph: expected ONNX's protobuf, found something else or a part of it"
                )
            }
        }
    }

    @Test("Every cut and every changed byte of a graph is a sentence or a graph that runs")
    func mutations() throws {
        let bytes = external.bytes
        try withTemporaryDirectory { folder in
            try external.write(to: folder)
            var random = SeededRandom(seed: 5)
            for count in stride(from: 0, to: bytes.count, by: 7) {
                try writeFile(Array(bytes[..<count]), to: "\(folder)/model.onnx")
                _ = try refusal(folder)
            }
            for _ in 0..<60 {
                var changed = bytes
                changed[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                try writeFile(changed, to: "\(folder)/model.onnx")
                if let sentence = OnnxHost.refusal({ _ = try OnnxHost.load(folder) }) {
                    #expect(!sentence.contains { $0.isNewline })
                }
            }
        }
    }

    @Test("An operator that the runtime does not know is named")
    func unknownOperator() throws {
        var graph = GraphFile.identity(1, [1])
        graph.nodes[0] = .init(type: "NoSuchOperator", inputs: ["x"], outputs: ["y"])
        try withGraph(graph) { folder in
            let sentence = try refusal(folder)
            #expect(sentence.contains("NoSuchOperator"))
        }
    }

    @Test("Graphs in graphs without end are a sentence")
    func deepNesting() throws {
        var graph = GraphFile.identity(1, [1]).bytes
        for _ in 0..<3000 {
            // A node with an attribute that holds the graph so far.
            func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
                var bytes: [UInt8] = [number << 3 | 2]
                var rest = content.count
                repeat {
                    bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
                    rest >>= 7
                } while rest > 0
                return bytes + content
            }
            graph = field(1, field(5, field(6, graph)))
        }
        try withTemporaryDirectory { folder in
            try writeFile([7 << 3 | 2] + length(graph.count) + graph, to: "\(folder)/model.onnx")
            _ = try refusal(folder)
        }
    }

    private func length(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = count
        repeat {
            bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }
}
