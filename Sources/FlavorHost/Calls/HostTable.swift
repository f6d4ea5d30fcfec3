import CFlavor
import FlavorKit
import Logging
import Synchronization

/// The table of services that plug-ins get from one host.
///
/// The header promises that it lives until the end of the process, so it is never freed.
final class HostTable: @unchecked Sendable {
    /// The abilities that the table's `ability` always finds.
    static let abilities: Set<String> = [FLAVOR_HOST_MODELS_ABILITY]
    static let name = "flavorhost \(HostVersion.current)"

    let logger: Logger
    /// What the running entry says it fails with; entries run one at a time.
    private let entryFailure = Mutex<FlavorError?>(nil)

    private nonisolated(unsafe) let models: UnsafePointer<flavor_host_models>
    private nonisolated(unsafe) let headStart: UnsafePointer<flavor_host_head_start>?

    init(logger: Logger, models: ModelService, givesHeadStart: Bool) {
        self.logger = logger
        self.models = models.makePointer()
        headStart =
            givesHeadStart
            ? flavor_host_head_start_make(
                UnsafeMutableRawPointer.allocate(byteCount: flavor_host_head_start_size(), alignment: 8)) : nil
    }

    /// Makes the C table.
    ///
    /// Called once for a host.
    func makePointer() -> UnsafePointer<flavor_host> {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_host_size(), alignment: 8)
        let name = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.name.utf8.count, alignment: 1)
        name.copyBytes(from: Self.name.utf8)
        return flavor_host_make(
            memory, Unmanaged.passRetained(self).toOpaque(),
            flavor_string(data: name.baseAddress?.assumingMemoryBound(to: CChar.self), size: UInt64(name.count)),
            { context, call, code, message, detail in
                HostTable.of(context)?.fail(call: call, code: code, message: message, detail: detail)
                // A plug-in that fails with the code of success has failed all the same.
                return code == 0 ? Int32(FLAVOR_UNKNOWN) : code
            },
            { context, _, level, message in HostTable.of(context)?.log(level, message.repairedText) },
            { _, size, alignment in HostBuffer.allocate(size: size, alignment: alignment) },
            { _, buffer in HostBuffer.retain(buffer) },
            { _, buffer in HostBuffer.release(buffer) },
            { context, id in HostTable.of(context)?.ability(String(cString: id)) })
    }

    /// Forgets what an earlier entry said.
    func beginEntry() { entryFailure.withLock { $0 = nil } }

    /// What the entry that just returned said.
    func takeEntryFailure() -> FlavorError? {
        entryFailure.withLock { failure in
            defer { failure = nil }
            return failure
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> HostTable? {
        context.map { Unmanaged<HostTable>.fromOpaque($0).takeUnretainedValue() }
    }

    private func fail(
        call: UnsafePointer<flavor_call>?, code: Int32, message: flavor_string, detail: flavor_string
    ) {
        let error = FlavorError(
            FlavorError.Code(rawValue: code) ?? .unknown, ABI.oneLine(message.repairedText),
            detail: detail.repairedText)
        if let call {
            CallState.of(call)?.fail(error)
        } else {
            entryFailure.withLock { if $0 == nil { $0 = error } }
        }
    }

    private func ability(_ id: String) -> UnsafeRawPointer? {
        switch id {
        case FLAVOR_HOST_MODELS_ABILITY: UnsafeRawPointer(models)
        case FLAVOR_HOST_HEAD_START_ABILITY: headStart.map { UnsafeRawPointer($0) }
        default: nil
        }
    }

    private func log(_ level: Int32, _ message: String) {
        let level: Logger.Level =
            switch Int(level) {
            case Int(FLAVOR_LOG_TRACE): .trace
            case Int(FLAVOR_LOG_DEBUG): .debug
            case Int(FLAVOR_LOG_INFO): .info
            case Int(FLAVOR_LOG_WARNING): .warning
            default: .error
            }
        logger.log(level: level, "\(ABI.oneLine(message))")
    }
}
