import FlavorHost
import FlavorKit
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite("A model that answers through another")
struct ModelServiceTests {
    private static let spain: Value = "What is the capital of Spain?"
    private static let madrid = "What is the capital of Spain?Madrid."

    private func parameters(_ entries: (String, Value)...) -> ValueMap { ValueMap(entries) }

    private func pieces(of stream: PredictionStream) throws -> [String] {
        var pieces: [String] = []
        while let piece = try stream.next() { pieces.append(piece.value.stringValue ?? "?") }
        return pieces
    }

    @Test("Passes value and info on, whether it hands its own sink on or makes one", arguments: [false, true])
    func unary(ownSink: Bool) throws {
        try ModelChain.with { chain in
            let model = try chain.host.load(chain.forward("outer", to: chain.canned()))
            let result = try model.predict(Self.spain, parameters: parameters(("own_sink", .bool(ownSink))))
            #expect(result.value == .string(Self.madrid))
            #expect(result.info["finish_reason"] == "stop")
            #expect(result.info["prompt_tokens"] == 29 && result.info["completion_tokens"] == 8)
        }
    }

    @Test("Passes a stream on piece by piece", arguments: [false, true])
    func stream(ownSink: Bool) throws {
        try ModelChain.with { chain in
            let model = try chain.host.load(chain.forward("outer", to: chain.canned()))
            let stream = try model.stream(Self.spain, parameters: parameters(("own_sink", .bool(ownSink))))
            let expected = ["What is the capital of Spain?"] + "Madrid.".map { String($0) } + [""]
            #expect(try pieces(of: stream) == expected)
        }
    }

