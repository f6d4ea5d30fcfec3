import COnnxRuntime
import FlavorKit

/// A sequence of tensors without any, which the runtime makes of items only: so a graph of one operator makes it.
enum EmptySequence {
    /// Makes the value, which the caller frees.
    static func make(_ element: ElementType, of runtime: OnnxRuntime) throws(FlavorError) -> OpaquePointer {
        let api = runtime.api
        let options = try runtime.make { ort_create_session_options(api, $0) }
        defer { ort_release_session_options(api, options) }
        try runtime.check(ort_set_intra_op_threads(api, options, 1))
        let graph = model(element)
        let session = try runtime.make { out in
            graph.withUnsafeBytes { bytes -> OpaquePointer? in
                guard let start = bytes.baseAddress else { return nil }
                return ort_create_session_from(api, runtime.environment, start, bytes.count, options, out)
            }
        }
        defer { ort_release_session(api, session) }
        return try runtime.make { out in
            output.withCString { name in
                ort_run(api, session, nil, nil, nil, 0, [name], 1, out)
            }
        }
    }

    private static let output = "empty"

    /// The graph as ONNX's protobuf: `SequenceEmpty` with the element type as its attribute.
    private static func model(_ element: ElementType) -> [UInt8] {
        let dtype = UInt8(truncatingIfNeeded: element.number)
        let attribute = message(1, text("dtype")) + [3 << 3, dtype] + [0xA0, 1, 2]
        let node = message(2, text(output)) + message(4, text("SequenceEmpty")) + message(5, attribute)
        let type = message(4, message(1, message(1, [1 << 3, dtype])))
        let graph =
            message(1, node) + message(2, text(output)) + message(12, message(1, text(output)) + message(2, type))
        return [1 << 3, 8] + message(7, graph) + message(8, [2 << 3, 11])
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// A field that holds other fields or text; all of them are shorter than 128 bytes.
    private static func message(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        [number << 3 | 2, UInt8(truncatingIfNeeded: content.count)] + content
    }
}
