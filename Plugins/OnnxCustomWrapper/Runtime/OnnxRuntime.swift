import COnnxRuntime
import FlavorKit
import Glibc
import Synchronization

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

    private static let opened = OpenedOnce<OnnxRuntime>()
    /// What the thread of `openAhead` is to do when it has opened the library; nil where there is no such thread.
    private static let followers = Mutex<[@Sendable () -> Void]?>(nil)

    /// Opens the library, or gives the one that is open.
    ///
    /// - Parameter host: Gets the library's log, from the first caller on.
    /// - Throws: `FlavorError` when there is no library or its version is not accepted.
    static func shared(_ host: HostServices) throws(FlavorError) -> OnnxRuntime {
        try opened.value { () throws(FlavorError) in try OnnxRuntime(host) }
    }

    /// Begins to open the library, which takes longer than all else that a small model needs, on a thread of its own.
    ///
    /// A failure is told to who then asks for `shared`.
    static func openAhead(_ host: HostServices) {
        followers.withLock { $0 = $0 ?? [] }
        let open = { @Sendable in
            _ = try? shared(host)
            for work in takeFollowers() { work() }
        }
        // Without a thread it is opened where it is needed.
        do { try WorkThread.start(open) } catch { _ = takeFollowers() }
    }

    /// Does work as soon as the library is open, or has failed to: on the thread that opens it, whose memory is at hand, or else
    /// on one of its own.
    ///
    /// - Throws: `FlavorError` with `resourceExhausted` when the system gives no thread.
    static func whenOpen(_ work: @escaping @Sendable () -> Void) throws(FlavorError) {
        let isTaken = followers.withLock { followers in
            followers?.append(work)
            return followers != nil
        }
        if !isTaken { try WorkThread.start(work) }
    }

    private static func takeFollowers() -> [@Sendable () -> Void] {
        followers.withLock { followers in
            defer { followers = nil }
            return followers ?? []
        }
    }

    private init(_ host: HostServices) throws(FlavorError) {
        let table = try OnnxRuntimeTable()
        onnx_heap_reserve(Self.environmentBytes)
        // The library tears itself down when the process ends by `exit`, which must not happen under the feet of a thread that
        // is opening it. What is registered last runs first, and an end that has begun takes no more.
        guard atexit({ OnnxRuntime.opened.settle() }) == 0 else {
            throw FlavorError(.cancelled, "the process ends")
        }
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

    /// What the library allocates in small pieces for its environment, measured with release 1.31.
    private static let environmentBytes = 6 << 20

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
