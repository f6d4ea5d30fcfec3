/// ONNX Runtime's libraries, which `onnx-custom-wrapper` runs models with.
public enum OnnxRuntimeLibraries {
    /// Fetches them once, into the flavor's own folder, where the plug-in finds them.
    ///
    /// - Throws: `TestSupportError` with the reason when they cannot be fetched.
    public static func fetch() throws { _ = try fetched.get() }

    private static let fetched: Result<Void, any Error> = Result {
        let script = "\(Fixtures.repository)/Plugins/OnnxCustomWrapper/fetch-runtime"
        let result = try runProcess([script], timeout: .seconds(600))
        guard result.isSuccess else { throw TestSupportError("\(script): \(result.ending): \(result.errors)") }
    }
}
