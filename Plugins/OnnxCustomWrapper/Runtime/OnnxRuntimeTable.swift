import COnnxRuntime
import FlavorKit

/// ONNX Runtime's functions, of a library that is open and of a version that is accepted.
struct OnnxRuntimeTable {
    let api: OpaquePointer
    let version: String
    let path: String

    /// The versions that are accepted, as messages name them.
    private static let acceptedVersions = "1.20 or newer of version 1"

    /// Opens the library; the system gives the one that is open again.
    ///
    /// - Throws: `FlavorError` when there is no library or its version is not accepted.
    init() throws(FlavorError) {
        let library = try NativeLibrary.onnxRuntime.open()
        guard let symbol = library.symbol("OrtGetApiBase") else {
            throw FlavorError(
                .failedPrecondition,
                "\(library.path): expected ONNX Runtime, found a library without OrtGetApiBase: \(NativeLibrary.advice)"
            )
        }
        typealias GetBase = @convention(c) () -> UnsafePointer<ort_api_base>?
        guard let base = unsafeBitCast(symbol, to: GetBase.self)() else {
            throw FlavorError(.failedPrecondition, "\(library.path): ONNX Runtime gave no table of functions")
        }
        version = String(cString: base.pointee.get_version())
        // A library that is too old would print lines of its own when it is asked for the table.
        guard Self.isAccepted(version), let api = base.pointee.get_api(UInt32(ORT_API_VERSION_USED)) else {
            throw FlavorError(
                .failedPrecondition,
                "\(library.path): expected ONNX Runtime \(Self.acceptedVersions), found \(version): \(NativeLibrary.advice)"
            )
        }
        self.api = api
        path = library.path
    }

    /// Whether a version is of the first series, and as new as the table that is asked for.
    private static func isAccepted(_ version: String) -> Bool {
        let parts = version.split(separator: ".")
        guard parts.count > 1, parts[0] == "1", let release = Int(parts[1]) else { return false }
        return release >= ORT_API_VERSION_USED
    }
}
