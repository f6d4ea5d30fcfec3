import FlavorHost
import FlavorKit
import Glibc
import TestSupport
import Testing

/// A flavor in plain C, built with a C compiler alone: proof that the contract is the header.
@Suite("The flavor in C")
struct CLinearTests {
    private static let coefficients = "intercept 1.5 # where it starts\n\nage 2\nheight -0.25\n"

    /// Runs a body with a saved model's folder.
    private func withModel<Result>(
        _ text: String = coefficients, options: ValueMap = ValueMap(), _ body: (PluginModel) throws -> Result
    ) throws -> Result {
        try withTemporaryDirectory { folder in
            try writeFile(text, to: "\(folder)/coefficients.txt")
            let configuration: Value = ["data": "coefficients.txt"]
            let plugin = try TestHost.open("CLinear")
            return try body(
                plugin.load(
                    folder: folder, key: "c-linear", flavors: ValueMap([("c-linear", configuration)]), options: options)
            )
        }
    }

    private func predict(
        _ model: PluginModel, _ input: Value, parameters: ValueMap = ValueMap()
    ) throws -> [Double]? {
        guard case .tensor(let tensor) = try model.predict(input, parameters: parameters).value else { return nil }
        return tensor.elements(as: Double.self)
    }

    @Test("Describes itself")
    func descriptor() throws {
        let descriptor = try TestHost.open("CLinear").descriptor
        #expect(descriptor.id == "c-linear" && descriptor.version == "1.0.0")
        #expect(descriptor.claims == [.init(key: "c-linear")])
        #expect(descriptor.formats == [.init("linear-text", anyOf: [["coefficients.txt"]], inPlace: true)])
        #expect(descriptor.parameters.map(\.name) == ["offset", "pause"])
        #expect(descriptor.concurrency == .reentrant)
    }

    @Test("Predicts from tables, whatever their columns are made of")
    func tables() throws {
        try withModel { (model) throws in
            let row: Value = ["age": 10, "height": 4.0]
            #expect(try predict(model, row) == [20.5])
            let lists: Value = ["height": [4, 8.0], "other": ["ignored", "too"], "age": [10, 0]]
            #expect(try predict(model, lists) == [20.5, -0.5])
            let tensors: Value = [
                "age": .tensor(Tensor([10, 0] as [Int64])), "height": .tensor(Tensor([4, 8] as [Float])),
            ]
            #expect(try predict(model, tensors) == [20.5, -0.5])
            let empty: Value = ["age": .list([]), "height": .list([])]
            #expect(try predict(model, empty) == [])
        }
    }

