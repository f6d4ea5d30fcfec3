import COnnxRuntime
import FlavorKit

/// What the runtime tells of one of its tensors.
struct TensorShape {
    let element: ElementType
    let extents: [Int]

    init(of value: OpaquePointer, _ runtime: OnnxRuntime) throws(FlavorError) {
        let api = runtime.api
        let info = try runtime.make { ort_value_tensor_info(api, value, $0) }
        defer { ort_release_tensor_info(api, info) }
        var number: Int32 = 0
        var rank = 0
        try runtime.check(ort_element_type(api, info, &number))
        try runtime.check(ort_rank(api, info, &rank))
        var extents = [Int64](repeating: 0, count: rank)
        try runtime.check(ort_shape(api, info, &extents, rank))
        element = ElementType(number)
        self.extents = extents.map(Int.init)
    }
}
