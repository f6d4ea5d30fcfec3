import COnnxRuntime
import FlavorKit
import Glibc
import JSON

/// How ONNX Runtime runs a graph: threads, optimisation, providers.
struct SessionOptions: Sendable {
    /// A provider of kernels, such as `CUDAExecutionProvider`, with its own options.
    struct Provider: Sendable {
        let name: String
        let options: [(key: String, value: String)]

        /// The name without its ending, as the generate() library has it.
        var generateName: String { name.hasSuffix(Self.ending) ? String(name.dropLast(Self.ending.count)) : name }

        private static let ending = "ExecutionProvider"
    }

    static let cpuProvider = "CPUExecutionProvider"
    static let providerDefaults = ["CUDAExecutionProvider", cpuProvider]

    var intraOpThreads: Int?
    var interOpThreads: Int?
    var optimizationLevel: Int?
    var isParallel: Bool?
    var configuration: [(key: String, value: String)] = []
    /// Nil where nothing is said of them.
    var providers: [Provider]?

    /// The settings as MLflow's `onnx_session_options` has them; nil where there is none.
    var mlflow: Value {
        var map = ValueMap()
        if let isParallel { map["execution_mode"] = .string(isParallel ? "parallel" : "sequential") }
        if !configuration.isEmpty {
            map["extra_session_config"] = .map(ValueMap(configuration.map { ($0.key, .string($0.value)) }))
        }
        if let optimizationLevel { map["graph_optimization_level"] = .int(Int64(optimizationLevel)) }
        if let interOpThreads { map["inter_op_num_threads"] = .int(Int64(interOpThreads)) }
        if let intraOpThreads { map["intra_op_num_threads"] = .int(Int64(intraOpThreads)) }
        return map.isEmpty ? .null : .map(map)
    }

    /// The settings as the generate() library takes them over those of genai_config.json; nil where there is none.
    var generateOverlay: JSONValue? {
        var settings = JSONObject()
        if let intraOpThreads { settings["intra_op_num_threads"] = .integer(Int64(intraOpThreads)) }
        if let interOpThreads { settings["inter_op_num_threads"] = .integer(Int64(interOpThreads)) }
        if let optimizationLevel {
            let names = [0: "ORT_DISABLE_ALL", 1: "ORT_ENABLE_BASIC", 2: "ORT_ENABLE_EXTENDED", 99: "ORT_ENABLE_ALL"]
            settings["graph_optimization_level"] = names[optimizationLevel].map(JSONValue.string)
        }
        if settings.isEmpty { return nil }
        return ["model": ["decoder": ["session_options": .object(settings)]]]
    }

    /// Makes the library's own object.
    func make(_ runtime: OnnxRuntime, host: HostServices) throws(FlavorError) -> OpaquePointer {
        let api = runtime.api
        let made = try runtime.make { ort_create_session_options(api, $0) }
        do throws(FlavorError) {
            try runtime.check(ort_set_log_severity(api, made, RuntimeLog.leastSeverity))
            if let intraOpThreads {
                try runtime.check(ort_set_intra_op_threads(api, made, Int32(clamping: intraOpThreads)))
            }
            if let interOpThreads {
                try runtime.check(ort_set_inter_op_threads(api, made, Int32(clamping: interOpThreads)))
            }
            if let optimizationLevel {
                try runtime.check(ort_set_graph_optimization_level(api, made, Int32(clamping: optimizationLevel)))
            }
            if let isParallel { try runtime.check(ort_set_execution_mode(api, made, isParallel ? 1 : 0)) }
            for entry in configuration { try runtime.check(ort_add_session_config(api, made, entry.key, entry.value)) }
            for provider in try usableProviders(runtime, host) { try append(provider, to: made, runtime) }
        } catch {
            ort_release_session_options(api, made)
            throw error
        }
        return made
    }

    /// The providers that the library has, but for the CPU's, which is always the last one.
    private func usableProviders(_ runtime: OnnxRuntime, _ host: HostServices) throws(FlavorError) -> [Provider] {
        guard let providers else { return [] }
        let available = try runtime.availableProviders()
        let (usable, missing) = (
            providers.filter { available.contains($0.name) }, providers.filter { !available.contains($0.name) }
        )
        if let first = missing.first, first.name != Self.providerDefaults[0] || providers.count != 2 {
            host.log(
                .warning,
                "the provider \(first.name) is not in ONNX Runtime \(runtime.version): the model runs without it")
        }
        return usable.filter { $0.name != Self.cpuProvider }
    }

    private func append(_ provider: Provider, to options: OpaquePointer, _ runtime: OnnxRuntime) throws(FlavorError) {
        let keys = provider.options.map { strdup($0.key) }
        let values = provider.options.map { strdup($0.value) }
        defer { for text in keys + values { free(text) } }
        let status = ort_append_provider(
            runtime.api, options, provider.generateName, keys.map { UnsafePointer($0) },
            values.map { UnsafePointer($0) },
            keys.count)
        try runtime.check(status)
    }
}

extension OnnxRuntime {
    /// The names of the providers that the library was built with.
    func availableProviders() throws(FlavorError) -> [String] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var count: Int32 = 0
        try check(ort_get_available_providers(api, &names, &count))
        guard let names else { return [] }
        defer { _ = ort_release_available_providers(api, names, count) }
        return (0..<Int(count)).compactMap { index in names[index].map { String(cString: $0) } }
    }
}