    @Test("Predicts from matrices")
    func matrices() throws {
        try withModel { (model) throws in
            let matrix = try Tensor([10, 4, 0, 8] as [Double], shape: [2, 2])
            #expect(try predict(model, .tensor(matrix)) == [20.5, -0.5])
            let wide = try Tensor([1, 2, 3] as [Double], shape: [1, 3])
            let error = #expect(throws: FlavorError.self) { try model.predict(.tensor(wide)) }
            #expect(
                error?.message == "input: expected a matrix of float32, float64 or int64 with 2 columns and no nulls")
        }
    }

    @Test("Streams a number for each row, with the total at the end")
    func streams() throws {
        try withModel { (model) throws in
            let stream = try model.stream(["age": [1, 2, 3], "height": [0, 0, 0]])
            var results: [Prediction] = []
            while let result = try stream.next() { results.append(result) }
            #expect(results.map(\.value) == [3.5, 5.5, 7.5])
            #expect(results.map(\.info["rows"]) == [nil, nil, 3])
        }
    }

    @Test("Heeds parameters and options")
    func settings() throws {
        let offset: Value = 100
        let parameters = ValueMap([("offset", offset)])
        try withModel { (model) throws in
            let row: Value = ["age": 10, "height": 4.0]
            #expect(try predict(model, row, parameters: parameters) == [120.5])
        }
        let scale: Value = 2
        try withModel(options: ValueMap([("scale", scale)])) { (model) throws in
            #expect(try predict(model, ["age": 10, "height": 4.0]) == [41])
        }
        let text: Value = "much"
        let error = #expect(throws: FlavorError.self) {
            try withModel(options: ValueMap([("scale", text)])) { _ in }
        }
        #expect(error == FlavorError(.invalidArgument, "option \"scale\": expected a number"))
    }

    @Test("Says what is wrong with an input")
    func inputs() throws {
        try withModel { (model) throws in
            func sentence(_ input: Value) -> String? {
                #expect(throws: FlavorError.self) { try model.predict(input) }?.message
            }
            #expect(sentence(["age": [1]]) == "input: column \"height\" is missing")
            #expect(
                sentence(["age": ["one"], "height": [1]]) == "input: column \"age\" must hold numbers without nulls")
            #expect(
                sentence(["age": [.null], "height": [1]]) == "input: column \"age\" must hold numbers without nulls")
            #expect(
                sentence(["age": [1, 2], "height": [1]])
                    == "input: column \"height\" must be as long as the others, 2 rows, found 1")
            #expect(sentence("ten") == "input: expected a table or a matrix")
        }
    }

    /// A text that is no model, and what is said of it.
    struct BadFile: Sendable, CustomTestStringConvertible {
        let text: String
        let sentence: String

        init(_ text: String, _ sentence: String) {
            self.text = text
            self.sentence = "coefficients.txt\(sentence)"
        }

        var testDescription: String { sentence }
    }

    static let badFiles = [
        BadFile("", " holds no coefficients"),
        BadFile("age\n", ", line 1: expected a name and a number"),
        BadFile("age 1 2\n", ", line 1: expected a name and a number"),
        BadFile("age 1\nage 2\n", ", line 2: the name was there before"),
        BadFile("age 1x\n", ", line 1: the number is not a finite one"),
        BadFile("age nan\n", ", line 1: the number is not a finite one"),
        BadFile(String(repeating: "a", count: 64) + " 1\n", ", line 1: the name is longer than 63 bytes"),
        BadFile(String(repeating: "a", count: 600), ", line 1: the line is longer than 510 bytes"),
        BadFile((0..<257).map { "x\($0) 1\n" }.joined(), ", line 257: more than 256 coefficients"),
    ]

    @Test("Says what is wrong with a file", arguments: badFiles)
    func files(file: BadFile) throws {
        let error = #expect(throws: FlavorError.self) { try withModel(file.text) { _ in } }
        #expect(error == FlavorError(.dataLoss, file.sentence))
    }

    @Test("Says that a file is missing, or that the entry names none")
    func missingFiles() throws {
        let plugin = try TestHost.open("CLinear")
        try withTemporaryDirectory { folder in
            func sentence(_ configuration: Value) -> FlavorError? {
                #expect(throws: FlavorError.self) {
                    try plugin.load(folder: folder, key: "c-linear", flavors: ValueMap([("c-linear", configuration)]))
                }
            }
            #expect(
                sentence(["data": "coefficients.txt"])
                    == FlavorError(.notFound, "coefficients.txt cannot be opened: No such file or directory"))
            #expect(
                sentence(.map(ValueMap()))
                    == FlavorError(
                        .invalidArgument, "MLmodel: flavors.c-linear.data must be the path of a text file"))
        }
    }

    @Test("Saves a copy, or a reference, with a signature")
    func saves() throws {
        let plugin = try TestHost.open("CLinear")
        try withTemporaryDirectory { folder in
            try writeFile(Self.coefficients, to: "\(folder)/coefficients.txt")
            let copy = "\(folder)/copy"
            let isMade = try writeCopy(plugin, from: folder, to: copy)
            #expect(isMade)
            let reference = try plugin.save(source: folder, format: "linear-text", folder: nil)
            #expect(reference.flavors["c-linear"] == ["data": .string("\(folder)/coefficients.txt")])
            let broken = #expect(throws: FlavorError.self) {
                try plugin.save(source: "\(folder)/nowhere", format: "linear-text", folder: copy)
            }
            #expect(broken?.code == .notFound)
        }
    }

    private func writeCopy(_ plugin: LoadedPlugin, from source: String, to folder: String) throws -> Bool {
        try makeFolder(folder)
        let saved = try plugin.save(source: source, format: "linear-text", folder: folder)
        #expect(saved.flavors["c-linear"] == ["data": "coefficients.txt"])
        #expect(
            saved.inputs == #"[{"type": "double", "name": "age", "required": true}, "#
                + #"{"type": "double", "name": "height", "required": true}]"#)
        #expect(saved.outputs == #"[{"type": "double", "required": true}]"#)
        return try readFile("\(folder)/coefficients.txt") == Array(Self.coefficients.utf8)
    }

    @Test("Wakes from a wait when the call is cancelled", .timeLimit(.minutes(1)))
    func cancellation() throws {
        let pause: Value = 600
        try withModel { (model) throws in
            let cancellation = Cancellation()
            let stream = try model.stream(
                ["age": 1, "height": 1], parameters: ValueMap([("pause", pause)]),
                options: CallOptions(cancellation: cancellation))
            usleep(50_000)
            let start = ContinuousClock.now
            cancellation.cancel()
            #expect(throws: FlavorError(.cancelled, "the call was cancelled")) { try stream.next() }
            #expect(ContinuousClock.now - start < .milliseconds(900), "the plug-in itself heeds the cancellation")
        }
    }

    @Test("Ends at the deadline", .timeLimit(.minutes(1)))
    func deadline() throws {
        let pause: Value = 600
        try withModel { (model) throws in
            let start = ContinuousClock.now
            let error = #expect(throws: FlavorError.self) {
                try model.predict(
                    ["age": 1, "height": 1], parameters: ValueMap([("pause", pause)]),
                    options: CallOptions(timeout: .milliseconds(100)))
            }
            #expect(error?.code == .deadlineExceeded)
            #expect(ContinuousClock.now - start < .milliseconds(900), "the plug-in itself heeds the deadline")
        }
    }

    @Test("Is told to stop when the consumer is gone", .timeLimit(.minutes(1)))
    func abandoned() throws {
        try withModel { (model) throws in
            let rows = Value.tensor(Tensor([Double](repeating: 1, count: 100_000)))
            for _ in 0..<20 {
                let stream = try model.stream(["age": rows, "height": rows])
                #expect(try stream.next()?.value == 3.25)
            }
        }
    }

    @Test("A stream that its consumer let wait too long is cut off with an error, not as if it were whole")
    func stalled() throws {
        try withModel { (model) throws in
            let rows = Value.tensor(Tensor([Double](repeating: 1, count: 100)))
            let stream = try model.stream(
                ["age": rows, "height": rows], options: CallOptions(stallLimit: .milliseconds(20)))
            usleep(300_000)
            var count = 0
            #expect(throws: FlavorError.self) { while try stream.next() != nil { count += 1 } }
            #expect(count < 100)
        }
    }

    @Test("Answers many calls at once, as it says it can")
    func concurrency() async throws {
        let model = try withModel { $0 }
        let results = await withTaskGroup(of: [Double]?.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let input: Value = ["age": .int(Int64(index)), "height": 0]
                    guard case .tensor(let tensor) = try? model.predict(input).value else { return nil }
                    return tensor.elements(as: Double.self)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let expected = (0..<64).map { index in 1.5 + 2 * Double(index) }
        #expect(results.compactMap { $0?.first }.sorted() == expected)
    }
}
