import CFlavor
import FlavorKit
import Synchronization

/// The ability "flavor.host.models/1": opens other models for a plug-in.
///
/// As the host's table it is never freed; it holds the host weakly and says so when that is gone.
final class ModelService: @unchecked Sendable {
    /// Set once, before any plug-in is opened.
    nonisolated(unsafe) weak var host: Host?
    /// The models that plug-ins have open, by the numbers that their handles are.
    private let open = Mutex<[UInt: Model]>([:])
    /// A number is given once in a process: a handle that was closed, or is another host's, never comes to mean a model.
    private static let lastNumber = Atomic<UInt>(0)

    /// Makes the C table.
    ///
    /// Called once for a service.
    func makePointer() -> UnsafePointer<flavor_host_models> {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_host_models_size(), alignment: 8)
        return flavor_host_models_make(
            memory, Unmanaged.passRetained(self).toOpaque(),
            { context, call, request, model in
                ModelService.perform(context, call) { (service, call) throws(FlavorError) in
                    model.pointee = OpaquePointer(bitPattern: try service.open(request, call))
                }
            },
            { context, model, call, sink in
                ModelService.perform(context, call) { (service, call) throws(FlavorError) in
                    try service.describe(model, call, sink)
                }
            },
            { context, model, call, input, params, sink in
                ModelService.perform(context, call) { (service, call) throws(FlavorError) in
                    try service.predict(model, call, input, params, sink)
                }
            },
            { ModelService.of($0)?.close($1) },
            { _, call, sink in
                guard let failure = CallState.of(call)?.innerFailure else { return Int32(FLAVOR_NOT_FOUND) }
                _ = Sink(borrowing: sink).emit([
                    "code": .int(Int64(failure.code.rawValue)), "message": .string(failure.message),
                    "detail": .string(failure.detail),
                ])
                return Int32(FLAVOR_OK)
            })
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> ModelService? {
        context.map { Unmanaged<ModelService>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func perform(
        _ context: UnsafeMutableRawPointer?, _ call: UnsafePointer<flavor_call>,
        _ body: (ModelService, CallState) throws(FlavorError) -> Void
    ) -> Int32 {
        guard let service = of(context), let state = CallState.of(call) else { return Int32(FLAVOR_INVALID_ARGUMENT) }
        do {
            try body(service, state)
            return Int32(FLAVOR_OK)
        } catch {
            state.innerFailure = error
            return error.code.rawValue
        }
    }

    private func open(
        _ request: UnsafePointer<flavor_open_request>, _ call: CallState
    ) throws(FlavorError) -> UInt {
        guard let host else { throw FlavorError(.unavailable, "the host that opened this plug-in is gone") }
        guard let folder = flavor_open_request_folder(request).validText, FilePath.isAbsolute(folder),
            !folder.utf8.contains(0)
        else {
            throw FlavorError(.invalidArgument, "the folder of a model to open: expected an absolute path")
        }
        let flavor = flavor_open_request_flavor(request).repairedText
        let options = try decode(flavor_open_request_options(request), "the options of a model to open")
        var nested = call.nestedOptions
        // What a model asks while it loads is no part of the answer.
        nested.asked = nil
        let model = try host.load(folder, flavor: flavor.isEmpty ? nil : flavor, options: options, call: nested)
        let number = Self.lastNumber.add(1, ordering: .relaxed).newValue
        open.withLock { $0[number] = model }
        return number
    }

    private func close(_ handle: OpaquePointer) {
        // The model goes outside the lock: unloading is the plug-in's code.
        let model = open.withLock { $0.removeValue(forKey: UInt(bitPattern: handle)) }
        if model == nil {
            host?.logger.error("a plug-in closed a model that it had not opened, or had closed before")
        }
    }

    private func model(_ handle: OpaquePointer) throws(FlavorError) -> Model {
        guard let model = open.withLock({ $0[UInt(bitPattern: handle)] }) else {
            throw FlavorError(.internal, "a plug-in used a model that it had not opened, or had closed before")
        }
        return model
    }

    private func describe(
        _ handle: OpaquePointer, _ call: CallState, _ sink: UnsafePointer<flavor_sink>
    ) throws(FlavorError) {
        let description = try model(handle).describe(call: call.nestedOptions)
        _ = Sink(borrowing: sink).emit(.map(description))
    }

    private func predict(
        _ handle: OpaquePointer, _ call: CallState, _ input: UnsafePointer<flavor_value>,
        _ params: UnsafePointer<flavor_value>, _ sink: UnsafePointer<flavor_sink>
    ) throws(FlavorError) {
        let model = try model(handle)
        let value: Value
        do { value = try ABI.Decoder.retainingHostBuffers.decode(input) } catch {
            throw FlavorError(.invalidArgument, "the input of a model that another asked: \(error.message)")
        }
        var parameters = try decode(params, "the parameters of a model that another asked")
        if let asked = call.asked { parameters = asked.add(value, parameters, to: model) }
        let sink = Sink(borrowing: sink)
        switch sink.mode {
        case .unary:
            let prediction = try model.predict(value, parameters: parameters, call: call.nestedOptions)
            _ = sink.emit(prediction)
        case .stream:
            let stream = try model.stream(value, parameters: parameters, call: call.nestedOptions)
            // Dropping the stream tells the model to stop.
            while let prediction = try stream.next() {
                if sink.emit(prediction) == .stop { return }
            }
        }
    }

    private func decode(_ value: UnsafePointer<flavor_value>?, _ what: String) throws(FlavorError) -> ValueMap {
        guard let value else { return ValueMap() }
        let decoded: Value
        do { decoded = try ABI.Decoder.retainingHostBuffers.decode(value) } catch {
            throw FlavorError(.invalidArgument, "\(what): \(error.message)")
        }
        switch decoded {
        case .null: return ValueMap()
        case .map(let map): return map
        default: throw FlavorError(.invalidArgument, "\(what): expected a map, found \(decoded.kindName)")
        }
    }
}

extension Sink {
    fileprivate func emit(_ prediction: Prediction) -> Answer {
        emit(prediction.value, info: prediction.info.isEmpty ? nil : prediction.info)
    }
}
