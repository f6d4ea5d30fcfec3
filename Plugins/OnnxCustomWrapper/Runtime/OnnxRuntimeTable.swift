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
            throw FlavorError(.failedPrecondition, "\(library.path): is not ONNX Runtime: it has no OrtGetApiBase")
        }
        typealias GetBase = @convention(c) () -> UnsafePointer<ort_api_base>?
        guard let base = unsafeBitCast(symbol, to: GetBase.self)() else {
            throw FlavorError(.failedPrecondition, "\(library.path): ONNX Runtime gave no table of functions")
        }
        version = String(cString: base.pointee.get_version())
        guard version.hasPrefix("1."), let api = base.pointee.get_api(UInt32(ORT_API_VERSION_USED)) else {
            throw FlavorError(
                .failedPrecondition,
                "\(library.path): expected ONNX Runtime \(Self.acceptedVersions), found \(version): \(NativeLibrary.advice)"
            )
        }
        self.api = api
        path = library.path
    }
}
