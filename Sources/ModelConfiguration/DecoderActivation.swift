/// What the feed-forward part of a decoder does to its gate.
public enum DecoderActivation: Sendable, CaseIterable {
    case silu
    /// GELU by its tanh approximation.
    case geluTanh
    /// GELU by its exact formula.
    case gelu

    /// The activation of a name in config.json; nil for a name that no decoder has.
    init?(name: String) {
        switch name {
        case "silu", "swish": self = .silu
        case "gelu_pytorch_tanh", "gelu_new", "gelu_fast": self = .geluTanh
        case "gelu": self = .gelu
        default: return nil
        }
    }

    /// The name that most files give it.
    var name: String {
        switch self {
        case .silu: "silu"
        case .geluTanh: "gelu_pytorch_tanh"
        case .gelu: "gelu"
        }
    }
}
