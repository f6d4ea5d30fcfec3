import COnnxRuntime
import FlavorKit

/// ONNX Runtime's generate() library.
final class GenerateLibrary: @unchecked Sendable {
    let functions: UnsafePointer<oga_api>
    let path: String
    /// Nil in 0.14, which has no telemetry.
    private let setTelemetry: oga_set_telemetry?

    private static let opened = OpenedOnce<GenerateLibrary>()

    /// Opens the library, while ONNX Runtime's environment may still be in the making, or gives the one that is open.
    ///
    /// - Throws: `FlavorError` when one of the two libraries is missing or too old.
    static func shared(_ host: HostServices) throws(FlavorError) -> GenerateLibrary {
        try opened.value { () throws(FlavorError) in
            let library = try GenerateLibrary()
            // Its models live in the environment that is there, which has the host's log.
            _ = try OnnxRuntime.shared(host)
            library.setTelemetry?(false)
            return library
        }
    }

    private init() throws(FlavorError) {
        _ = try OnnxRuntimeTable()
        // It opens ONNX Runtime by itself, by a name under which the one that is open is found.
        let library = try NativeLibrary.generate.open()
        let table = UnsafeMutablePointer<oga_api>.allocate(capacity: 1)
        table.initialize(to: oga_api())
        if let missing = oga_api_fill(library.handle, table) {
            table.deallocate()
            throw FlavorError(
                .failedPrecondition,
                "\(library.path): expected ONNX Runtime's generate() library 0.14 or newer, found one without "
                    + "\(String(cString: missing)): \(NativeLibrary.advice)")
        }
        functions = UnsafePointer(table)
        path = library.path
        setTelemetry = library.symbol("OgaSetTelemetryEnabled").map { unsafeBitCast($0, to: oga_set_telemetry.self) }
    }

    /// Turns a result into an error, unless it is null.
    func check(_ result: OpaquePointer?) throws(FlavorError) {
        guard let result else { return }
        let message = String(cString: functions.pointee.result_error(result))
        functions.pointee.destroy_result(result)
        throw FlavorError(.unavailable, NativeMessage.sentence(message), detail: message)
    }

    /// Calls a function that makes something, and gives what it made.
    func make(_ body: (UnsafeMutablePointer<OpaquePointer?>) -> OpaquePointer?) throws(FlavorError) -> OpaquePointer {
        var made: OpaquePointer?
        try check(body(&made))
        guard let made else { throw FlavorError(.internal, "the generate() library made nothing and gave no reason") }
        return made
    }
}
