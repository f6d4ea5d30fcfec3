import COnnxRuntime
import FlavorKit

/// Makes our values of ONNX Runtime's.
struct OutputConversion {
    let runtime: OnnxRuntime
    let host: HostServices
    /// The output's name.
    let name: String

    /// What messages call the output.
    private var subject: String { "output \"\(name)\"" }

    /// How deep sequences and maps may lie in each other.
    private static let mostDepth = 32

    /// Copies a value.
    ///
    /// - Throws: `FlavorError` with `unimplemented` for a kind that has no counterpart.
    func value(of pointer: OpaquePointer, depth: Int = 0) throws -> Value {
        let api = runtime.api
        var hasValue: Int32 = 0
        try runtime.check(ort_has_value(api, pointer, &hasValue))
        if hasValue == 0 { return .null }
        var kind: Int32 = 0
        try runtime.check(ort_value_kind(api, pointer, &kind))
        switch Int(kind) {
        case ORT_KIND_TENSOR: return try tensor(pointer)
        case ORT_KIND_SEQUENCE where depth < Self.mostDepth:
            return .list(try items(of: pointer).map { item in try item.use { try value(of: $0, depth: depth + 1) } })
        case ORT_KIND_MAP where depth < Self.mostDepth: return try map(pointer, depth: depth)
        default:
            throw FlavorError(
                .unimplemented, "\(subject): expected a tensor, a sequence or a map, found ONNX's kind \(kind)")
        }
    }

    private func tensor(_ pointer: OpaquePointer) throws -> Value {
        let found = try TensorShape(of: pointer, runtime)
        let (shape, element) = (found.extents, found.element)
        if element == .string { return .strings(try strings(pointer, shape: shape)) }
        guard let dtype = element.dtype, let count = dtype.byteCount(shape: shape) else {
            throw FlavorError(.unimplemented, "\(subject): tensors of \(element.name) are not known here")
        }
        var data: UnsafeMutableRawPointer?
        try runtime.check(ort_tensor_data(runtime.api, pointer, &data))
        let storage = try host.makeStorage(byteCount: count) { target in
            target.copyMemory(from: UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : count))
        }
        return .tensor(try Tensor(dtype: dtype, shape: shape, storage: storage))
    }

    private func strings(_ pointer: OpaquePointer, shape: [Int]) throws -> StringTensor {
        let api = runtime.api
        let count = DType.elementCount(shape) ?? 0
        guard count > 0 else { return try StringTensor([], shape: shape) }
        var size = 0
        try runtime.check(ort_strings_size(api, pointer, &size))
        var bytes = [UInt8](repeating: 0, count: size)
        var offsets = [Int](repeating: 0, count: count)
        try runtime.check(ort_strings_content(api, pointer, &bytes, size, &offsets, count))
        offsets.append(size)
        let items = (0..<count).map { String(decoding: bytes[offsets[$0]..<offsets[$0 + 1]], as: UTF8.self) }
        return try StringTensor(items, shape: shape)
    }

    /// A value inside of another, which frees itself.
    private final class Item {
        private let pointer: OpaquePointer
        private let runtime: OnnxRuntime

        init(_ pointer: OpaquePointer, _ runtime: OnnxRuntime) {
            self.pointer = pointer
            self.runtime = runtime
        }

        deinit { ort_release_value(runtime.api, pointer) }

        func use<Result>(_ body: (OpaquePointer) throws -> Result) rethrows -> Result {
            try withExtendedLifetime(self) { try body(pointer) }
        }
    }

    private func items(of pointer: OpaquePointer) throws -> [Item] {
        let (api, allocator) = (runtime.api, runtime.allocator)
        var count = 0
        try runtime.check(ort_value_count(api, pointer, &count))
        return try (0..<count).map { index in
            Item(try runtime.make { ort_value_item(api, pointer, Int32(index), allocator, $0) }, runtime)
        }
    }

    /// A map: a tensor of keys beside one of values; keys that are numbers are written as text.
    private func map(_ pointer: OpaquePointer, depth: Int) throws -> Value {
        let parts = try items(of: pointer).map { item in try item.use { try value(of: $0, depth: depth + 1) } }
        guard parts.count == 2 else { throw FlavorError(.internal, "\(subject): a map with \(parts.count) parts") }
        let names: [String]
        switch parts[0] {
        case .strings(let strings): names = strings.items.map { $0 ?? "" }
        case .tensor(let tensor): names = tensor.scalars.map { $0.json.text(.compact) }
        default: names = []
        }
        let contents: [Value]
        switch parts[1] {
        case .strings(let strings): contents = strings.items.map { $0.map(Value.string) ?? .null }
        case .tensor(let tensor): contents = tensor.scalars
        default: contents = []
        }
        guard names.count == contents.count else {
            throw FlavorError(.unimplemented, "\(subject): maps of anything but numbers and strings are not known here")
        }
        return .map(ValueMap(zip(names, contents)))
    }
}

extension Tensor {
    /// The elements as single values.
    fileprivate var scalars: [Value] {
        guard let items = (try? reshaped([elementCount]))?.json.arrayValue else { return [] }
        return items.compactMap { try? Value(json: $0) }
    }
}
