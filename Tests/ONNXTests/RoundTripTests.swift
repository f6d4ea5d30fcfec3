import ONNX
import TestSupport
import Testing

@Suite struct RoundTripTests {
    @Test("A model of every kind of content comes back as it was")
    func everything() throws {
        let model = sample()
        #expect(try ONNXModel(parsing: try model.serialized(), file: "model.onnx") == model)
    }

    @Test("A graph of the real model builder comes back as it was")
    func real() throws {
        let path = "\(Fixtures.own)/models/onnx/tiny-phi3-capitals-fp32-cpu/model.onnx"
        let model = try ONNXModel(parsing: try readFile(path), file: path)
        #expect(try ONNXModel(parsing: try model.serialized(), file: path) == model)
    }

    @Test("A graph of the real model builder holds what onnx says it holds")
    func realContent() throws {
        let path = "\(Fixtures.own)/models/onnx/tiny-phi3-capitals-int4-cpu/model.onnx"
        let model = try ONNXModel(parsing: try readFile(path), file: path)
        #expect(model.irVersion == 10)
        #expect(model.operatorSets == [.init("", 22), .init("com.microsoft", 1)])
        #expect(model.producerName == "onnxruntime-genai")
        let graph = model.graph
        #expect(graph.nodes.count == 44 && graph.initializers.count == 42)
        #expect(graph.inputs.first == ONNXValueInfo("input_ids", .int64, ["batch_size", "sequence_length"]))
        let packed = try #require(graph.initializers.first { $0.name == "lm_head.MatMul.weight_Q4" })
        #expect(packed.elementType == .uint8 && packed.shape == [2048, 6, 16])
        #expect(
            packed.content
                == .external(ONNXExternalData(location: "model.onnx.data", offset: 2_381_056, length: 196_608)))
        let head = try #require(graph.nodes.last)
        #expect(head.operatorType == "MatMulNBits" && head.domain == "com.microsoft" && head.outputs == ["logits"])
        #expect(head[attribute: "block_size"] == .int(32) && head[attribute: "K"] == .int(192))
        #expect(head[attribute: "none such"] == nil)
    }

    private func sample() -> ONNXModel {
        var inner = ONNXGraph(name: "branch")
        inner.outputs = [ONNXValueInfo("x", .float, nil)]
        inner.nodes = [
            ONNXNode(
                "Constant", name: "c", inputs: [], outputs: ["x"],
                attributes: [ONNXAttribute("value", .tensor(ONNXTensor(shape: [2], float: [1, -2])))])
        ]
        var graph = ONNXGraph(name: "main")
        graph.inputs = [ONNXValueInfo("a", .int64, ["batch", 3, .unknown]), ONNXValueInfo("flag", .bool, [])]
        graph.outputs = [ONNXValueInfo("b", .float16, [.size(0)])]
        graph.values = [ONNXValueInfo("v", .bfloat16, ["n"])]
        graph.initializers = [
            ONNXTensor(name: "half", shape: [2], float16: [0x3c00, 0x8000]),
            ONNXTensor(name: "whole", shape: [], int64: [.min]),
            ONNXTensor(name: "nibbles", elementType: .uint4, shape: [3], content: .bytes([0x21, 0x03])),
            ONNXTensor(name: "texts", elementType: .string, shape: [2], content: .strings([[], Array("é".utf8)])),
            ONNXTensor(
                name: "far", elementType: .float, shape: [2, 2],
                content: .external(ONNXExternalData(location: "weights/data", offset: 64, length: 16))),
        ]
        graph.nodes = [
            ONNXNode(
                "If", domain: "some.domain", name: "node", inputs: ["flag", ""], outputs: ["b", ""],
                attributes: [
                    ONNXAttribute("f", .float(0.5)), ONNXAttribute("i", -7), ONNXAttribute("s", "text"),
                    ONNXAttribute("g", .graph(inner)), ONNXAttribute("fs", .floats([1, .infinity])),
                    ONNXAttribute("is", .ints([1, .max])), ONNXAttribute("ss", .strings([[0], []])),
                ])
        ]
        var model = ONNXModel(irVersion: 10, operatorSets: [.init("", 23)], graph: graph)
        model.producerName = "tests"
        model.producerVersion = "1"
        model.metadata = [.init("key", "value")]
        return model
    }
}
