import FlavorKit
import Testing

@testable import FlavorHost

@Suite("Requests that are taken down on the way to an answer")
struct AskedRequestsTests {
    private static let question: Value = "What is the capital of Spain?"

    private func ask(_ asked: AskedRequests, _ model: Model) throws -> Prediction {
        var call = CallOptions()
        call.asked = asked
        return try model.predict(Self.question, call: call)
    }

    @Test("A request to a model in the folder is taken down and answered shortly")
    func short() throws {
        try ModelChain.with { chain in
            let inner = try chain.canned()
            let model = try chain.host.load(chain.forward("outer", to: inner))
            let asked = AskedRequests(ofModelsIn: inner)
            #expect(try ask(asked, model).value == "What is the capital of Spain?M")
            #expect(asked.all.map(\.flavor) == ["c-canned"])
            #expect(asked.all.first?.input == Self.question)
            #expect(asked.all.first?.parameters.isEmpty == true)
            #expect(try model.predict(Self.question).value == "What is the capital of Spain?Madrid.")
        }
    }

    @Test("Requests to a model further in are taken down on the way there, in a folder by any name")
    func nested() throws {
        try ModelChain.with { chain in
            let canned = try chain.canned()
            let model = try chain.host.load(
                chain.forward("outer", to: chain.forward("inner", to: canned, key: "c-echo")))
            let asked = AskedRequests(ofModelsIn: "\(chain.folder)/inner/../canned")
            _ = try ask(asked, model)
            #expect(asked.all.map(\.input) == [Self.question])
        }
    }

    @Test("Requests to models elsewhere are answered as ever")
    func others() throws {
        try ModelChain.with { chain in
            let model = try chain.host.load(chain.forward("outer", to: chain.canned()))
            let asked = AskedRequests(ofModelsIn: chain.folder)
            #expect(try ask(asked, model).value == "What is the capital of Spain?Madrid.")
            #expect(asked.all.isEmpty)
        }
    }
}
