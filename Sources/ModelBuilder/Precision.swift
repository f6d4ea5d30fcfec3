import ONNX

/// The element types that a built graph's weights can have.
public enum Precision: String, Sendable, CaseIterable {
    /// Matrices of 4-bit integers in blocks of 32 with a float32 scale each; everything else float32.
    case int4
    /// float16 throughout.
    case fp16
    /// float32 throughout.
    case fp32

    /// The type of everything that flows through the graph, and of weights that are not quantised.
    var elementType: ONNXElementType { self == .fp16 ? .float16 : .float }
}
