import COnnxRuntime
import FlavorKit

/// A loaded graph; calls may overlap.
final class GraphModel: FlavorModel {
    private let session: GraphSession
    private let host: HostServices
    private let binding: OutputBinding

    init(session: GraphSession, host: HostServices) {
        self.session = session
        self.host = host
        binding = OutputBinding(session, host: host)
    }

    private static let generationNames = Set(OnnxCustomWrapper.descriptor.parameters.map(\.name))

    func predict(_ input: Value, parameters: Parameters, call: Call, sink: Sink) throws {
        // What only the model's signature names is left alone, as in MLflow.
        if let parameter = parameters.values.entries.first(where: { Self.generationNames.contains($0.name) }) {
            throw FlavorError(
                .invalidArgument,
                "parameter \"\(parameter.name)\" is for models that generate text: a graph takes none: leave it out")
        }
        let feed = try GraphFeed(input, session.inputs, overridable: session.overridable)
        // The runtime's values point into these.
        defer { withExtendedLifetime(feed) {} }
        var values = GraphValues(session.runtime)
        var given: [OpaquePointer?] = []
        given.reserveCapacity(feed.values.count)
        for index in feed.values.indices {
            guard let value = feed.values[index] else {
                given.append(nil)
                continue
            }
            let count = session.inputs.count
            let port = index < count ? session.inputs[index] : session.overridable[index - count]
            given.append(try InputConversion(name: port.name).make(value, port.type, in: &values))
        }
        let outputs = try binding.run(given, feed.values, in: &values, call: call)
        var entries: [ValueMap.Entry] = []
        entries.reserveCapacity(outputs.count)
        for index in session.outputs.indices {
            let output = feed.isTable ? outputs[index].flattened : outputs[index]
            entries.append(ValueMap.Entry(name: session.outputs[index].name, value: output))
        }
        // The session lists each name once.
        sink.emit(.map(ValueMap(distinct: entries, isSingleRow: false)))
    }
}

extension Value {
    /// An array as a column: all its elements in one dimension.
    fileprivate var flattened: Value {
        switch self {
        case .strings(let strings): .strings(StringTensor(strings.items))
        case .tensor(let tensor): (try? tensor.reshaped([tensor.elementCount])).map(Value.tensor) ?? self
        default: self
        }
    }
}
