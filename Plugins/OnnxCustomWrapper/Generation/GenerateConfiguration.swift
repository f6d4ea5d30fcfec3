import FlavorKit
import JSON
import PluginFiles

/// What genai_config.json says of a model, as far as it is read here; the generate() library reads the rest itself.
struct GenerateConfiguration {
    let modelType: GenerateModelType
    let vocabularySize: Int
    let contextLength: Int
    /// The graph's file, and those of further parts of the model.
    let graphNames: [String]
    /// The tokens that the library ends with.
    let endTokens: [Int]
    /// What it has the operators run by.
    let providers: [SessionOptions.Provider]
    /// The settings of a generation that it names, with Hugging Face's names.
    let settings: ValueMap

    static let fileName = "genai_config.json"
    /// More than any vocabulary or context has.
    private static let largest = 1 << 30

    /// - Throws: `FlavorError`: the field, expected and found.
    init(contentsOfFile path: String) throws(FlavorError) {
        let json = try FileSystem.json(at: path)
        guard let model = json["model"]?.objectValue else {
            throw FlavorError(
                .invalidArgument,
                "\(path): model: expected an object, found \(json["model"]?.kindName ?? "nothing")")
        }
        func size(_ name: String) throws(FlavorError) -> Int {
            guard let value = model[name]?.integerValue, 1...Int64(Self.largest) ~= value else {
                throw FlavorError(
                    .invalidArgument,
                    "\(path): model.\(name): expected an integer from 1 to \(Self.largest), found "
                        + (model[name].map { $0.integerValue.map(String.init) ?? $0.kindName } ?? "nothing"))
            }
            return Int(value)
        }
        vocabularySize = try size("vocab_size")
        contextLength = try size("context_length")
        let end = model["eos_token_id"] ?? .null
        endTokens = (end.arrayValue ?? [end]).compactMap { $0.integerValue.map(Int.init) }
        graphNames = Self.graphNames(in: .object(model))
        guard !graphNames.isEmpty else {
            throw FlavorError(.invalidArgument, "\(path): model: expected the filename of a graph, found none")
        }
        if let name = graphNames.first(where: { !FileSystem.staysInside($0) }) {
            let shown = JSONValue.string(name).text(.compact)
            throw FlavorError(
                .invalidArgument, "\(path): expected filenames inside the folder, found \(shown), which leads out of it"
            )
        }
        modelType = try GenerateModelType(model["type"], path: path)
        let listed = model["decoder"]?["session_options"]?["provider_options"]?.arrayValue ?? []
        providers = listed.flatMap { ($0.objectValue ?? JSONObject()).map(\.key) }.map {
            SessionOptions.Provider(name: $0, options: [])
        }
        do {
            settings = try Self.settings(json["search"]?.objectValue ?? JSONObject(), model, contextLength)
        } catch {
            throw FlavorError(error.code, "\(path): \(error.message)")
        }
    }

    /// Every `filename` in the description of the model.
    private static func graphNames(in json: JSONValue) -> [String] {
        switch json {
        case .object(let members):
            members.flatMap { key, value in
                key == "filename" ? value.stringValue.map { [$0] } ?? [] : graphNames(in: value)
            }
        case .array(let items): items.flatMap(graphNames)
        default: []
        }
    }

    private static func settings(
        _ search: JSONObject, _ model: JSONObject, _ contextLength: Int
    ) throws(FlavorError) -> ValueMap {
        // What the library takes where the file says nothing.
        var settings: ValueMap = ["temperature": 1.0, "top_k": 50]
        for (name, value) in search where known.contains(name) && value != .null {
            settings[name] = try Value(json: value)
        }
        // The builder writes the whole context: that is what the model can do, not how long an answer should be.
        if let length = settings["max_length"]?.intValue, length >= Int64(contextLength) {
            settings["max_length"] = nil
        }
        // To the library a mass of nothing means all of it.
        if settings["top_p"] == 0 || settings["top_p"] == 0.0 { settings["top_p"] = nil }
        for (name, key) in [("eos_token_id", "eos_token_id"), ("bos_token_id", "bos_token_id")] {
            if let value = model[key], value != .null { settings[name] = try Value(json: value) }
        }
        return settings
    }

    private static let known: Set<String> = [
        "do_sample", "max_length", "min_length", "no_repeat_ngram_size", "num_beams", "num_return_sequences",
        "repetition_penalty", "temperature", "top_k", "top_p",
    ]
}
