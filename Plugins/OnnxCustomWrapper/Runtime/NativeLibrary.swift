import FlavorKit
import Glibc
import PluginFiles

/// One of the two libraries that this flavor runs models with: where it is looked for, and opening it.
///
/// Nothing else in the process opens them. They stay open until its end.
struct NativeLibrary {
    /// What messages call it.
    let name: String
    /// The names of its file, with a star in place of a version's end.
    let fileNames: [String]
    /// The folder in Python's `site-packages` that its wheel puts it in.
    let packageFolder: String

    static let onnxRuntime = NativeLibrary(
        name: "ONNX Runtime", fileNames: ["libonnxruntime.so.1", "libonnxruntime.so", "libonnxruntime.so.1.*"],
        packageFolder: "onnxruntime/capi")
    static let generate = NativeLibrary(
        name: "ONNX Runtime's generate() library", fileNames: ["libonnxruntime-genai.so"],
        packageFolder: "onnxruntime_genai")

    /// The environment variable that names the one folder to look in.
    static let variable = "FLAVOR_ONNXRUNTIME"
    /// What to do when there is none.
    static let advice = "run Plugins/OnnxCustomWrapper/fetch-runtime, or name its folder in $\(variable)"

    /// Sets what the two libraries, and nobody else, read when they start; in the first entry, before anything else of this
    /// flavor runs.
    static func prepareEnvironment() { environmentIsPrepared }

    private static let environmentIsPrepared: Void = {
        // Nothing is ever told to anybody.
        setenv("ORT_DISABLE_TELEMETRY", "1", 1)
        // The generate() library would open the ONNX Runtime that this names beside the one that is open.
        unsetenv("ORT_LIB_PATH")
    }()

    /// A library that is open.
    struct Opened {
        let path: String
        let handle: UnsafeMutableRawPointer

        /// The address of a function, or nil when the library has none of that name.
        func symbol(_ name: String) -> UnsafeMutableRawPointer? { dlsym(handle, name) }
    }

    /// Opens the first one that is found.
    ///
    /// - Throws: `FlavorError` with `notFound` when there is none, and with `failedPrecondition` when the system refuses
    ///   the one that is there.
    func open() throws(FlavorError) -> Opened {
        let path = try find()
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            let reason = dlerror().map { String(cString: $0) } ?? "the system says no more"
            guard path.utf8.contains(UInt8(ascii: "/")) else { throw missing() }
            throw FlavorError(.failedPrecondition, "\(path): \(name) cannot be opened: \(reason): \(Self.advice)")
        }
        return Opened(path: path, handle: handle)
    }

    /// The path of the first file that is found, or a bare name for the system's own search.
    private func find() throws(FlavorError) -> String {
        if let named = Environment.value(Self.variable) {
            let folders = [named, "\(named)/\(packageFolder)"]
            guard let found = folders.lazy.compactMap(file(in:)).first else {
                throw FlavorError(
                    .notFound,
                    "$\(Self.variable): expected a folder with \(fileNames[0]), found none: "
                        + "run Plugins/OnnxCustomWrapper/fetch-runtime, or unset the variable")
            }
            return found
        }
        return RuntimeFolders.all(packageFolder).lazy.compactMap(file(in:)).first ?? fileNames[0]
    }

    private func file(in folder: String) -> String? {
        for name in fileNames {
            if name.hasSuffix("*") {
                let begin = String(name.dropLast())
                let found = FileSystem.names(in: folder, endingIn: "").last { $0.hasPrefix(begin) }
                if let found { return "\(folder)/\(found)" }
            } else if FileSystem.exists("\(folder)/\(name)") {
                return "\(folder)/\(name)"
            }
        }
        return nil
    }

    private func missing() -> FlavorError {
        FlavorError(
            .notFound,
            "\(name) is not installed: expected \(fileNames[0]) in the flavor's folder lib, in the active Python "
                + "environment or on the system's path: \(Self.advice)")
    }
}
