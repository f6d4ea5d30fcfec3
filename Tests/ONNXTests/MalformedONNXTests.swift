import SwiftProtobuf
import TestSupport
import Testing

@testable import ONNX

/// A way in which a model can be wrong, with the sentence that says so.
struct Malformation: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let message: String

    init(_ name: String, _ message: String, _ change: (inout Onnx_ModelProto) -> Void) {
        var model = Onnx_ModelProto.with {
            $0.irVersion = 10
            $0.graph = Onnx_GraphProto()
        }
        change(&model)
        self.init(name, message, (try? model.serializedBytes()) ?? [])
    }

    init(_ name: String, _ message: String, _ bytes: [UInt8]) {
        testDescription = name
        self.bytes = bytes
        self.message = "model.onnx: \(message)"
    }

    /// A model with one initializer called `w`.
    static func tensor(_ name: String, _ message: String, _ change: (inout Onnx_TensorProto) -> Void) -> Malformation {
        var tensor = Onnx_TensorProto.with {
            $0.name = "w"
            $0.dataType = 1
            $0.dims = [2]
        }
        change(&tensor)
        return Malformation(name, message) { $0.graph.initializer = [tensor] }
    }

    /// A model with one initializer whose elements are elsewhere.
    static func external(_ name: String, _ message: String, _ entries: [(String, String)]) -> Malformation {
        tensor(name, "external data of tensor \"w\": \(message)") { tensor in
            tensor.dataLocation = .external
            tensor.externalData = entries.map { .init(key: $0.0, value: $0.1) }
        }
    }

    /// A model with one node that has one attribute.
    static func attribute(
        _ name: String, _ message: String, _ change: (inout Onnx_AttributeProto) -> Void
    ) -> Malformation {
        var attribute = Onnx_AttributeProto()
        attribute.name = "a"
        change(&attribute)
        return Malformation(name, message) { model in
            model.graph.node = [
                Onnx_NodeProto.with {
                    $0.name = "n"
                    $0.attribute = [attribute]
                }
            ]
        }
    }
}

