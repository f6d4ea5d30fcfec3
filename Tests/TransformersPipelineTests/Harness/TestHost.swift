import CFlavor
import FlavorKit
import Synchronization
import TestSupport

@testable import TransformersPipeline

/// A host that starts the flavor through its C entry, as a real one does.
final class TestHost: @unchecked Sendable {
    private let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_host_size(), alignment: 16)
    private let plugin: UnsafePointer<flavor_plugin>
    /// What calls failed with, by call: the tests run side by side.
    private let failures = Mutex<[UInt: FlavorError]>([:])
    /// Saves and loads come one at a time, as the header says.
    private let order = Mutex(())

    /// Hosts live until the end of the process, as the header says.
    static let shared: Result<TestHost, any Error> = Result { try TestHost() }

    private init() throws {
        let name = flavor_text("test host 1")
        var plugin: UnsafePointer<flavor_plugin>?
        // Fields that the closures need are reached through the context, which is set below.
        let context = Unmanaged.passRetained(Box())
        let host = flavor_host_make(
            memory, context.toOpaque(), name,
            { context, call, code, message, detail in
                TestHost.of(context)?.failures.withLock {
                    $0[UInt(bitPattern: call)] = FlavorError(
                        FlavorError.Code(rawValue: code) ?? .unknown, message.repairedText, detail: detail.repairedText)
                }
                return code
            },
            { _, _, _, _ in },
            { _, size, alignment in
                let data = UnsafeMutableRawPointer.allocate(
                    byteCount: max(Int(size), 1), alignment: max(Int(alignment), 64))
                let buffer = UnsafeMutablePointer<flavor_buffer>.allocate(capacity: 1)
                buffer.initialize(to: flavor_buffer(data: data, size: size))
                TestHost.buffers.withLock { $0[UInt(bitPattern: buffer)] = 1 }
                return UnsafePointer(buffer)
            },
            { _, buffer in TestHost.buffers.withLock { $0[UInt(bitPattern: buffer), default: 0] += 1 } },
            { _, buffer in
                let isLast = TestHost.buffers.withLock { counts in
                    let count = counts[UInt(bitPattern: buffer), default: 0] - 1
                    counts[UInt(bitPattern: buffer)] = count == 0 ? nil : count
                    return count == 0
                }
                guard isLast else { return }
                buffer.pointee.data.deallocate()
                buffer.deallocate()
            },
            { _, _ in nil })
        let status = CFlavor.flavor_plugin_v1(host, &plugin)
        guard status == 0, let plugin else { throw TestSupportError("the entry answered \(status)") }
        self.plugin = plugin
        context.takeUnretainedValue().host = self
    }

    private final class Box { var host: TestHost? }

    private static func of(_ context: UnsafeMutableRawPointer?) -> TestHost? {
        context.flatMap { Unmanaged<Box>.fromOpaque($0).takeUnretainedValue().host }
    }

    /// The reference counts of the buffers that live.
    static let buffers = Mutex<[UInt: Int]>([:])

    /// The flavor's descriptor, as JSON.
    var descriptor: String { flavor_plugin_descriptor(plugin).repairedText }

    /// Saves a model; a nil folder asks for one that stays where it is.
    func save(
        _ source: String, to folder: String?, options: ValueMap = ValueMap(), call: TestCall = TestCall()
    ) throws -> Value {
        let encoder = ABI.Encoder()
        let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_save_request_size(), alignment: 16)
        defer { memory.deallocate() }
        let sink = TestSink(mode: FLAVOR_SINK_UNARY)
        try ABI.withString(source) { source in
            try ABI.withString("huggingface") { format in
                try ABI.withString(folder ?? "") { target in
                    let mode = folder == nil ? FLAVOR_SAVE_REFERENCE : FLAVOR_SAVE_COPY
                    let request = flavor_save_request_make(
                        memory, Int32(mode), source, format, target, encoder.encode(.map(options)))
                    try check(
                        order.withLock { _ in flavor_plugin_call_save(plugin, call.pointer, request, sink.pointer) },
                        call)
                }
            }
        }
        return try sink.onlyEmit().value
    }

    /// Loads a model from the entries of its MLmodel.
    func load(
        _ folder: String, flavors: Value, metadata: Value = .null, options: ValueMap = ValueMap(),
        call: TestCall = TestCall()
    ) throws -> TestModel {
        let encoder = ABI.Encoder()
        let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_load_request_size(), alignment: 16)
        defer { memory.deallocate() }
        var model: OpaquePointer?
        try ABI.withString(folder) { folder in
            try ABI.withString("transformers") { key in
                let request = flavor_load_request_make(
                    memory, folder, key, encoder.encode(flavors), encoder.encode(metadata),
                    encoder.encode(.map(options)))
                try check(
                    order.withLock { _ in flavor_plugin_call_load(plugin, call.pointer, request, &model) }, call)
            }
        }
        guard let model else { throw TestSupportError("the load answered no model") }
        return TestModel(host: self, model: model)
    }

    /// Uses a Hugging Face folder where it is, with the configuration that the flavor gives it.
    func loadInPlace(_ folder: String) throws -> TestModel {
        let saved = try save(folder, to: nil)
        return try load(folder, flavors: saved["flavors"] ?? .null, metadata: saved["metadata"] ?? .null)
    }

    func predict(
        _ model: OpaquePointer, _ input: Value, _ parameters: ValueMap, _ sink: TestSink, _ call: TestCall
    ) throws {
        let encoder = ABI.Encoder()
        try check(
            flavor_plugin_call_predict(
                plugin, model, call.pointer, encoder.encode(input), encoder.encode(.map(parameters)), sink.pointer),
            call)
    }

    func unload(_ model: OpaquePointer) { flavor_plugin_call_unload(plugin, model) }

    private func check(_ status: flavor_status, _ call: TestCall) throws {
        let failure = failures.withLock { $0.removeValue(forKey: UInt(bitPattern: call.pointer)) }
        guard status != 0 else { return }
        throw failure ?? FlavorError(.internal, "status \(status) without a message")
    }
}
