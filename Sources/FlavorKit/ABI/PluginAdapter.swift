import CFlavor
import JSON

/// One flavor started for one host; the host holds it by the plug-in table's context.
final class PluginAdapter: Sendable {
    private let flavor: any Flavor
    private let host: HostServices
    private let decoder: ABI.Decoder

    init(flavor: any Flavor, host: HostServices) {
        self.flavor = flavor
        self.host = host
        decoder = ABI.Decoder(retainingBuffers: { host.retain($0) })
    }

    /// Makes the table that the host gets.
    ///
    /// Table, descriptor and adapter live until the end of the process, as the header says.
    func makeTable(descriptor: String) -> UnsafePointer<flavor_plugin> {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_plugin_size(), alignment: 8)
        let text = UnsafeMutableRawBufferPointer.allocate(byteCount: max(descriptor.utf8.count, 1), alignment: 1)
        text.copyBytes(from: descriptor.utf8)
        let string = flavor_string(
            data: text.baseAddress?.assumingMemoryBound(to: CChar.self), size: UInt64(descriptor.utf8.count))
        return flavor_plugin_make(
            memory, Unmanaged.passRetained(self).toOpaque(), string,
            { PluginAdapter.of($0).save(call: $1, request: $2, sink: $3) },
            { PluginAdapter.of($0).load(call: $1, request: $2, model: $3) },
            { _, model in Unmanaged<ModelBox>.fromOpaque(UnsafeRawPointer(model)).release() },
            { PluginAdapter.of($0).predict(model: $1, call: $2, input: $3, params: $4, sink: $5) },
            { PluginAdapter.of($0).ability(String(cString: $1)) })
    }

    /// The table of an ability; a conformance of the flavor's is one.
    private func ability(_ id: String) -> UnsafeRawPointer? {
        switch id {
        case FLAVOR_DESCRIBE_ABILITY: UnsafeRawPointer(Self.descriptionTable)
        case FLAVOR_PLAN_ABILITY where flavor is any PlanningFlavor: UnsafeRawPointer(Self.planTable)
        case FLAVOR_EXPORT_ABILITY where flavor is any ExportingFlavor: UnsafeRawPointer(Self.exportTable)
        default: nil
        }
    }

    private nonisolated(unsafe) static let planTable = flavor_plan_make(
        UnsafeMutableRawPointer.allocate(byteCount: flavor_plan_size(), alignment: 8)
    ) { PluginAdapter.of($0).planSave(call: $1, request: $2, sink: $3) }

    private nonisolated(unsafe) static let exportTable = flavor_export_make(
        UnsafeMutableRawPointer.allocate(byteCount: flavor_export_size(), alignment: 8),
        { PluginAdapter.of($0).planExport(call: $1, request: $2, sink: $3) },
        { PluginAdapter.of($0).export(call: $1, request: $2, sink: $3) })

    /// The table of the ability "flavor.describe/1"; a model that does not conform has nothing to tell.
    private nonisolated(unsafe) static let descriptionTable = flavor_describe_make(
        UnsafeMutableRawPointer.allocate(byteCount: flavor_describe_size(), alignment: 8)
    ) { PluginAdapter.of($0).describe(model: $1, call: $2, sink: $3) }

    private static func of(_ plugin: UnsafePointer<flavor_plugin>) -> PluginAdapter {
        // The host hands back the table that `makeTable` made, whose context is never null.
        Unmanaged<PluginAdapter>.fromOpaque(flavor_plugin_context(plugin).unsafelyUnwrapped).takeUnretainedValue()
    }

    private func save(
        call: UnsafePointer<flavor_call>, request: UnsafePointer<flavor_save_request>, sink: UnsafePointer<flavor_sink>
    ) -> Int32 {
        perform(call) {
            let source = try source(request)
            let mode = flavor_save_request_mode(request)
            guard [FLAVOR_SAVE_COPY, FLAVOR_SAVE_REFERENCE].contains(Int(mode)) else {
                throw FlavorError(.unimplemented, "a save in the mode \(mode), which is not known: update the flavor")
            }
            let isReference = mode == Int32(FLAVOR_SAVE_REFERENCE)
            let folder = isReference ? nil : flavor_save_request_folder(request).repairedText
            let saved = try flavor.save(source, to: folder, call: Call(pointer: call))
            _ = Sink(borrowing: sink).emit(saved.value)
        }
    }

    private func load(
        call: UnsafePointer<flavor_call>, request: UnsafePointer<flavor_load_request>,
        model: UnsafeMutablePointer<OpaquePointer?>
    ) -> Int32 {
        perform(call) {
            let loaded = try flavor.load(try stored(request), call: Call(pointer: call))
            model.pointee = OpaquePointer(Unmanaged.passRetained(ModelBox(model: loaded)).toOpaque())
        }
    }

    private func source(_ request: UnsafePointer<flavor_save_request>) throws -> ModelSource {
        ModelSource(
            path: flavor_save_request_source(request).repairedText,
            format: flavor_save_request_format(request).repairedText,
            options: Parameters(try map(flavor_save_request_options(request))))
    }

    private func stored(_ request: UnsafePointer<flavor_load_request>) throws -> StoredModel {
        StoredModel(
            folder: flavor_load_request_folder(request).repairedText,
            key: flavor_load_request_key(request).repairedText,
            flavors: try map(flavor_load_request_flavors(request)),
            metadata: try map(flavor_load_request_metadata(request)),
            options: Parameters(try map(flavor_load_request_options(request))))
    }

    private func planSave(
        call: UnsafePointer<flavor_call>, request: UnsafePointer<flavor_save_request>, sink: UnsafePointer<flavor_sink>
    ) -> Int32 {
        perform(call) {
            guard let flavor = flavor as? any PlanningFlavor else { throw Self.noAbility }
            let step = try flavor.plan(try source(request), call: Call(pointer: call))
            _ = Sink(borrowing: sink).emit(step.value)
        }
    }

    private func planExport(
        call: UnsafePointer<flavor_call>, request: UnsafePointer<flavor_export_request>,
        sink: UnsafePointer<flavor_sink>
    ) -> Int32 {
        perform(call) {
            guard let flavor = flavor as? any ExportingFlavor, let model = flavor_export_request_model(request) else {
                throw Self.noAbility
            }
            let step = try flavor.plan(
                try stored(model), as: flavor_export_request_format(request).repairedText, call: Call(pointer: call))
            _ = Sink(borrowing: sink).emit(step.value)
        }
    }

    private func export(
        call: UnsafePointer<flavor_call>, request: UnsafePointer<flavor_export_request>,
        sink: UnsafePointer<flavor_sink>
    ) -> Int32 {
        perform(call) {
            guard let flavor = flavor as? any ExportingFlavor, let model = flavor_export_request_model(request) else {
                throw Self.noAbility
            }
            let exported = try flavor.export(
                try stored(model), as: flavor_export_request_format(request).repairedText,
                to: flavor_export_request_folder(request).repairedText, call: Call(pointer: call))
            var folder = Value.null
            if case .existing(let path) = exported { folder = .string(path) }
            _ = Sink(borrowing: sink).emit(["folder": folder])
        }
    }

    private static let noAbility = FlavorError(.unimplemented, "the flavor has no such ability")

    private func predict(
        model: OpaquePointer, call: UnsafePointer<flavor_call>, input: UnsafePointer<flavor_value>,
        params: UnsafePointer<flavor_value>, sink: UnsafePointer<flavor_sink>
    ) -> Int32 {
        perform(call) {
            let box = Unmanaged<ModelBox>.fromOpaque(UnsafeRawPointer(model)).takeUnretainedValue()
            let mode = flavor_sink_mode(sink)
            guard mode == Int32(FLAVOR_SINK_UNARY) || mode == Int32(FLAVOR_SINK_STREAM) else {
                throw FlavorError(.unimplemented, "a sink of the mode \(mode), which is not known: update the flavor")
            }
            try box.model.predict(
                try decode(input, "the input"), parameters: Parameters(try map(params)), call: Call(pointer: call),
                sink: Sink(borrowing: sink))
        }
    }

    private func describe(
        model: OpaquePointer, call: UnsafePointer<flavor_call>, sink: UnsafePointer<flavor_sink>
    ) -> Int32 {
        perform(call) {
            let box = Unmanaged<ModelBox>.fromOpaque(UnsafeRawPointer(model)).takeUnretainedValue()
            let description = try (box.model as? any DescribingModel)?.describe(call: Call(pointer: call))
            _ = Sink(borrowing: sink).emit(.map(description ?? ValueMap()))
        }
    }

    private func map(_ value: UnsafePointer<flavor_value>?) throws -> ValueMap {
        try value.flatMap { try decode($0, "the settings").mapValue } ?? ValueMap()
    }

    /// Reads what the host passes; what it breaks, the caller gave.
    private func decode(_ value: UnsafePointer<flavor_value>, _ what: String) throws -> Value {
        do throws(FlavorError) {
            return try decoder.decode(value)
        } catch {
            throw FlavorError(.invalidArgument, "\(what): \(error.message)")
        }
    }

    private func perform(_ call: UnsafePointer<flavor_call>, _ body: () throws -> Void) -> Int32 {
        do {
            try body()
            return Int32(FLAVOR_OK)
        } catch {
            return FlavorEntry.report(error, call: call, to: host)
        }
    }
}

/// A loaded model as the host holds it.
private final class ModelBox: Sendable {
    let model: any FlavorModel

    init(model: any FlavorModel) { self.model = model }
}

extension SavedModel {
    /// The map that the header says a save emits.
    fileprivate var value: Value {
        var signatureMap: Value = .null
        if let signature {
            signatureMap = [
                "inputs": signature.inputsText.map(Value.string) ?? .null,
                "outputs": signature.outputsText.map(Value.string) ?? .null,
                "params": signature.paramsText.map(Value.string) ?? .null,
            ]
        }
        return [
            "flavors": .map(flavors), "signature": signatureMap, "infer_signature": .bool(infersSignature),
            "requirements": .list(requirements.map(Value.string)), "metadata": .map(metadata),
        ]
    }
}