@Suite struct MalformedONNXTests {
    @Test("Each way to be wrong has its sentence", arguments: files + tensors + places + others)
    func malformed(_ malformation: Malformation) throws {
        let error = #expect(throws: ONNXError.self) {
            try ONNXModel(parsing: malformation.bytes, file: "model.onnx")
        }
        #expect(error?.description == malformation.message)
    }

    static let files = [
        Malformation("an empty file", "is not an ONNX model: it has no graph", []),
        Malformation(
            "a text", "is not an ONNX model, or is cut short: it is not a protocol buffer", Array("\u{7}ello".utf8)),
        Malformation(
            "a field cut short", "is not an ONNX model, or is cut short: it ends within a field", [0x3a, 0x7f]),
        Malformation("no graph", "is not an ONNX model: it has no graph", [0x08, 0x0a]),
        Malformation("a version below 0", "ir_version must be an integer from 0, found -1") { $0.irVersion = -1 },
        Malformation(
            "a name that is no text", "is not an ONNX model, or is cut short: a text is not UTF-8",
            [0x08, 0x0a, 0x12, 0x01, 0xff, 0x3a, 0x00]),
        Malformation(
            "graphs within graphs without end",
            "is not an ONNX model, or is cut short: its messages are nested too deep", nested(levels: 60)),
    ]

    static let tensors: [Malformation] = [
        .tensor("an unknown element type", "the element type of tensor \"w\" must be one of ONNX's numbers, found 99") {
            $0.dataType = 99
        },
        .tensor("a dimension below 0", "a dimension of tensor \"w\" must be an integer from 0, found -2") {
            $0.dims = [-2]
        },
        .tensor(
            "more than can be addressed", "tensor \"w\" of shape [4611686018427387904, 4] is more than can be addressed"
        ) {
            $0.dims = [1 << 62, 4]
        },
        .tensor("too few bytes", "tensor \"w\" of shape [2] takes 8 bytes, found 4") {
            $0.rawData = .init([0, 0, 0, 0])
        },
        .tensor("no elements", "tensor \"w\" of shape [2] takes 8 bytes, found 0") { _ in },
        .tensor("too many numbers", "tensor \"w\" of shape [2] takes 8 bytes, found 12") { $0.floatData = [1, 2, 3] },
    ]

    static let places: [Malformation] = [
        .external("no location", "location is missing", []),
        .external(
            "a location outside", "location must stay in the model's folder, found \"../data\"",
            [("location", "../data")]),
        .external(
            "an absolute location", "location must stay in the model's folder, found \"/etc/passwd\"",
            [("location", "/etc/passwd")]),
        .external("a location of nothing", "location must stay in the model's folder, found \"\"", [("location", "")]),
        .external(
            "an offset that is no number", "offset must be an integer from 0, found \"x\"",
            [("location", "d"), ("offset", "x")]),
        .external(
            "an offset below 0", "offset must be an integer from 0, found \"-8\"",
            [("location", "d"), ("offset", "-8")]),
        .external("another length", "length must be 8, found 9", [("location", "d"), ("length", "9")]),
        .external("an end beyond all", "length must be 8, found 8", [("location", "d"), ("offset", "\(Int.max)")]),
    ]

    static let others: [Malformation] = [
        Malformation("a value that is no tensor", "value \"x\" must be a tensor, found something else") { model in
            model.graph.input = [Onnx_ValueInfoProto.with { $0.name = "x" }]
        },
        Malformation("a value's dimension below 0", "a dimension of value \"x\" must be an integer from 0, found -1") {
            model in
            var value = Onnx_ValueInfoProto()
            value.name = "x"
            value.type.tensorType.elemType = 1
            value.type.tensorType.shape.dim = [.with { $0.dimValue = -1 }]
            model.graph.output = [value]
        },
        Malformation("functions", "has functions of its own, which are not known") {
            $0.functions = [Onnx_FunctionProto()]
        },
        Malformation("sparse initializers", "has sparse initializers, which are not known") {
            $0.graph.sparseInitializer = [Onnx_SparseTensorProto()]
        },
        .attribute(
            "an attribute without a type",
            "attribute \"a\" of node \"n\" must be a number, a text, a tensor, a graph or a list, found type 0"
        ) { _ in },
        .attribute(
            "an attribute of a type",
            "attribute \"a\" of node \"n\" must be a number, a text, a tensor, a graph or a list, found type 13"
        ) { $0.type = .typeProto },
    ]

    @Test("Elements may lie in the field for their type")
    func typedFields() throws {
        func content(_ type: ONNXElementType, _ change: (inout Onnx_TensorProto) -> Void) throws -> [UInt8] {
            var tensor = Onnx_TensorProto.with {
                $0.dataType = Int32(type.rawValue)
                $0.dims = [1]
            }
            change(&tensor)
            guard case .bytes(let bytes) = try ONNXTensor(tensor).content else { return [] }
            return bytes
        }
        #expect(try content(.float) { $0.floatData = [1] } == [0, 0, 0x80, 0x3f])
        #expect(try content(.double) { $0.doubleData = [-2] } == [0, 0, 0, 0, 0, 0, 0, 0xc0])
        #expect(try content(.int64) { $0.int64Data = [-1] } == [UInt8](repeating: 255, count: 8))
        #expect(try content(.uint32) { $0.uint64Data = [0x1234] } == [0x34, 0x12, 0, 0])
        #expect(try content(.int32) { $0.int32Data = [-2] } == [0xfe, 255, 255, 255])
        #expect(try content(.float16) { $0.int32Data = [0x3c00] } == [0, 0x3c])
        #expect(try content(.int8) { $0.int32Data = [-1] } == [255])
        #expect(try content(.bool) { $0.int32Data = [1] } == [1])
    }

    @Test("A file cut short anywhere is an error or a smaller model, never a trap")
    func cutShort() throws {
        let bytes = try readFile("\(Fixtures.own)/models/onnx/tiny-phi3-capitals-fp32-cpu/model.onnx")
        for count in stride(from: 0, to: bytes.count, by: 97) {
            _ = try? ONNXModel(parsing: Array(bytes[..<count]), file: "model.onnx")
        }
    }

    @Test("Bytes changed at random are an error or another model, never a trap")
    func changedAtRandom() throws {
        let original = try readFile("\(Fixtures.own)/models/onnx/tiny-phi3-capitals-fp32-cpu/model.onnx")
        var random = SeededRandom(seed: 7)
        for _ in 0..<300 {
            var bytes = original
            for _ in 0..<8 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            _ = try? ONNXModel(parsing: bytes, file: "model.onnx")
        }
    }

    /// A model whose graph has a node with a graph, and so on.
    private static func nested(levels: Int) -> [UInt8] {
        func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
            var length = content.count
            var bytes = [number << 3 | 2]
            while length > 127 {
                bytes.append(UInt8(length & 127) | 128)
                length >>= 7
            }
            return bytes + [UInt8(length)] + content
        }
        var graph: [UInt8] = []
        for _ in 0..<levels { graph = field(1, field(5, [0xa0, 0x01, 5] + field(6, graph))) }
        return [0x08, 0x0a] + field(7, graph)
    }
}
