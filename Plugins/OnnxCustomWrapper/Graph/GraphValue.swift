import COnnxRuntime
import FlavorKit

/// Values of ONNX Runtime that are freed together, after what was made with them.
struct GraphValues: ~Copyable {
    let runtime: OnnxRuntime
    private var made: [OpaquePointer] = []
    /// What the values point into.
    private var kept: [Tensor] = []

    init(_ runtime: OnnxRuntime) {
        self.runtime = runtime
        made.reserveCapacity(4)
    }

    deinit { for value in made { ort_release_value(runtime.api, value) } }

    /// Keeps a tensor that values point into until they are freed.
    mutating func keep(_ tensor: Tensor) { kept.append(tensor) }

    /// Takes care of a value.
    mutating func adopt(_ value: OpaquePointer) { made.append(value) }

    /// Calls a function that makes a value, and takes care of it.
    mutating func make(
        _ body: (UnsafeMutablePointer<OpaquePointer?>) -> OpaquePointer?
    ) throws(FlavorError) -> OpaquePointer {
        let value = try runtime.make(body)
        made.append(value)
        return value
    }

    /// A tensor over the bytes of one of ours.
    ///
    /// - Parameter isKept: Whether our tensor is kept until these values are freed; else the caller sees to that.
    mutating func tensor(
        _ tensor: Tensor, shape: [Int], element: ElementType, isKept: Bool
    ) throws(FlavorError) -> OpaquePointer {
        if isKept { keep(tensor) }
        let (api, info) = (runtime.api, runtime.memoryInfo)
        return try make { out in
            tensor.withUnsafeBytes { bytes in
                // Nothing is written to an input; the function takes both directions.
                let data = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                return Self.withExtents(shape) {
                    ort_create_tensor_over(api, info, data, bytes.count, $0, shape.count, element.number, out)
                }
            }
        }
    }

    /// A tensor of texts, which may hold any byte.
    mutating func strings(_ items: [String], shape: [Int]) throws(FlavorError) -> OpaquePointer {
        let (api, allocator) = (runtime.api, runtime.allocator)
        let value = try make { out in
            Self.withExtents(shape) {
                ort_create_tensor(api, allocator, $0, shape.count, ElementType.string.number, out)
            }
        }
        for (index, item) in items.enumerated() {
            var place: UnsafeMutablePointer<CChar>?
            var item = item
            let count = item.utf8.count
            try runtime.check(ort_string_buffer(api, value, index, count, &place))
            guard let place else { continue }
            item.withUTF8 { text in
                if let bytes = text.baseAddress {
                    UnsafeMutableRawPointer(place).copyMemory(from: bytes, byteCount: count)
                }
            }
        }
        return value
    }

    static func withExtents<Result>(_ shape: [Int], _ body: (UnsafePointer<Int64>?) -> Result) -> Result {
        shape.withUnsafeBytes { body($0.baseAddress?.assumingMemoryBound(to: Int64.self)) }
    }
}
