import FlavorHost
import TestSupport
import Testing

@Suite("Opening the flavor")
struct OpeningTests {
    private static let folder = "/" + (Executable.path ?? "").split(separator: "/").dropLast().joined(separator: "/")

    @Test("Leaves no thread at work, which the end of a process would trip over")
    func exit() throws {
        try OnnxRuntimeLibraries.fetch()
        for _ in 0..<40 {
            let result = try runProcess([
                "\(Self.folder)/GraphHelper", "--open", "\(Self.folder)/libOnnxCustomWrapper.so",
            ])
            #expect(result.isSuccess, "\(result.errors)")
            #expect(result.errors.isEmpty)
        }
    }

    @Test("Leaves none after a load that fails before it needs the runtime")
    func failedLoad() throws {
        try OnnxRuntimeLibraries.fetch()
        try withTemporaryDirectory { folder in
            try writeFile("{", to: "\(folder)/genai_config.json")
            try writeFile("", to: "\(folder)/model.onnx")
            let request = Array("{\"folder\": \"\(folder)\", \"inputs\": {}}\n".utf8)
            for _ in 0..<20 {
                let result = try runProcess(["\(Self.folder)/GraphHelper"], input: request)
                #expect(result.isSuccess, "\(result.errors)")
                #expect(result.errors.isEmpty && result.output.contains("genai_config.json"))
            }
        }
    }

    @Test("Without the library a flavor opens, and says what is missing when it is needed")
    func missing() throws {
        try withTemporaryDirectory { empty in
            let environment = ["PATH": "/usr/bin:/bin", "FLAVOR_ONNXRUNTIME": empty]
            let opened = try runProcess(
                ["\(Self.folder)/GraphHelper", "--open", "\(Self.folder)/libOnnxCustomWrapper.so"],
                environment: environment)
            #expect(opened.isSuccess, "\(opened.errors)")
            let predicted = try runProcess(
                ["\(Self.folder)/flavor", "predict", ExampleModel.int4, "--prompt", ExampleModel.spain],
                environment: environment)
            #expect(!predicted.isSuccess)
            #expect(
                predicted.errors.hasPrefix("error: $FLAVOR_ONNXRUNTIME: expected a folder with libonnxruntime.so.1"))
        }
    }
}
