import JSON
import ModelBuilder
import TestSupport
import Testing

/// Folders that the real model builder made of models that are here as well.
@Suite struct GoldenBuildTests {
    @Test("Every weight has the bits that the real builder gives it", arguments: goldens)
    func weights(golden: Golden) throws {
        try withTemporaryDirectory { scratch in
            try build(golden.source, golden.precision, to: "\(scratch)/built")
            let (ours, real) = (try GraphContent("\(scratch)/built"), try GraphContent(golden.folder))
            let realTensors = real.model.graph.initializers
            #expect(Set(ours.bytes.keys) == Set(real.bytes.keys))
            for tensor in realTensors {
                let own = try #require(ours.model.graph.initializers.first { $0.name == tensor.name })
                #expect(own.shape == tensor.shape && own.elementType == tensor.elementType)
                if tensor.name.hasSuffix("_cache") {
                    // torch and the C library round cosines differently in the last place.
                    let distance = zip(ours.floats(tensor.name), real.floats(tensor.name)).map { abs($0 - $1) }.max()
                    #expect(distance ?? 1 <= 6e-8)
                } else {
                    #expect(ours.bytes[tensor.name] == real.bytes[tensor.name], "\(tensor.name)")
                }
            }
        }
    }

    @Test("The graph has the real builder's nodes, but for plain norms and the window", arguments: goldens)
    func nodes(golden: Golden) throws {
        try withTemporaryDirectory { scratch in
            try build(golden.source, golden.precision, to: "\(scratch)/built")
            let (ours, real) = (try GraphContent("\(scratch)/built").model, try GraphContent(golden.folder).model)
            #expect(ours.graph.inputs == real.graph.inputs && ours.graph.outputs == real.graph.outputs)
            let window = try #require(golden.window)
            for node in real.graph.nodes {
                var expected = node
                if node.operatorType == "SimplifiedLayerNormalization" { expected.operatorType = "RMSNormalization" }
                for index in expected.attributes.indices where expected.attributes[index].name == "local_window_size" {
                    expected.attributes[index].value = .int(window)
                }
                expected.attributes.sort { $0.name < $1.name }
                var found = try #require(ours.graph.nodes.first { $0.name == node.name }, "\(node.name)")
                found.attributes.sort { $0.name < $1.name }
                #expect(found == expected)
            }
            #expect(ours.graph.nodes.count == real.graph.nodes.count)
        }
    }

    @Test("genai_config.json is the real builder's", arguments: goldens)
    func configuration(golden: Golden) throws {
        try withTemporaryDirectory { scratch in
            try build(golden.source, golden.precision, to: "\(scratch)/built")
            let ours = String(decoding: try readFile("\(scratch)/built/genai_config.json"), as: UTF8.self)
            #expect(ours == String(decoding: try readFile("\(golden.folder)/genai_config.json"), as: UTF8.self))
        }
    }

    struct Golden: Sendable, CustomTestStringConvertible {
        let source: String
        let folder: String
        let precision: Precision
        /// The window that the model has; the real builder's option left it out.
        var window: Int64? {
            (try? JSONValue(parsing: readFile("\(source)/config.json")))?["sliding_window"]?.integerValue
        }
        var testDescription: String { folder.split(separator: "/").last.map(String.init) ?? folder }
    }

    /// Folders called like their model, the precision and `cpu`.
    static let goldens: [Golden] = entries(of: "\(Fixtures.root)/models/onnx").compactMap { name in
        for precision in Precision.allCases {
            let suffix = "-\(precision.rawValue)-cpu"
            guard name.hasSuffix(suffix) else { continue }
            let source = "\(Fixtures.root)/models/\(name.dropLast(suffix.count))"
            guard !entries(of: source).isEmpty else { return nil }
            return Golden(source: source, folder: "\(Fixtures.root)/models/onnx/\(name)", precision: precision)
        }
        return nil
    }

    @Test("There are goldens in the repository")
    func present() { #expect(Fixtures.isRedirected || Self.goldens.count == 2) }
}
