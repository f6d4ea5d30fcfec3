import FlavorKit
import Testing

@testable import FlavorHost

@Suite("Requests that are held instead of answered")
struct HeldRequestTests {
    private static let question: Value = "What is the capital of Spain?"

    private func ask(_ held: HeldRequest, through model: Model) throws -> Prediction {
        var call = CallOptions()
        call.heldRequest = held
        return try model.predict(Self.question, call: call)
    }

    @Test("The first request to another model is held, and who asked gets no answer", arguments: [nil, "c-canned"])
    func holds(flavor: String?) throws {
        try ModelChain.with { chain in
            let model = try chain.host.load(chain.forward("outer", to: chain.canned()))
            let held = HeldRequest(to: flavor)
            let error = #expect(throws: FlavorError.self) { try ask(held, through: model) }
            #expect(error?.code == .cancelled)
            #expect(held.content?.input == Self.question)
            // The next call is answered.
            #expect(try model.predict(Self.question).value == "What is the capital of Spain?Madrid.")
        }
    }

    @Test("Requests to a model further in are held on the way there")
    func nested() throws {
        try ModelChain.with { chain in
            let inner = try chain.forward("inner", to: chain.canned(), key: "c-echo")
            let model = try chain.host.load(chain.forward("outer", to: inner))
            let held = HeldRequest(to: "c-canned")
            #expect(throws: FlavorError.self) { try ask(held, through: model) }
            #expect(held.content?.input == Self.question)
        }
    }

    @Test("Requests to other flavors are answered")
    func others() throws {
        try ModelChain.with { chain in
            let model = try chain.host.load(chain.forward("outer", to: chain.canned()))
            let held = HeldRequest(to: "another")
            #expect(try ask(held, through: model).value == "What is the capital of Spain?Madrid.")
            #expect(held.content == nil)
        }
    }
}