    @Test("Structs of a later revision, which are longer, are read as far as they are known")
    func paddedStructs() throws {
        try ModelChain.with(headers: PaddedHeader.headers()) { chain in
            let model = try chain.host.load(chain.forward("outer", to: chain.canned()))
            #expect(
                try model.predict(Self.spain, parameters: parameters(("own_sink", true))).value == .string(Self.madrid))
            let told = try model.predict(Self.spain, parameters: parameters(("describes", true))).value
            #expect(told["model"]?["context_length"] == 4096)
        }
    }

    @Test("Tells what is known of the other model")
    func description() throws {
        try ModelChain.with { chain in
            let inner = try chain.canned()
            try writeFile("{{ messages }}", to: "\(inner)/chat_template.jinja")
            let model = try chain.host.load(chain.forward("outer", to: inner))
            let told = try model.predict(Self.spain, parameters: parameters(("describes", true))).value
            #expect(told["flavor"] == "c-canned" && told["version"] == "1.0.0")
            #expect(told["signature"] == .null && told["metadata"] == .null)
            #expect(told["parameters"]?.listValue?.contains("max_new_tokens") == true)
            #expect(told["model"]?["chat_template"] == "{{ messages }}")
            #expect(told["model"]?["special_tokens"]?["eos_token"] == "</s>")
            #expect(told["model"]?["context_length"] == 4096)
        }
    }

    @Test("A flavor that tells nothing of its models is described without")
    func noDescription() throws {
        try ModelChain.with { chain in
            let inner = try chain.forward("inner", to: chain.canned(), key: "c-echo")
            let model = try chain.host.load(chain.forward("outer", to: inner))
            let told = try model.predict(Self.spain, parameters: parameters(("describes", true))).value
            #expect(told["flavor"] == "c-echo" && told["model"] == .null)
        }
    }

    // MARK: Which model

    @Test("Without a folder and a flavor the host chooses another flavor for the same folder")
    func sameFolder() throws {
        try ModelChain.with { chain in
            let both = try chain.model("both", "flavors: {c-forward: {}, c-canned: {}}")
            try writeFile(ModelChain.answers, to: "\(both)/canned.txt")
            #expect(try chain.host.flavor(for: both) == "c-forward")
            #expect(try chain.host.load(both).predict(Self.spain).value == .string(Self.madrid))
            let three = try chain.model("three", "flavors: {c-forward: {}, c-echo: {}, c-canned: {}}")
            try writeFile(ModelChain.answers, to: "\(three)/canned.txt")
            #expect(try chain.host.load(three).predict(Self.spain).value == .string(Self.madrid))
        }
    }

    @Test("A folder that no further flavor loads is refused with what to do")
    func noOtherFlavor() throws {
        try ModelChain.with { chain in
            let alone = try chain.model("alone", "flavors: {c-forward: {}}")
            let error = #expect(throws: FlavorError.self) { try chain.host.load(alone) }
            let sentence =
                "\(alone): no installed flavor but c-forward loads this model, and c-forward answers through another: "
                + "install the flavor of the model that it wraps"
            #expect(error == FlavorError(.notFound, sentence))
        }
    }

    @Test("A model that would answer through itself is refused, also under another name and in a prediction")
    func cycle() throws {
        try ModelChain.with { chain in
            func sentence(_ path: String, _ flavor: String = "c-forward") -> String {
                "\(path): flavor \"\(flavor)\" already answers for this model, which so would ask itself: name another "
                    + "flavor or another model"
            }
            let own = try chain.forward("own", to: "", flavor: "c-forward")
            #expect(throws: FlavorError(.failedPrecondition, sentence(own))) { try chain.host.load(own) }
            let lazy: ValueMap = ["lazy": true]
            let model = try chain.host.load(own, options: lazy)
            // What it opens gets no options, so it opens in turn.
            #expect(throws: FlavorError(.failedPrecondition, sentence(own))) { try model.predict(Self.spain) }

            let one = try chain.forward("one", to: "\(chain.folder)/link", flavor: "c-echo")
            _ = try chain.forward("two", to: "\(chain.folder)/one", flavor: "c-forward", key: "c-echo")
            #expect(symlink("\(chain.folder)/two", "\(chain.folder)/link") == 0)
            #expect(throws: FlavorError(.failedPrecondition, sentence(one))) { try chain.host.load(one) }
        }
    }

    @Test("Eight models may answer through one another, and no ninth")
    func depth() throws {
        try ModelChain.with { chain in
            var path = try chain.canned()
            for number in 1...7 { path = try chain.forward("m\(number)", to: path) }
            #expect(try chain.host.load(path).predict(Self.spain).value == .string(Self.madrid))
            let tooDeep = try chain.forward("m8", to: path)
            let error = #expect(throws: FlavorError.self) { try chain.host.load(tooDeep) }
            let sentence =
                "\(chain.folder)/canned: expected at most 8 models that answer through one another, found one more"
            #expect(error == FlavorError(.failedPrecondition, sentence))
        }
    }

    @Test("A save opens the source with another flavor than its own")
    func save() throws {
        try ModelChain.with { chain in
            let both = try chain.model("both", "flavors: {c-forward: {}, c-canned: {}}")
            try writeFile(ModelChain.answers, to: "\(both)/canned.txt")
            let saved = "\(chain.folder)/saved"
            try chain.host.save(SaveRequest(source: both, destination: saved), flavor: "c-forward")
            #expect(try chain.host.load(saved).predict(Self.spain).value == .string(Self.madrid))
        }
    }

    // MARK: Failures

    /// What goes wrong with the other model, and what the user is told.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let inner: @Sendable (ModelChain) throws -> String
        let code: FlavorError.Code
        let sentence: String

        init(
            _ name: String, _ code: FlavorError.Code, _ sentence: String,
            _ inner: @escaping @Sendable (ModelChain) throws -> String
        ) {
            testDescription = name
            self.inner = inner
            self.code = code
            self.sentence = sentence
        }
    }

    static let refusals = [
        Refusal(
            "no folder", .notFound,
            "%/none: no such folder: expected a model folder, with MLmodel or with a model's files"
        ) {
            "\($0.folder)/none"
        },
        Refusal("a damaged model", .dataLoss, "canned.txt, line 1: expected ASKED => ANSWER") {
            try $0.canned(answers: "no arrow\n")
        },
        Refusal(
            "no flavor", .notFound,
            "%/strange: no installed flavor loads this model, found an MLmodel with the flavors other: run flavor why %/strange"
        ) { try $0.model("strange", "flavors: {other: {}}") },
    ]

    @Test("Fails with the other model's reason", arguments: refusals)
    func reason(refusal: Refusal) throws {
        try ModelChain.with { chain in
            let outer = try chain.forward("outer", to: refusal.inner(chain))
            let error = #expect(throws: FlavorError.self) { try chain.host.load(outer) }
            let sentence = refusal.sentence.split(separator: "%", omittingEmptySubsequences: false)
                .joined(separator: chain.folder)
            #expect(error == FlavorError(refusal.code, sentence))
        }
    }

    @Test("Input and parameters are enforced as a user's are, and a plug-in may tell it in its own words")
    func enforcement() throws {
        try ModelChain.with { chain in
            let model = try chain.host.load(chain.forward("outer", to: chain.canned()))
            func sentence(_ input: Value, _ entries: (String, Value)...) -> String? {
                #expect(throws: FlavorError.self) { try model.predict(input, parameters: ValueMap(entries)) }?.message
            }
            let unknown = "parameter \"nonsense\" is not known to c-canned: expected one of "
            #expect(sentence(Self.spain, ("nonsense", true))?.hasPrefix(unknown) == true)
            #expect(
                sentence(Self.spain, ("nonsense", true), ("words", true))?
                    .hasPrefix("c-forward was refused: \(unknown)") == true)
            #expect(sentence(7) == "the input: expected one prompt, a string")
        }
    }

    static let misuses: [(plugin: String, sentence: String)] = [
        ("UsesClosedModel", "a plug-in used a model that it had not opened, or had closed before"),
        ("UsesForeignModel", "a plug-in used a model that it had not opened, or had closed before"),
    ]

    @Test("A handle that is closed or another's is found out", arguments: misuses)
    func misuse(plugin: String, sentence: String) throws {
        try ModelChain.with(["Misbehaving/\(plugin)"]) { chain in
            let id = plugin == "UsesClosedModel" ? "uses-closed-model" : "uses-foreign-model"
            let model = try chain.host.plugin(id).loadPlain()
            let error = #expect(throws: FlavorError.self) { try model.predict(.string(try chain.canned())) }
            #expect(error == FlavorError(.internal, sentence))
        }
    }

    @Test("A model that is closed twice is closed once, and the log tells")
    func closedTwice() throws {
        try ModelChain.with(["Misbehaving/ClosesTwice"]) { chain in
            let model = try chain.host.plugin("closes-twice").loadPlain()
            let canned = try chain.canned()
            for _ in 0..<3 { #expect(try model.predict(.string(canned)).value == "closed") }
            let lines = [String](
                repeating: "a plug-in closed a model that it had not opened, or had closed before", count: 3)
            #expect(chain.log.warnings == lines)
        }
    }

    @Test("A path that is not absolute is refused")
    func relative() throws {
        try ModelChain.with(["Misbehaving/OpensAnything"]) { chain in
            let model = try chain.host.plugin("opens-anything").loadPlain()
            for path in ["", ".", "canned", "/tmp/\0x"] {
                #expect(
                    throws: FlavorError(.invalidArgument, "the folder of a model to open: expected an absolute path")
                ) { try model.predict(.string(path)) }
            }
        }
    }

    @Test("A model outlives the host that it was opened by, but opens no further ones")
    func hostIsGone() throws {
        try ModelChain.with { chain in
            let outer = try chain.forward("outer", to: chain.canned())
            var host: Host? = FlavorFolder(path: "\(chain.folder)/flavors").host()
            let model = try host?.load(outer)
            let lazy = try host?.load(outer, options: ["lazy": true])
            host = nil
            #expect(try model?.predict(Self.spain).value == .string(Self.madrid))
            #expect(throws: FlavorError(.unavailable, "the host that opened this plug-in is gone")) {
                try lazy?.predict(Self.spain)
            }
        }
    }

    // MARK: Cancellation, deadline, back-pressure, locks

    /// How many tokens the innermost model had made when it was stopped.
    private func stoppedAfter(_ chain: ModelChain) throws -> Int? {
        let prefix = "c-canned was stopped after "
        for _ in 0..<2000 {
            if let line = chain.log.warnings.first(where: { $0.hasPrefix(prefix) }) {
                return line.dropFirst(prefix.count).split(separator: " ").first.flatMap { Int($0) }
            }
            usleep(1000)
        }
        return nil
    }

    @Test(
        "A cancellation stops the innermost of three within one token", .timeLimit(.minutes(1)),
        arguments: [false, true])
    func cancellation(ownSink: Bool) throws {
        try ModelChain.with { chain in
            let middle = try chain.forward("middle", to: chain.canned())
            let model = try chain.host.load(chain.forward("outer", to: middle))
            let cancellation = Cancellation()
            let stream = try model.stream(
                "long", parameters: parameters(("pause", 0.02), ("own_sink", .bool(ownSink))),
                call: CallOptions(cancellation: cancellation))
            for _ in 0..<5 { _ = try stream.next() }
            cancellation.cancel()
            #expect(throws: FlavorError(.cancelled, "the call was cancelled")) { while try stream.next() != nil {} }
            // The prompt and four tokens were taken; a fifth may have been under way, and a sixth begun.
            let count = try #require(try stoppedAfter(chain))
            #expect((4...6).contains(count), "\(count) tokens")
        }
    }

    @Test("A consumer that goes away stops the innermost of three", .timeLimit(.minutes(1)))
    func abandoned() throws {
        try ModelChain.with { chain in
            let middle = try chain.forward("middle", to: chain.canned())
            let model = try chain.host.load(chain.forward("outer", to: middle))
            try {
                let stream = try model.stream("long", parameters: parameters(("pause", 0.02)))
                for _ in 0..<3 { _ = try stream.next() }
            }()
            let count = try #require(try stoppedAfter(chain))
            #expect((2...4).contains(count), "\(count) tokens")
        }
    }

    @Test("The deadline ends the innermost of three, and says so", .timeLimit(.minutes(1)))
    func deadline() throws {
        try ModelChain.with { chain in
            let middle = try chain.forward("middle", to: chain.canned())
            let model = try chain.host.load(chain.forward("outer", to: middle))
            let error = #expect(throws: FlavorError.self) {
                try model.predict(
                    "long", parameters: parameters(("pause", 0.02)),
                    call: CallOptions(timeout: .milliseconds(120)))
            }
            #expect(error?.code == .deadlineExceeded)
            let count = try #require(try stoppedAfter(chain))
            #expect(count <= 6)
        }
    }

    @Test("A consumer that does not take holds the innermost of three back", .timeLimit(.minutes(1)))
    func backPressure() throws {
        try ModelChain.with { chain in
            let middle = try chain.forward("middle", to: chain.canned())
            let model = try chain.host.load(chain.forward("outer", to: middle))
            let cancellation = Cancellation()
            let stream = try model.stream("long", call: CallOptions(cancellation: cancellation))
            _ = try stream.next()
            usleep(200_000)
            cancellation.cancel()
            while (try? stream.next()) != nil {}
            // Three queues of sixteen, and one on the way in each.
            let count = try #require(try stoppedAfter(chain))
            #expect(count <= 3 * 17 + 1, "\(count) tokens")
        }
    }

    @Test("A serial plug-in is reached through itself, one request after another", .timeLimit(.minutes(1)))
    func serial() async throws {
        let results = try await onOwnThread {
            try ModelChain.with { chain in
                let middle = try chain.forward("middle", to: chain.canned())
                let model = try chain.host.load(chain.forward("outer", to: middle))
                let results = Mutex<[Value]>([])
                onThreads(8) {
                    if let value = try? model.predict(Self.spain).value { results.withLock { $0.append(value) } }
                }
                return results.withLock { $0 }
            }
        }
        #expect(results == [Value](repeating: .string(Self.madrid), count: 8))
    }

    @Test("An answer that is no longer wanted does not overlap the next one of the same call", .timeLimit(.minutes(1)))
    func rejected() throws {
        try ModelChain.with { chain in
            let model = try chain.host.load(chain.forward("outer", to: chain.canned(), key: "c-echo"))
            let result = try model.predict(Self.spain, parameters: parameters(("rejects", 20), ("pause", 0.001)))
            #expect(result.value == .string(Self.madrid))
        }
    }

    @Test("A model that is given back while it still answers lives until it has")
    func closedWhileBusy() throws {
        try ModelChain.with { chain in
            let model = try chain.host.load(chain.forward("outer", to: chain.canned()), options: ["lazy": true])
            for _ in 0..<20 {
                let stream = try model.stream("long", parameters: parameters(("rejects", 1)))
                #expect(try stream.next()?.value == "long")
            }
        }
    }
}
