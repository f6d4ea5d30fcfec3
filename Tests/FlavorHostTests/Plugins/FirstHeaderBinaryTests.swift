import FlavorHost
import FlavorKit
import Glibc
import TestSupport
import Testing

// Binaries are of one machine; a host for another has no plug-ins of that day to keep its word to.
#if arch(x86_64)
    /// Plug-ins as they were compiled on the day the header became version 1.
    ///
    /// What a user installed that day must work with every host since. What they say and do is written out here, and not
    /// taken from their sources, which may go on.
    @Suite("Binaries of the first day of header version 1")
    struct FirstHeaderBinaryTests {
        /// A host that has the binaries installed, and a folder for models.
        private func withHost<Result>(_ body: (Host, _ folder: String, LogLines) throws -> Result) throws -> Result {
            let binaries = "\(Fixtures.own)/plugins/header-1-x86_64"
            return try withTemporaryDirectory { folder in
                let flavors = FlavorFolder(path: "\(folder)/flavors")
                try makeFolder(flavors.path)
                for name in SourceTree.files(in: binaries) where name.hasSuffix(".so") {
                    let library = "\(folder)/\(name)"
                    try writeFile(try readFile("\(binaries)/\(name)"), to: library)
                    let descriptor = try TestHost.make().plugin(atLibrary: library).descriptor
                    try flavors.add(descriptor, library: library, isInstalled: true)
                }
                let log = LogLines()
                let result = try body(flavors.host(log: log), folder, log)
                #expect(log.warnings == [])
                return result
            }
        }

        private func text(_ stream: PredictionStream) throws -> String {
            var text = ""
            while let piece = try stream.next() { text += piece.value.stringValue ?? "?" }
            return text
        }

        private func numbers(_ value: Value) -> [Double]? {
            guard case .tensor(let tensor) = value else { return nil }
            return tensor.elements(as: Double.self)
        }

        @Test("Are all found by this host, and none is missing")
        func found() throws {
            try withHost { host, _, _ in
                #expect(
                    host.catalogue.flavors.map(\.id).sorted()
                        == ["c-affine", "c-canned", "c-forward", "c-linear", "converts"])
            }
        }

        @Test("Save, load and predict, at once and as a stream, with tensors and parameters")
        func core() throws {
            try withHost { host, folder, _ in
                try makeFolder("\(folder)/source")
                try writeFile("intercept 1.5\nage 2\nheight -0.25\n", to: "\(folder)/source/coefficients.txt")
                try host.save(
                    SaveRequest(source: "\(folder)/source", destination: "\(folder)/saved"), flavor: "c-linear")
                let model = try host.load("\(folder)/saved")
                let table: Value = [
                    "age": .tensor(Tensor([10, 0] as [Double])), "height": .tensor(Tensor([4, 8] as [Double])),
                ]
                #expect(numbers(try model.predict(table).value) == [20.5, -0.5])
                let offset: Value = 100.0
                let parameters = ValueMap([("offset", offset)])
                #expect(numbers(try model.predict(table, parameters: parameters).value) == [120.5, 99.5])
                let stream = try model.stream(table)
                #expect(try stream.next()?.value == 20.5)
                let last = try stream.next()
                #expect(last?.value == -0.5 && last?.info["rows"] == 2)
                #expect(try stream.next() == nil)
            }
        }

        @Test("Say why they fail, and heed cancellation", .timeLimit(.minutes(1)))
        func failures() throws {
            try withHost { host, folder, _ in
                let source = "\(folder)/source"
                try makeFolder(source)
                try writeFile("age one\n", to: "\(source)/coefficients.txt")
                #expect(
                    throws: FlavorError(.dataLoss, "coefficients.txt, line 1: the number is not a finite one")
                ) { try host.load(source) }
                try writeFile("age 1\n", to: "\(source)/coefficients.txt")
                let pause: Value = 600.0
                let cancellation = Cancellation()
                let stream = try host.load(source).stream(
                    ["age": [1.0]], parameters: ValueMap([("pause", pause)]),
                    call: CallOptions(cancellation: cancellation))
                cancellation.cancel()
                #expect(throws: FlavorError(.cancelled, "the call was cancelled")) { try stream.next() }
            }
        }

        @Test("Answer through another model and describe it")
        func otherModels() throws {
            try withHost { host, folder, _ in
                let inner = "\(folder)/canned"
                try makeFolder(inner)
                try writeFile("capital of Spain => Madrid.\n => I do not know.\n", to: "\(inner)/canned.txt")
                let outer = "\(folder)/outer"
                try makeFolder(outer)
                try writeFile("flavors: {c-forward: {folder: \"\(inner)\"}}", to: "\(outer)/MLmodel")
                let model = try host.load(outer)
                let question: Value = "What is the capital of Spain?"
                let answer = "What is the capital of Spain?Madrid."
                #expect(try model.predict(question).value == .string(answer))
                #expect(try text(try model.stream(question)) == answer)
                let describes: Value = true
                let told = try model.predict(question, parameters: ValueMap([("describes", describes)])).value
                #expect(told["flavor"] == "c-canned" && told["model"]?["context_length"] == 4096)
            }
        }

        @Test("Plan and carry out conversions")
        func conversion() throws {
            try withHost { host, folder, _ in
                let affine = "\(folder)/affine"
                try makeFolder(affine)
                try writeFile("age 2 1.5\n", to: "\(affine)/affine.txt")
                let saved = "\(folder)/saved"
                try host.save(SaveRequest(source: affine, destination: saved), flavor: "c-affine")
                let linear = "\(folder)/linear"
                let report = try host.convert(
                    ConversionRequest(source: saved, flavor: "c-linear", destination: linear))
                #expect(report.plan.path == ["c-affine", "linear-text", "c-linear"])
                #expect(numbers(try host.load(linear).predict(["age": [10.0]]).value) == [21.5])

                let parts = "\(folder)/parts"
                try makeFolder(parts)
                try writeFile("a part\n", to: "\(parts)/part.txt")
                let request = ConversionRequest(source: parts, flavor: "converts", destination: "\(folder)/whole")
                #expect(try host.convert(request).plan.fidelity == .exact)
            }
        }
    }
#endif
