import COnnxRuntime
import FlavorKit

/// What a graph declares of a value that goes in or comes out.
indirect enum GraphType: Sendable {
    /// Without dimensions where the graph does not say how many there are.
    case tensor(ElementType, [Dimension]?)
    case sequence(GraphType)
    case map(key: ElementType, value: GraphType)
    case optional(GraphType)
    /// One that is not read here, by what messages call it.
    case other(String)

    /// One extent of a tensor.
    enum Dimension: Equatable, Sendable {
        case fixed(Int)
        /// Any, but the same wherever the name stands; empty for one without a name.
        case named(String)

        /// The extent as signatures have it.
        var extent: Int64 {
            switch self {
            case .fixed(let extent): Int64(extent)
            case .named: -1
            }
        }
    }

    /// Reads a type; an unknown one is no error until a value of it is needed.
    init(_ info: OpaquePointer, of runtime: OnnxRuntime, isUnshaped: Bool = false) throws(FlavorError) {
        let api = runtime.api
        var kind: Int32 = 0
        try runtime.check(ort_type_kind(api, info, &kind))
        switch Int(kind) {
        case ORT_KIND_TENSOR:
            var tensor: OpaquePointer?
            try runtime.check(ort_cast_to_tensor(api, info, &tensor))
            guard let tensor else { throw Self.broken }
            self = try Self.tensor(tensor, of: runtime, isUnshaped: isUnshaped)
        case ORT_KIND_SEQUENCE:
            var sequence: OpaquePointer?
            try runtime.check(ort_cast_to_sequence(api, info, &sequence))
            guard let sequence else { throw Self.broken }
            self = .sequence(try Self.inner(runtime) { ort_sequence_element_type(api, sequence, $0) })
        case ORT_KIND_MAP:
            var map: OpaquePointer?
            try runtime.check(ort_cast_to_map(api, info, &map))
            guard let map else { throw Self.broken }
            var key: Int32 = 0
            try runtime.check(ort_map_key_type(api, map, &key))
            self = .map(
                key: ElementType(key), value: try Self.inner(runtime) { ort_map_value_type(api, map, $0) })
        case ORT_KIND_OPTIONAL:
            var optional: OpaquePointer?
            try runtime.check(ort_cast_to_optional(api, info, &optional))
            guard let optional else { throw Self.broken }
            self = .optional(try Self.inner(runtime) { ort_optional_content_type(api, optional, $0) })
        case ORT_KIND_SPARSE_TENSOR: self = .other("sparse tensor")
        default: self = .other("value of ONNX's kind \(kind)")
        }
    }

    private static let broken = FlavorError(.internal, "ONNX Runtime gave a type without content")

    private static func inner(
        _ runtime: OnnxRuntime, _ body: (UnsafeMutablePointer<OpaquePointer?>) -> OpaquePointer?
    ) throws(FlavorError) -> GraphType {
        let info = try runtime.make(body)
        defer { ort_release_type_info(runtime.api, info) }
        // Inside of sequences and maps the runtime says nothing of shapes.
        return try GraphType(info, of: runtime, isUnshaped: true)
    }

    private static func tensor(
        _ info: OpaquePointer, of runtime: OnnxRuntime, isUnshaped: Bool
    ) throws(FlavorError) -> GraphType {
        let api = runtime.api
        var element: Int32 = 0
        var rank = 0
        try runtime.check(ort_element_type(api, info, &element))
        try runtime.check(ort_rank(api, info, &rank))
        if isUnshaped { return .tensor(ElementType(element), nil) }
        var extents = [Int64](repeating: 0, count: rank)
        var names = [UnsafePointer<CChar>?](repeating: nil, count: rank)
        try runtime.check(ort_shape(api, info, &extents, rank))
        try runtime.check(ort_symbolic_shape(api, info, &names, rank))
        return .tensor(
            ElementType(element),
            zip(extents, names).map { extent, name in
                extent >= 0 ? .fixed(Int(extent)) : .named(name.map { String(cString: $0) } ?? "")
            })
    }
}
