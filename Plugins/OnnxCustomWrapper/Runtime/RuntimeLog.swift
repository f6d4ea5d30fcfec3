import COnnxRuntime
import FlavorKit

/// Takes the log of ONNX Runtime, which would go to standard error otherwise.
final class RuntimeLog: Sendable {
    /// Warnings; what is less severe is not even made.
    static let leastSeverity: Int32 = 2

    private let host: HostServices

    init(host: HostServices) { self.host = host }

    /// The function that the library calls, on any thread.
    ///
    /// An error comes as the failure of a call too, so that the log is only a second place for it.
    static let write: ort_log_function = { context, severity, _, _, _, message in
        guard let context else { return }
        let level: HostServices.LogLevel = severity > 3 ? .warning : .debug
        Unmanaged<RuntimeLog>.fromOpaque(context).takeUnretainedValue().host.log(
            level, "onnxruntime: \(NativeMessage.sentence(String(cString: message)))")
    }
}
