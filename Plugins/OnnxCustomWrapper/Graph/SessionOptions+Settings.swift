import FlavorKit

extension SessionOptions {
    /// Reads MLflow's entries, `onnx_session_options` and `providers`, under the options of a load or a save.
    ///
    /// - Parameter threads: How many threads the caller allows, where neither says anything.
    /// - Throws: `FlavorError` with `invalidArgument`: the entry or option, expected and found.
    init(_ entries: ValueMap, _ options: Parameters, threads: Int?) throws(FlavorError) {
        let saved = entries["onnx_session_options"] ?? .null
        guard saved == .null || saved.mapValue != nil else {
            throw FlavorError(
                .invalidArgument, "MLmodel: onnx_session_options: expected a map, found \(saved.kindName)")
        }
        let stored = Source(values: Parameters(saved.mapValue ?? ValueMap()), prefix: "MLmodel: onnx_session_options.")
        let given = Source(values: options, prefix: "option ")
        intraOpThreads = threads
        // What is given last goes before what was stored.
        for source in [stored, given] {
            if let count = try source.count("intra_op_num_threads") { intraOpThreads = count }
            if let count = try source.count("inter_op_num_threads") { interOpThreads = count }
            if let level = try source.level() { optimizationLevel = level }
            if let isParallel = try source.isParallel() { self.isParallel = isParallel }
        }
        if let map = saved["extra_session_config"]?.mapValue {
            for entry in map.entries {
                configuration.append((entry.name, entry.value.stringValue ?? entry.value.json.text()))
            }
        }
        for text in try options.strings("session_config") ?? [] {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw FlavorError(
                    .invalidArgument, "option session_config: expected entries as key=value, found one without =")
            }
            configuration.append((String(text[..<equals]), String(text[text.index(after: equals)...])))
        }
        if let names = try options.strings("providers") {
            providers = names.map { Provider(name: $0, options: []) }
        } else {
            providers = try Self.providers(entries["providers"] ?? .null)
        }
    }

    /// Names, or pairs of a name and its options; as in MLflow a single name and nothing at all are taken too.
    private static func providers(_ value: Value) throws(FlavorError) -> [Provider]? {
        let items: [Value]
        switch value {
        case .null: return nil
        case .string: items = [value]
        case .list(let list): items = list
        default: throw invalidProviders(value)
        }
        var providers: [Provider] = []
        for item in items {
            switch item {
            case .string(let name): providers.append(Provider(name: name, options: []))
            case .list(let pair):
                guard let name = pair.first?.stringValue, pair.count == 2, let map = pair[1].mapValue else {
                    throw invalidProviders(item)
                }
                providers.append(
                    Provider(
                        name: name,
                        options: map.entries.map { ($0.name, $0.value.stringValue ?? $0.value.json.text()) }))
            default: throw invalidProviders(item)
            }
        }
        return providers.isEmpty ? nil : providers
    }

    private static func invalidProviders(_ value: Value) -> FlavorError {
        FlavorError(
            .invalidArgument,
            "MLmodel: providers: expected names, or pairs of a name and its options, found \(value.kindName)")
    }

    /// Settings with what they are called in messages.
    private struct Source {
        let values: Parameters
        let prefix: String

        func count(_ name: String) throws(FlavorError) -> Int? {
            guard let count = try integer(name), count != 0 else { return nil }
            guard 1...4096 ~= count else {
                throw FlavorError(
                    .invalidArgument, "\(prefix)\(name): expected a number from 1 to 4096, found \(count)")
            }
            return count
        }

        func level() throws(FlavorError) -> Int? {
            guard let level = try integer("graph_optimization_level") else { return nil }
            guard [0, 1, 2, 3, 99].contains(level) else {
                throw FlavorError(
                    .invalidArgument, "\(prefix)graph_optimization_level: expected 0, 1, 2, 3 or 99, found \(level)")
            }
            return level
        }

        func isParallel() throws(FlavorError) -> Bool? {
            guard let value = values["execution_mode"] else { return nil }
            switch value.stringValue?.lowercased() {
            case "sequential": return false
            case "parallel": return true
            default:
                throw FlavorError(
                    .invalidArgument,
                    "\(prefix)execution_mode: expected sequential or parallel, found "
                        + (value.stringValue == nil ? value.kindName : "another text"))
            }
        }

        private func integer(_ name: String) throws(FlavorError) -> Int? {
            do { return try values.integer(name) } catch {
                throw FlavorError(error.code, "\(prefix)\(error.message)")
            }
        }
    }
}
