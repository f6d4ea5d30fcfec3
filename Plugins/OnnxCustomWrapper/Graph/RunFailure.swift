import COnnxRuntime
import FlavorKit

extension GraphSession {
    /// What the runtime says of a call that failed, with the graph's file and the inputs that it was given.
    func failure(_ error: FlavorError, _ given: [OpaquePointer?]) -> FlavorError {
        var texts: [String] = []
        for (port, value) in zip(inputs + overridable, given) {
            if let value { texts.append("\"\(port.name)\" \(text(of: value))") }
        }
        let shown = texts.prefix(Self.mostInputs).joined(separator: ", ")
        let more = texts.count > Self.mostInputs ? " and \(texts.count - Self.mostInputs) more" : ""
        let subject = texts.isEmpty ? "cannot run it" : "refuses these inputs, \(shown)\(more)"
        return FlavorError(
            error.code, "\(path): ONNX Runtime \(runtime.version) \(subject): \(error.message)", detail: error.detail)
    }

    private static let mostInputs = 8

    /// The extents of a tensor, or what else a value is.
    private func text(of value: OpaquePointer) -> String {
        let api = runtime.api
        var kind: Int32 = 0
        _ = ort_value_kind(api, value, &kind)
        switch Int(kind) {
        case ORT_KIND_TENSOR:
            return (try? TensorShape(of: value, runtime).extents).map { "\($0)" } ?? "as a tensor"
        case ORT_KIND_SEQUENCE: return "as a sequence"
        case ORT_KIND_MAP: return "as a map"
        default: return "as another value"
        }
    }
}
