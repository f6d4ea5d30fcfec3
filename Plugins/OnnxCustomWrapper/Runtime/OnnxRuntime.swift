import COnnxRuntime
import FlavorKit

/// ONNX Runtime's library with the one environment that all sessions of the process share.
final class OnnxRuntime: @unchecked Sendable {
    let api: OpaquePointer
    let environment: OpaquePointer
    /// Frees what the library allocated by itself, such as names.
    let allocator: OpaquePointer
    /// The description of the host's own memory.
    let memoryInfo: OpaquePointer
    let version: String
    let path: String

    /// Makes the environment, in a library that is open.
    ///
    /// - Parameter host: Gets the library's log.
    init(_ table: OnnxRuntimeTable, host: HostServices) throws(FlavorError) {
        let api = table.api
        self.api = api
        version = table.version
        path = table.path
        // The log outlives every caller, so its context is never freed.
        let log = Unmanaged.passRetained(RuntimeLog(host: host)).toOpaque()
        environment = try Self.make(api) { out in
            ort_create_env(api, RuntimeLog.write, log, RuntimeLog.leastSeverity, "flavor", out)
        }
        _ = ort_disable_telemetry(api, environment)
        allocator = try Self.make(api) { ort_default_allocator(api, $0) }
        memoryInfo = try Self.make(api) { ort_create_cpu_memory_info(api, 0, 0, $0) }
    }

    /// Calls a function that makes something, and gives what it made.
    func make(_ body: (UnsafeMutablePointer<OpaquePointer?>) -> OpaquePointer?) throws(FlavorError) -> OpaquePointer {
        try Self.make(api, body)
    }

    private static func make(
        _ api: OpaquePointer, _ body: (UnsafeMutablePointer<OpaquePointer?>) -> OpaquePointer?
    ) throws(FlavorError) -> OpaquePointer {
        var made: OpaquePointer?
        if let status = body(&made) { throw error(status, api) }
        guard let made else { throw FlavorError(.internal, "ONNX Runtime made nothing and gave no reason") }
        return made
    }

    /// Turns a status into an error, unless it is null.
    func check(_ status: OpaquePointer?) throws(FlavorError) {
        if let status { throw Self.error(status, api) }
    }

    private static func error(_ status: OpaquePointer, _ api: OpaquePointer) -> FlavorError {
        let code: FlavorError.Code =
            switch Int(ort_status_code(api, status)) {
            case ORT_CODE_INVALID_ARGUMENT: .invalidArgument
            case ORT_CODE_NO_SUCH_FILE: .notFound
            case ORT_CODE_INVALID_PROTOBUF, ORT_CODE_INVALID_GRAPH, ORT_CODE_NO_MODEL: .dataLoss
            case ORT_CODE_NOT_IMPLEMENTED: .unimplemented
            default: .unavailable
            }
        let message = String(cString: ort_status_message(api, status))
        ort_release_status(api, status)
        return FlavorError(code, NativeMessage.sentence(message), detail: message)
    }
}
