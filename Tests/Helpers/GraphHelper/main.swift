import FlavorHost
import FlavorKit
import Glibc
import JSON

/// Runs graphs for a comparison: each line is `{"folder": path, "inputs": {name: tree}}`, and is answered with a line
/// `{"outputs": {name: tree}}` or `{"error": text}`.
///
/// A tree is null, `{"dtype", "shape", "data"}` with the elements' bytes in hexadecimal, `{"strings", "shape"}`, `{"map"}` of
/// trees by name, or a list of trees.
///
/// With `--open LIBRARY` it opens a flavor's library and ends by `exit` at once.
let host = Host()
if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--open" {
    _ = try host.plugin(atLibrary: CommandLine.arguments[2])
    exit(0)
}
while let line = readLine() {
    let answer: JSONValue
    do {
        let request = try JSONValue(parsing: line)
        let inputs = try ValueMap(
            (request["inputs"]?.objectValue ?? JSONObject()).map { ($0.key, try Tree.value($0.value)) })
        let model = try host.load(request["folder"]?.stringValue ?? "", flavor: "onnx-custom-wrapper")
        let outputs = try model.predict(.map(inputs)).value.mapValue ?? ValueMap()
        answer = ["outputs": .object(JSONObject(try outputs.entries.map { ($0.name, try Tree.json($0.value)) }))]
    } catch {
        answer = ["error": .string("\(error)")]
    }
    print(answer.text(.compact))
    fflush(nil)
}

/// The values of a comparison as JSON, with every bit of them.
enum Tree {
    struct Failure: Error {}

    static func value(_ json: JSONValue) throws -> Value {
        switch json {
        case .null: return .null
        case .array(let items): return .list(try items.map(value))
        default: break
        }
        let shape = (json["shape"]?.arrayValue ?? []).compactMap { $0.integerValue.map(Int.init) }
        if let members = json["map"]?.objectValue {
            return .map(ValueMap(try members.map { ($0.key, try value($0.value)) }))
        }
        if let strings = json["strings"]?.arrayValue {
            return .strings(try StringTensor(strings.map(\.stringValue), shape: shape))
        }
        guard let dtype = json["dtype"]?.stringValue.flatMap({ DType(name: $0) }), let text = json["data"]?.stringValue
        else { throw Failure() }
        let bytes = hexadecimal(text)
        let storage = bytes.withUnsafeBytes { source in
            TensorStorage(byteCount: source.count) { $0.copyMemory(from: source) }
        }
        return .tensor(try Tensor(dtype: dtype, shape: shape, storage: storage))
    }

    static func json(_ value: Value) throws -> JSONValue {
        switch value {
        case .null: return .null
        case .list(let items): return .array(try items.map(json))
        case .map(let map): return ["map": .object(JSONObject(try map.entries.map { ($0.name, try json($0.value)) }))]
        case .strings(let strings):
            return [
                "strings": .array(strings.items.map { $0.map(JSONValue.string) ?? .null }),
                "shape": .array(strings.shape.map { .integer(Int64($0)) }),
            ]
        case .tensor(let tensor):
            return [
                "dtype": .string(tensor.dtype.description),
                "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
                "data": .string(tensor.withUnsafeBytes { hexadecimal($0) }),
            ]
        default: return value.json
        }
    }

    private static func hexadecimal(_ text: String) -> [UInt8] {
        let digits = Array(text.utf8).map { $0 < 58 ? $0 &- 48 : $0 &- 87 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
