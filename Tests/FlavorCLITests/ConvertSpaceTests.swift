import Glibc
import TestSupport
import Testing

@Suite("A conversion for which there is no room", .serialized)
struct ConvertSpaceTests {
    init() throws { try OnnxRuntimeLibraries.fetch() }

    /// A conversion of the example, of which some file does not fit.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The flavor of the source.
        let source: String
        let target: String
        let byteCount: Int
        /// The path that is named, after the folder, as a pattern.
        let path: String
        /// The size of the file.
        let needed: Int
    }

    static let cases = [
        Case(
            testDescription: "the weights of a graph that is built", source: ConvertTests.transformers,
            target: ConvertTests.onnx, byteCount: 3 << 20, path: "/result/artifacts/source/model\\.onnx\\.data",
            needed: 7_935_232),
        Case(
            testDescription: "the weights that are restored from a graph", source: ConvertTests.onnx,
            target: ConvertTests.transformers, byteCount: 3 << 20,
            path: "/\\.result\\.partial-[0-9a-f]{16}/scratch/0/source/model\\.safetensors", needed: 3_937_104),
        Case(
            testDescription: "a copy of weights", source: ConvertTests.transformers, target: ConvertTests.transformers,
            byteCount: 3 << 20, path: "/result/model/model\\.safetensors", needed: 3_937_112),
        Case(
            testDescription: "the copy that chat-task makes where nothing can be shared",
            source: ConvertTests.transformers, target: ConvertTests.chat, byteCount: 3 << 20,
            path: "/result/model/model\\.safetensors", needed: 3_937_112),
    ]

    @Test("Says in one sentence which file, what it needs and what there is, and leaves nothing", arguments: cases)
    func full(_ item: Case) throws {
        try withTemporaryDirectory { folder in
            // On a file system of its own, so that nothing can be shared with what is made of it.
            let place = "/dev/shm/flavor-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
            try makeFolder(place)
            defer { removeTree(place) }
            try ExampleModel.save(to: "\(place)/saved")
            let source = "\(place)/source"
            if item.source == ConvertTests.transformers {
                rename("\(place)/saved", source)
            } else {
                let made = try Flavor.run(
                    "convert", "\(place)/saved", "--to", item.source, "-o", source, "--verify", "none")
                #expect(made.isSuccess, "\(made.errors)")
            }
            let narrow = NarrowFolder(path: "\(folder)/narrow", byteCount: item.byteCount)
            try makeFolder(narrow.path)
            let (result, left) = try narrow.run(
                ["convert", source, "--to", item.target, "-o", "\(narrow.path)/result"])
            let pattern =
                "error: .*/narrow\(item.path): cannot be written: \(NarrowFolder.reason): \(item.needed) bytes are needed, "
                + "\(NarrowFolder.room)\n"
            #expect(result.outcome.status == 1 && result.output == "")
            #expect(try Regex(pattern).wholeMatch(in: result.errors) != nil, "\(result.errors)")
            #expect(left == [])
        }
    }

    @Test("A model that was to be replaced stays as it was")
    func kept() throws {
        try withTemporaryDirectory { folder in
            let place = "\(folder)/model"
            try ExampleModel.save(to: place)
            let files = tree(place)
            let script = "ulimit -f 3000; exec \"$0\" \"$@\""
            let result = try runProcess(
                [
                    "bash", "-c", script, Flavor.executable, "convert", ExampleModel.folder, "--to", ConvertTests.onnx,
                    "-o", place, "--overwrite", "--flavors", Flavor.flavors,
                ], environment: Flavor.environment)
            #expect(result.outcome.status == 1 && result.errors.contains("File too large"), "\(result.errors)")
            #expect(tree(place) == files && entries(of: folder) == ["model"])
        }
    }
}
