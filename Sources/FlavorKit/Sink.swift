import CFlavor

/// Where a prediction goes.
///
/// It holds until the method that it was given to returns.
public struct Sink: @unchecked Sendable {
    let pointer: UnsafePointer<flavor_sink>

    /// Wraps a sink that someone else made.
    package init(borrowing pointer: UnsafePointer<flavor_sink>) { self.pointer = pointer }

    /// What the caller expects.
    public enum Mode: Sendable {
        /// Exactly one emit, of a value that satisfies the output schema.
        case unary
        /// Any number of deltas as the task defines them.
        case stream
    }

    /// What to do after an emit.
    public enum Answer: Sendable {
        case proceed
        /// Nobody takes more: return soon and emit nothing.
        case stop
    }

    /// What the caller expects.
    public var mode: Mode { flavor_sink_mode(pointer) == Int32(FLAVOR_SINK_STREAM) ? .stream : .unary }

    /// Hands a result over; blocks only while the consumer's queue is full.
    ///
    /// - Parameter info: Token ids, finish reason, usage and the like, as the task defines them; the last emit carries the
    ///   totals.
    @discardableResult
    public func emit(_ value: Value, info: ValueMap? = nil) -> Answer {
        let encoder = ABI.Encoder()
        let answer = flavor_sink_emit(pointer, encoder.encode(value), info.map { encoder.encode(.map($0)) })
        return withExtendedLifetime(encoder) { answer == Int32(FLAVOR_EMIT_CONTINUE) ? .proceed : .stop }
    }
}
