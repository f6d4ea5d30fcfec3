import FlavorHost
import Glibc
import TestSupport
import Testing

@Suite("Finding the libraries")
struct RuntimeSearchTests {
    /// What the command prints on a failure, with some variables of its own.
    private func failure(_ variables: [String: String], _ model: String = ExampleModel.int4) throws -> String {
        let result = try run(variables, model)
        #expect(!result.isSuccess)
        return result.errors
    }

    private func run(_ variables: [String: String], _ model: String = ExampleModel.int4) throws -> ProcessResult {
        try OnnxRuntimeLibraries.fetch()
        let folder = "/" + (Executable.path ?? "").split(separator: "/").dropLast().joined(separator: "/")
        var environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"]
        environment.merge(variables) { $1 }
        return try runProcess(
            [
                "\(folder)/flavor", "predict", model, "--flavors", "\(Fixtures.repository)/flavors", "--prompt",
                ExampleModel.spain,
            ], environment: environment)
    }

    /// Makes a library of C code under a name.
    private func library(_ code: String, _ path: String) throws {
        try writeFile(code, to: "\(path).c")
        let result = try runProcess(["clang", "-shared", "-fPIC", "-o", path, "\(path).c"])
        try #require(result.isSuccess, "\(result.errors)")
    }

    @Test("The flavor's own folder is enough")
    func ownFolder() throws {
        let result = try run([:])
        #expect(result.output == ExampleModel.madrid + "\n", "\(result.errors)")
        #expect(result.errors.isEmpty)
    }

    @Test("The variable names a folder, in which a library has to be")
    func variable() throws {
        let lib = "\(Fixtures.repository)/flavors/onnx-custom-wrapper/lib"
        #expect(try run(["FLAVOR_ONNXRUNTIME": lib]).isSuccess)
        try withTemporaryDirectory { folder in
            let sentence = try failure(["FLAVOR_ONNXRUNTIME": folder])
            #expect(
                sentence
                    == "error: $FLAVOR_ONNXRUNTIME: expected a folder with libonnxruntime.so.1, found none: run Plugins/OnnxCustomWrapper/fetch-runtime, or unset the variable\n"
            )
        }
    }

    @Test("Without a library the sentence says which command to run")
    func missing() throws {
        // A copy of the program outside of the repository finds no folder beside it.
        try withTemporaryDirectory { folder in
            try OnnxRuntimeLibraries.fetch()
            let built = "/" + (Executable.path ?? "").split(separator: "/").dropLast().joined(separator: "/")
            let flavors = "\(folder)/flavors/onnx-custom-wrapper"
            try makeFolder(flavors)
            for (source, target) in [
                ("\(built)/libOnnxCustomWrapper.so", "\(flavors)/libOnnxCustomWrapper.so"),
                ("\(Fixtures.repository)/flavors/onnx-custom-wrapper/flavor.json", "\(flavors)/flavor.json"),
            ] { try writeFile(try readFile(source), to: target) }
            chmod(flavors, 0o755)
            let result = try runProcess(
                [
                    "\(built)/flavor", "predict", ExampleModel.int4, "--flavors", "\(folder)/flavors", "--flavor",
                    "onnx-custom-wrapper", "--prompt", "x",
                ], environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
            #expect(
                result.errors
                    == "error: ONNX Runtime is not installed: expected libonnxruntime.so.1 in the flavor's folder lib, in the active Python environment or on the system's path: run Plugins/OnnxCustomWrapper/fetch-runtime, or name its folder in $FLAVOR_ONNXRUNTIME\n"
            )
        }
    }

    @Test("A library that is too old, or another one, is a sentence")
    func otherLibraries() throws {
        let old = """
            #include <stdio.h>
            static const void *get(unsigned version) { fprintf(stderr, "not available\\n"); return version > 12 ? 0 : &get; }
            static const char *text(void) { return "1.12.0"; }
            static const struct { const void *(*get)(unsigned); const char *(*text)(void); } base = {get, text};
            const void *OrtGetApiBase(void) { return &base; }
            """
        try withTemporaryDirectory { folder in
            let path = "\(folder)/libonnxruntime.so.1"
            try library(old, path)
            let sentence = try failure(["FLAVOR_ONNXRUNTIME": folder])
            #expect(
                sentence
                    == "error: \(path): expected ONNX Runtime 1.20 or newer of version 1, found 1.12.0: run Plugins/OnnxCustomWrapper/fetch-runtime, or name its folder in $FLAVOR_ONNXRUNTIME\n"
            )
        }
        try withTemporaryDirectory { folder in
            let path = "\(folder)/libonnxruntime.so.1"
            try library("int nothing;", path)
            let sentence = try failure(["FLAVOR_ONNXRUNTIME": folder])
            let advice =
                "run Plugins/OnnxCustomWrapper/fetch-runtime, or name its folder in $FLAVOR_ONNXRUNTIME\n"
            #expect(
                sentence == "error: \(path): expected ONNX Runtime, found a library without OrtGetApiBase: \(advice)")
            try writeFile("no library", to: path)
            let broken = try failure(["FLAVOR_ONNXRUNTIME": folder])
            #expect(broken.hasPrefix("error: \(path): ONNX Runtime cannot be opened: "))
            #expect(broken.hasSuffix(": \(advice)"))
        }
    }

    @Test("A generate() library without a function that is needed is a sentence")
    func otherGenerateLibrary() throws {
        try withTemporaryDirectory { folder in
            let lib = "\(Fixtures.repository)/flavors/onnx-custom-wrapper/lib"
            #expect(symlink("\(lib)/libonnxruntime.so.1", "\(folder)/libonnxruntime.so.1") == 0)
            // OgaSetTelemetryEnabled is not needed: what has no telemetry has none to switch off.
            try library("int nothing;", "\(folder)/libonnxruntime-genai.so")
            let sentence = try failure(["FLAVOR_ONNXRUNTIME": folder])
            #expect(
                sentence
                    == "error: \(folder)/libonnxruntime-genai.so: expected ONNX Runtime's generate() library 0.14 or newer, found one without OgaSetLogBool: run Plugins/OnnxCustomWrapper/fetch-runtime, or name its folder in $FLAVOR_ONNXRUNTIME\n"
            )
        }
    }

    @Test("The libraries of an active Python environment are found")
    func pythonEnvironment() throws {
        try withTemporaryDirectory { folder in
            let lib = "\(Fixtures.repository)/flavors/onnx-custom-wrapper/lib"
            let packages = "\(folder)/lib/python3.11/site-packages"
            for (package, name, file) in [
                ("onnxruntime/capi", "libonnxruntime.so.1", "libonnxruntime.so.1.31.1"),
                ("onnxruntime_genai", "libonnxruntime-genai.so", "libonnxruntime-genai.so"),
            ] {
                try makeFolder("\(packages)/\(package)")
                #expect(symlink("\(lib)/\(name)", "\(packages)/\(package)/\(file)") == 0)
            }
            // Named as the first folder to look in, as its own one is there too.
            let result = try run(["FLAVOR_ONNXRUNTIME": packages])
            #expect(result.output == ExampleModel.madrid + "\n", "\(result.errors)")
        }
    }
}
