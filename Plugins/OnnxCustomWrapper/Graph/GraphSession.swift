import COnnxRuntime
import FlavorKit
import Glibc
import JSON
import PluginFiles

/// A graph that is loaded, with the names and types of what goes in and comes out.
final class GraphSession: @unchecked Sendable {
    /// One input or output; an object, so that a call counts one reference and not those of all that a type holds.
    final class Port: Sendable {
        let name: String
        let type: GraphType

        init(name: String, type: GraphType) {
            self.name = name
            self.type = type
        }
    }

    let runtime: OnnxRuntime
    /// The graph's file.
    let path: String
    let inputs: [Port]
    /// Weights that a call may give others for.
    let overridable: [Port]
    let outputs: [Port]
    private let pointer: OpaquePointer
    /// The names as the library takes them: the inputs', those of weights that may be given, then the outputs'.
    private let names: UnsafeMutablePointer<UnsafePointer<CChar>?>

    /// - Throws: `FlavorError` when the file is no graph, lacks its weights, or has what the runtime does not know.
    init(_ path: String, options: SessionOptions, host: HostServices) throws(FlavorError) {
        let runtime = try OnnxRuntime.shared(host)
        let files = try GraphFiles(path)
        let settings = try options.make(runtime, host: host)
        defer { ort_release_session_options(runtime.api, settings) }
        do {
            pointer = try runtime.make { ort_create_session(runtime.api, runtime.environment, path, settings, $0) }
        } catch {
            throw FlavorError(
                error.code == .invalidArgument || error.code == .unavailable ? .dataLoss : error.code,
                "\(path): ONNX Runtime \(runtime.version) cannot load it: \(error.message)", detail: error.detail)
        }
        self.runtime = runtime
        self.path = path
        do throws(FlavorError) {
            inputs = try Self.ports(
                runtime, files, count: { [pointer] in ort_input_count(runtime.api, pointer, $0) },
                name: { [pointer] in ort_input_name(runtime.api, pointer, $0, runtime.allocator, $1) },
                type: { [pointer] in ort_input_type(runtime.api, pointer, $0, $1) })
            overridable = try Self.ports(
                runtime, files, count: { [pointer] in ort_overridable_count(runtime.api, pointer, $0) },
                name: { [pointer] in ort_overridable_name(runtime.api, pointer, $0, runtime.allocator, $1) },
                type: { [pointer] in ort_overridable_type(runtime.api, pointer, $0, $1) })
            let listed = try Self.ports(
                runtime, files, count: { [pointer] in ort_output_count(runtime.api, pointer, $0) },
                name: { [pointer] in ort_output_name(runtime.api, pointer, $0, runtime.allocator, $1) },
                type: { [pointer] in ort_output_type(runtime.api, pointer, $0, $1) })
            // A graph may list an output twice; a value has a name once.
            var seen: Set<ExactString> = []
            outputs = listed.filter { seen.insert(ExactString($0.name)).inserted }
            guard !outputs.isEmpty else {
                throw FlavorError(
                    .dataLoss, "\(path): expected a graph with outputs, found none: export the model again")
            }
        } catch {
            ort_release_session(runtime.api, pointer)
            throw error
        }
        let ports = inputs + overridable + outputs
        names = .allocate(capacity: ports.count + 1)
        for (index, port) in ports.enumerated() {
            (names + index).initialize(to: UnsafePointer(strdup(port.name)))
        }
    }

    deinit {
        ort_release_session(runtime.api, pointer)
        for index in 0..<inputs.count + overridable.count + outputs.count {
            free(UnsafeMutablePointer(mutating: names[index]))
        }
        names.deallocate()
    }

    private typealias Out = UnsafeMutablePointer<OpaquePointer?>

    private static func ports(
        _ runtime: OnnxRuntime, _ files: GraphFiles, count: (UnsafeMutablePointer<Int>) -> OpaquePointer?,
        name: (Int, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> OpaquePointer?,
        type: (Int, Out) -> OpaquePointer?
    ) throws(FlavorError) -> [Port] {
        var total = 0
        try runtime.check(count(&total))
        var ports: [Port] = []
        for index in 0..<total {
            var text: UnsafeMutablePointer<CChar>?
            try runtime.check(name(index, &text))
            let found = text.map { String(cString: $0) } ?? ""
            _ = ort_free(runtime.api, runtime.allocator, text)
            let info = try runtime.make { type(index, $0) }
            defer { ort_release_type_info(runtime.api, info) }
            ports.append(
                Port(name: found, type: try GraphType(info, of: runtime, isUnshaped: files.unshaped.contains(found))))
        }
        return ports
    }

    /// Runs the graph.
    ///
    /// - Parameters:
    ///   - given: A value for each input, and for each of the weights where a call gives some; nil in place of those that
    ///     it does not.
    ///   - results: Values to write the outputs into; in place of nil the runtime makes one, which the caller frees.
    /// - Throws: `CancellationError`, and `FlavorError` with the file, the inputs and what the runtime says.
    func run(_ given: [OpaquePointer?], _ results: inout [OpaquePointer?], call: Call) throws {
        nonisolated(unsafe) let api = runtime.api
        guard call.canWake else {
            try check(run(given, &results, options: nil), given)
            return
        }
        let options = try runtime.make { ort_create_run_options(api, $0) }
        defer { ort_release_run_options(api, options) }
        let place = UInt(bitPattern: options)
        let status = call.withCancellationHandler({
            if let options = OpaquePointer(bitPattern: place) { _ = ort_terminate(api, options) }
        }) {
            run(given, &results, options: options)
        }
        guard let status else { return }
        defer { if call.isCancelled { ort_release_status(api, status) } }
        try call.checkCancellation()
        try check(status, given)
    }

    private func check(_ status: OpaquePointer?, _ given: [OpaquePointer?]) throws(FlavorError) {
        guard let status else { return }
        do {
            try runtime.check(status)
        } catch {
            throw failure(error, given)
        }
    }

    /// Runs the graph with the inputs that there are.
    ///
    /// - Returns: The runtime's status.
    private func run(
        _ given: [OpaquePointer?], _ results: inout [OpaquePointer?], options: OpaquePointer?
    ) -> OpaquePointer? {
        let api = runtime.api
        let outputNames = names + inputs.count + overridable.count
        if !given.contains(nil) {
            return ort_run(api, pointer, options, names, given, given.count, outputNames, outputs.count, &results)
        }
        let indices = given.indices.filter { given[$0] != nil }
        let inputNames = indices.map { names[$0] }
        return ort_run(
            api, pointer, options, inputNames, indices.map { given[$0] }, indices.count, outputNames, outputs.count,
            &results)
    }
}
