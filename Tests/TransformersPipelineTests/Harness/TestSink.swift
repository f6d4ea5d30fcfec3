import CFlavor
import FlavorKit
import Synchronization
import TestSupport

/// Keeps what a flavor emits.
final class TestSink: @unchecked Sendable {
    struct Emit {
        let value: Value
        let info: ValueMap
    }

    let pointer: UnsafePointer<flavor_sink>
    private let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_sink_size(), alignment: 16)
    private let state: State

    private final class State: Sendable {
        let emits = Mutex<[Emit]>([])
        let failures = Mutex<[any Error]>([])
        let limit: Int

        init(limit: Int) { self.limit = limit }
    }

    /// - Parameter limit: After how many emits the consumer wants no more.
    init(mode: Int, limit: Int = .max) {
        state = State(limit: limit)
        pointer = flavor_sink_make(memory, Unmanaged.passUnretained(state).toOpaque(), Int32(mode)) {
            sink, value, info in
            guard let context = flavor_sink_context(sink) else { return Int32(FLAVOR_EMIT_STOP) }
            let state = Unmanaged<State>.fromOpaque(context).takeUnretainedValue()
            do {
                let decoder = ABI.Decoder()
                let emit = Emit(
                    value: try decoder.decode(value),
                    info: try info.flatMap { try decoder.decode($0).mapValue } ?? ValueMap())
                let count = state.emits.withLock { emits in
                    emits.append(emit)
                    return emits.count
                }
                return Int32(count < state.limit ? FLAVOR_EMIT_CONTINUE : FLAVOR_EMIT_STOP)
            } catch {
                state.failures.withLock { $0.append(error) }
                return Int32(FLAVOR_EMIT_STOP)
            }
        }
    }

    deinit { memory.deallocate() }

    /// What was emitted.
    func emits() throws -> [Emit] {
        if let failure = state.failures.withLock({ $0.first }) { throw failure }
        return state.emits.withLock { $0 }
    }

    /// The emit of a unary call.
    func onlyEmit() throws -> Emit {
        let emits = try emits()
        guard let emit = emits.first, emits.count == 1 else {
            throw TestSupportError("expected one emit, found \(emits.count)")
        }
        return emit
    }
}
