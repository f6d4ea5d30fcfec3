import COnnxRuntime
import FlavorKit
import JSON
import Synchronization

/// Runs a graph with its outputs in the host's own memory, where their shapes are known before.
///
/// The shapes follow from the graph's and the inputs': an extent by a name is what it is in an input. A graph may declare
/// what it does not keep to; then the runtime refuses the memory, and this one is never given memory again.
final class OutputBinding: Sendable {
    /// Where an extent of an output is known from.
    private enum Extent {
        case fixed(Int)
        case ofInput(Int, axis: Int)
    }

    /// An output whose shape is known before the graph runs.
    private final class Plan: Sendable {
        let dtype: DType
        let element: ElementType
        let extents: [Extent]

        init(dtype: DType, element: ElementType, extents: [Extent]) {
            self.dtype = dtype
            self.element = element
            self.extents = extents
        }
    }

    private let session: GraphSession
    private let host: HostServices
    /// One for each output; nil for those that cannot be bound.
    private let plans: [Plan?]
    private let isTrusted: Atomic<Bool>

    /// Outputs up to this size are handed over by a copy, which costs less than a buffer of the host's.
    private static let mostCopiedBytes = 4096

    init(_ session: GraphSession, host: HostServices) {
        self.session = session
        self.host = host
        plans = session.outputs.map { Self.plan($0, session) }
        isTrusted = Atomic(plans.contains { $0 != nil })
    }

    private static func plan(_ output: GraphSession.Port, _ session: GraphSession) -> Plan? {
        // The runtime hands an input on that is an output too, and writes it nowhere.
        guard
            !(session.inputs + session.overridable).contains(where: { ExactString($0.name) == ExactString(output.name) }
            )
        else { return nil }
        guard case .tensor(let element, let dimensions?) = output.type, let dtype = element.dtype else { return nil }
        var extents: [Extent] = []
        for dimension in dimensions {
            switch dimension {
            case .fixed(let extent): extents.append(.fixed(extent))
            case .named(let name):
                guard let extent = place(of: name, session.inputs) else { return nil }
                extents.append(extent)
            }
        }
        return Plan(dtype: dtype, element: element, extents: extents)
    }

    /// Where among the inputs an extent's name stands.
    private static func place(of name: String, _ inputs: [GraphSession.Port]) -> Extent? {
        for (index, port) in inputs.enumerated() {
            guard case .tensor(_, let dimensions?) = port.type, !name.isEmpty else { continue }
            if let axis = dimensions.firstIndex(of: .named(name)) { return .ofInput(index, axis: axis) }
        }
        return nil
    }

    /// Runs the graph and gives its outputs.
    func run(
        _ given: [OpaquePointer?], _ inputs: [Value?], in values: inout GraphValues, call: Call
    ) throws -> [Value] {
        guard isTrusted.load(ordering: .relaxed) else { return try runUnbound(given, call) }
        var results: [OpaquePointer?] = []
        results.reserveCapacity(plans.count)
        /// The outputs that are bound, null in place of the others.
        var outputs: [Value] = []
        outputs.reserveCapacity(plans.count)
        /// The positions of the others, whose values the runtime makes.
        var unbound: [Int] = []
        for index in plans.indices {
            if let plan = plans[index], let shape = shape(plan, inputs),
                let tensor = try makeTensor(plan.dtype, shape)
            {
                results.append(try values.tensor(tensor, shape: shape, element: plan.element, isKept: false))
                outputs.append(.tensor(tensor))
            } else {
                results.append(nil)
                outputs.append(.null)
                unbound.append(index)
            }
        }
        defer { for index in unbound { release(results[index]) } }
        do {
            try session.run(given, &results, call: call)
        } catch let error as FlavorError {
            // Whether the memory was the reason shows without it.
            let outputs = try runUnbound(given, call)
            guard error.code != .cancelled else { throw error }
            isTrusted.store(false, ordering: .relaxed)
            return outputs
        }
        for index in unbound { outputs[index] = try convert(results[index], index) }
        return outputs
    }

    private func runUnbound(_ given: [OpaquePointer?], _ call: Call) throws -> [Value] {
        var results = [OpaquePointer?](repeating: nil, count: plans.count)
        try session.run(given, &results, call: call)
        defer { for result in results { release(result) } }
        return try results.indices.map { try convert(results[$0], $0) }
    }

    private func convert(_ result: OpaquePointer?, _ index: Int) throws -> Value {
        guard let result else { return .null }
        return try OutputConversion(runtime: session.runtime, host: host, name: session.outputs[index].name).value(
            of: result)
    }

    private func release(_ result: OpaquePointer?) {
        if let result { ort_release_value(session.runtime.api, result) }
    }

    private func shape(_ plan: Plan, _ inputs: [Value?]) -> [Int]? {
        var shape: [Int] = []
        shape.reserveCapacity(plan.extents.count)
        for extent in plan.extents {
            switch extent {
            case .fixed(let extent): shape.append(extent)
            case .ofInput(let index, let axis):
                guard case .tensor(let tensor)? = inputs[index], axis < tensor.shape.count else { return nil }
                shape.append(tensor.shape[axis])
            }
        }
        return shape
    }

    /// Memory for an output, or nil for one without elements.
    private func makeTensor(_ dtype: DType, _ shape: [Int]) throws -> Tensor? {
        guard let count = dtype.byteCount(shape: shape), count > 0 else { return nil }
        let storage =
            count > Self.mostCopiedBytes
            ? try host.makeStorage(byteCount: count) { _ in } : TensorStorage(byteCount: count) { _ in }
        return try Tensor(dtype: dtype, shape: shape, storage: storage)
    }
}
