import CKernels
import Safetensors

/// The types of stored weights that graphs are built from.
enum WeightType: Sendable {
    case bfloat16
    case float16
    case float32

    init?(_ type: SafetensorsDType) {
        switch type {
        case .BF16: self = .bfloat16
        case .F16: self = .float16
        case .F32: self = .float32
        default: return nil
        }
    }

    /// What safetensors calls it.
    var safetensorsName: String {
        switch self {
        case .bfloat16: "BF16"
        case .float16: "F16"
        case .float32: "F32"
        }
    }

    var byteCount: Int { self == .float32 ? 4 : 2 }

    /// Widens elements to float32, exactly.
    func widen(_ elements: UnsafeRawPointer, count: Int, to floats: UnsafeMutablePointer<Float>) {
        let kernels = kernels_best().pointee
        switch self {
        case .bfloat16: kernels.convert_bf16(floats, elements, count)
        case .float16: kernels.convert_f16(floats, elements, count)
        case .float32: kernels.convert_f32(floats, elements, count)
        }
    }

    /// Rounds float32 to a type of 16 bits.
    func narrow(_ floats: UnsafePointer<Float>, count: Int, to elements: UnsafeMutablePointer<UInt16>) {
        switch self {
        case .bfloat16: kernels_narrow_bf16(elements, floats, count)
        case .float16: kernels_narrow_f16(elements, floats, count)
        case .float32: preconditionFailure("float32 is not narrower than itself")
        }
    }
}
