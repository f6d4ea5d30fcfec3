import JSON
import ModelBuilder
import ONNX
import Safetensors
import TestSupport
import Testing

let exampleFolder = "\(Fixtures.own)/models/tiny-phi3-capitals"

/// Builds a folder for the generate API.
func build(_ source: String, _ precision: Precision, to folder: String, threads: Int = 2) throws {
    try makeFolder(folder)
    try GenerateModelBuilder(folder: source, precision: precision).write(to: folder, threads: threads) { _ in }
}

/// A built or real graph with the bytes of its initializers.
struct GraphContent {
    let model: ONNXModel
    let bytes: [String: [UInt8]]

    init(_ folder: String) throws {
        let model = try ONNXModel(parsing: try readFile("\(folder)/model.onnx"), file: "\(folder)/model.onnx")
        self.model = model
        let data = try readFile("\(folder)/model.onnx.data")
        bytes = try Dictionary(
            uniqueKeysWithValues: model.graph.initializers.map { tensor in
                guard case .external(let place) = tensor.content else { throw TestSupportError(tensor.name) }
                return (tensor.name, Array(data[place.offset..<place.offset + place.length]))
            })
    }

    func floats(_ name: String) -> [Float] {
        (bytes[name] ?? []).withUnsafeBytes { buffer in
            (0..<buffer.count / 4).map { buffer.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
        }
    }
}

/// The tensors of a safetensors folder: type, shape and bytes.
func storedTensors(_ folder: String) throws -> [String: StoredContent] {
    let collection = try SafetensorsCollection(folder: folder)
    var tensors: [String: StoredContent] = [:]
    for name in collection.names {
        let tensor = try #require(collection[name])
        tensors[name] = StoredContent(type: tensor.dtype, shape: tensor.shape, bytes: Array(tensor.bytes))
    }
    return tensors
}

struct StoredContent: Equatable {
    let type: SafetensorsDType
    let shape: [Int]
    let bytes: [UInt8]

    /// The elements of a bf16, f16 or f32 tensor.
    var floats: [Float] {
        bytes.withUnsafeBytes { buffer in
            let size = type == .F32 ? 4 : 2
            return (0..<buffer.count / size).map { index in
                switch type {
                case .BF16:
                    let bits = buffer.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)
                    return Float(bitPattern: UInt32(bits) << 16)
                case .F16: return Float(buffer.loadUnaligned(fromByteOffset: index * 2, as: Float16.self))
                default: return buffer.loadUnaligned(fromByteOffset: index * 4, as: Float.self)
                }
            }
        }
    }
}

/// Copies the files of a folder, small ones, into a new one.
func copyFiles(of source: String, to folder: String) throws {
    try makeFolder(folder)
    for name in entries(of: source) { try writeFile(try readFile("\(source)/\(name)"), to: "\(folder)/\(name)") }
}

/// Changes the JSON object in a file.
func edit(_ path: String, _ change: (inout JSONObject) -> Void) throws {
    var object = try #require(try JSONValue(parsing: try readFile(path)).objectValue)
    change(&object)
    try writeFile(JSONValue.object(object).text(), to: path)
}

/// The sentence that a body is refused with.
func refusal(_ body: () throws -> Void) -> String? {
    let error = #expect(throws: ModelBuilderError.self, performing: body)
    return error?.message
}
