import CFlavor
import FlavorKit
import Synchronization

/// A call as a host makes it.
final class TestCall: @unchecked Sendable {
    let pointer: UnsafePointer<flavor_call>
    private let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_call_size(), alignment: 16)
    private let state: State

    /// What the flavor's questions are answered from.
    private final class State: Sendable {
        let questionsLeft: Atomic<Int>
        let progress = Mutex<[(UInt64, UInt64)]>([])

        init(_ questions: Int) { questionsLeft = Atomic(questions) }
    }

    /// - Parameter cancelledAfter: How often the call says that it goes on before it is cancelled.
    init(threads: UInt32 = 1, cancelledAfter questions: Int = .max) {
        state = State(questions)
        pointer = flavor_call_make(
            memory, Unmanaged.passUnretained(state).toOpaque(), threads, Int64.max,
            { call in
                guard let context = flavor_call_context(call) else { return 0 }
                let state = Unmanaged<State>.fromOpaque(context).takeUnretainedValue()
                return state.questionsLeft.subtract(1, ordering: .relaxed).oldValue > 0 ? 0 : 1
            },
            nil, nil,
            { call, done, total, _ in
                guard let context = flavor_call_context(call) else { return }
                Unmanaged<State>.fromOpaque(context).takeUnretainedValue().progress.withLock {
                    $0.append((done, total))
                }
            })
    }

    deinit { memory.deallocate() }

    /// What was told of the progress: done and total.
    var progress: [(UInt64, UInt64)] { state.progress.withLock { $0 } }
}
