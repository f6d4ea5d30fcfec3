import CFlavor

/// What the host does for a flavor.
///
/// It holds until the end of the process.
public struct HostServices: @unchecked Sendable {
    let pointer: UnsafePointer<flavor_host>

    /// The levels of the host's log.
    public enum LogLevel: Int32, Sendable {
        case trace = 0
        case debug = 1
        case info = 2
        case warning = 3
        case error = 4
        /// The host broke the contract.
        case hostMisbehaves = 5
    }

    /// Writes one line to the host's log.
    ///
    /// - Parameter call: The call that it is about.
    public func log(_ level: LogLevel, _ message: String, call: Call? = nil) {
        ABI.withString(ABI.oneLine(message)) { flavor_host_log(pointer, call?.pointer, level.rawValue, $0) }
    }

    /// Whether the host has an ability, such as "flavor.host.models/1".
    public func hasAbility(_ id: String) -> Bool {
        id.withCString { flavor_host_ability(pointer, $0) != nil }
    }

    /// Allocates storage that the host can keep, or map into another process, without a copy.
    ///
    /// - Throws: `FlavorError` with `resourceExhausted` when there is no memory, or what `body` throws.
    public func makeStorage(
        byteCount: Int, filling body: (UnsafeMutableRawBufferPointer) throws -> Void
    ) throws -> TensorStorage {
        guard byteCount >= 0, let buffer = flavor_host_buffer_make(pointer, UInt64(byteCount), 64) else {
            throw FlavorError(.resourceExhausted, "the host could not allocate a buffer of \(byteCount) bytes")
        }
        let memory = UnsafeMutableRawBufferPointer(start: buffer.pointee.data, count: byteCount)
        let reference = BufferReference(host: self, buffer: buffer)
        do {
            try body(memory)
        } catch {
            reference.release()
            throw error
        }
        return TensorStorage(
            borrowing: UnsafeRawBufferPointer(memory), of: UnsafeRawPointer(buffer), release: reference.release)
    }

    /// Takes a reference to a buffer of the host and returns what gives it back.
    func retain(_ buffer: UnsafePointer<flavor_buffer>) -> @Sendable () -> Void {
        flavor_host_buffer_retain(pointer, buffer)
        return BufferReference(host: self, buffer: buffer).release
    }

    private struct BufferReference: @unchecked Sendable {
        let host: HostServices
        let buffer: UnsafePointer<flavor_buffer>

        @Sendable func release() { flavor_host_buffer_release(host.pointer, buffer) }
    }
}
