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

    @Test("A file of weights that is cut short is named, with what is expected of it")
    func shortData() throws {
        try withGraph(external) { folder in
            let data = "\(folder)/weights.bin"
            for count in [0, 2, 7] {
                try writeFile([UInt8](repeating: 0, count: count), to: data)
                #expect(
                    try refusal(folder)
                        == "\(data): expected at least 8 bytes of weights, as \(folder)/model.onnx says, found \(count): copy it again"
                )
            }
            try writeFile([UInt8](repeating: 0, count: 9), to: data)
            _ = try OnnxHost.load(folder)
        }
    }

    @Test("So is one that ends before a place in it, and a place that is none")
    func places() throws {
        func refusal(_ entries: [(String, String)], size: Int) throws -> String? {
            var graph = external
            graph.weights[0].entries = entries
            return try withGraph(graph) { folder in
                try writeFile([UInt8](repeating: 0, count: size), to: "\(folder)/weights.bin")
                return OnnxHost.refusal { _ = try OnnxHost.load(folder) }?.replacing(folder, with: "")
            }
        }
        func short(_ least: Int, _ size: Int) -> String {
            "/weights.bin: expected at least \(least) bytes of weights, as /model.onnx says, found \(size): copy it again"
        }
        #expect(try refusal([("offset", "4096"), ("length", "8")], size: 4104) == nil)
        #expect(try refusal([("offset", "4096"), ("length", "8")], size: 4103) == short(4104, 4103))
        #expect(try refusal([("offset", "4096")], size: 4100) == short(4104, 4100))
        #expect(
            try refusal([("offset", "9223372036854775807"), ("length", "8")], size: 8) == short(Int.max, 8))
        #expect(
            try refusal([("offset", "-1"), ("length", "8")], size: 8)
                == "/model.onnx: tensor \"w\": offset: expected a number of bytes, found \"-1\": save the model again")
        #expect(
            try refusal([("length", "9223372036854775808")], size: 8)
                == "/model.onnx: tensor \"w\": length: expected a number of bytes, found \"9223372036854775808\": save the model again"
        )
    }

    @Test("A folder in place of a file of weights is a sentence")
    func folderOfData() throws {
        try withGraph(external) { folder in
            removeTree("\(folder)/weights.bin")
            try makeFolder("\(folder)/weights.bin")
            let sentence = try refusal(folder)
            #expect(
                sentence
                    == "\(folder)/weights.bin: expected a file, found a folder: \(folder)/model.onnx keeps weights in it: copy it there"
            )
        }
    }

    @Test("A graph of the generate() API is looked at too")
    func shortGenerateData() throws {
        try withTemporaryDirectory { folder in
            for name in ["genai_config.json", "model.onnx", "tokenizer.json"] {
                try writeFile(try readFile("\(ExampleModel.float32)/\(name)"), to: "\(folder)/\(name)")
            }
            try writeFile([0], to: "\(folder)/model.onnx.data")
            let sentence = try refusal(folder)
            #expect(sentence.hasPrefix("\(folder)/model.onnx.data: expected at least "))
            #expect(sentence.hasSuffix(" bytes of weights, as \(folder)/model.onnx says, found 1: copy it again"))
        }
    }

    @Test("What the runtime says of a graph comes without places in its source")
    func runtimeReasons() throws {
        func reason(_ graph: GraphFile) throws -> String {
            try withGraph(graph) { folder in
                let sentence = try refusal(folder)
                let begin = "\(folder)/model.onnx: ONNX Runtime "
                #expect(sentence.hasPrefix(begin))
                return sentence.split(separator: " cannot load it: ").dropFirst().joined()
            }
        }
        var graph = GraphFile.identity(1, [1])
        graph.version = 99
        #expect(try reason(graph).hasPrefix("Unsupported model IR version: 99, max supported IR version: "))
        graph.version = 10
        graph.operators = 99
        #expect(try reason(graph).hasPrefix("ONNX Runtime only *guarantees* support for models"))
        #expect(try reason(graph).contains("Opset 99 is under development"))
        var short = external
        short.inputs = [.init("x", 1, [1])]
        short.outputs = [.init("y", 1, [3])]
        short.weights[0].file = nil
        short.weights[0].extent = 3
        let sizes = try reason(short)
        #expect(
            sizes
                == "Initializer 'w': raw_data size (8 bytes) does not match expected size from shape and data type (12 bytes)"
        )
    }

    @Test("A graph without outputs is named")
    func withoutOutputs() throws {
        var graph = GraphFile.identity(1, [1])
        graph.outputs = []
        try withGraph(graph) { folder in
            let sentence = try refusal(folder)
            #expect(
                sentence
                    == "\(folder)/model.onnx: expected a graph with outputs, found none: export the model again")
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
