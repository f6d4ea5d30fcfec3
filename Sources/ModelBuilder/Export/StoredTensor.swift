import JSON
import ONNX

/// A tensor of a safetensors file that is to be written: one or several weights whose rows follow each other.
struct StoredTensor {
    let name: String
    let shape: [Int]
    let parts: [Weight]

    var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }

    /// What stands before the elements of a safetensors file: the header's length and the header, filled up with spaces so
    /// that elements begin at a multiple of 8.
    static func header(_ tensors: [StoredTensor]) -> [UInt8] {
        var header: JSONObject = ["__metadata__": ["format": "pt"]]
        var offset = 0
        for tensor in tensors {
            let type = tensor.parts.first?.elementType.safetensorsName ?? ""
            let end = offset + tensor.byteCount
            header[tensor.name] = [
                "dtype": .string(type), "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
                "data_offsets": .array([.integer(Int64(offset)), .integer(Int64(end))]),
            ]
            offset = end
        }
        var text = Array(JSONValue.object(header).text(.compact).utf8)
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }
}

extension ONNXElementType {
    /// What safetensors calls the type of a weight.
    var safetensorsName: String {
        switch self {
        case .bfloat16: "BF16"
        case .float16: "F16"
        default: "F32"
        }
    }

    /// What config.json calls it.
    var configurationName: String {
        switch self {
        case .bfloat16: "bfloat16"
        case .float16: "float16"
        default: "float32"
        }
    }
}
