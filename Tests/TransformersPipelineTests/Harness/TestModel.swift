import CFlavor
import FlavorKit

/// A model that was loaded through the C tables.
final class TestModel: @unchecked Sendable {
    private let host: TestHost
    private let model: OpaquePointer

    init(host: TestHost, model: OpaquePointer) {
        self.host = host
        self.model = model
    }

    deinit { host.unload(model) }

    /// Predicts with a sink that takes one result.
    func predict(
        _ input: Value, _ parameters: Value = [:], call: TestCall = TestCall()
    ) throws -> TestSink.Emit {
        let sink = TestSink(mode: FLAVOR_SINK_UNARY)
        try host.predict(model, input, parameters.mapValue ?? ValueMap(), sink, call)
        return try sink.onlyEmit()
    }

    /// Predicts with a sink that takes deltas, up to a number of them.
    func stream(
        _ input: Value, _ parameters: Value = [:], limit: Int = .max, call: TestCall = TestCall()
    ) throws -> [TestSink.Emit] {
        let sink = TestSink(mode: FLAVOR_SINK_STREAM, limit: limit)
        try host.predict(model, input, parameters.mapValue ?? ValueMap(), sink, call)
        return try sink.emits()
    }

    /// The sentence that a prediction fails with.
    func refusal(_ input: Value, _ parameters: Value = [:]) -> String? {
        do {
            _ = try predict(input, parameters)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
