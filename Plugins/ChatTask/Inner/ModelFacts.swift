import FlavorKit
import JSON

/// What is known of the model that answers, from its MLmodel and from its own flavor.
struct ModelFacts: Sendable {
    /// The entries of the MLmodel's flavors.
    let flavors: ValueMap
    /// The MLmodel's metadata.
    let metadata: ValueMap
    /// Chat templates by name, "default" among them; empty where there are none.
    let templates: [(name: String, text: String)]
    /// Whether the model tells anything of itself, as one that generates text does.
    let isDescribed: Bool
    /// Such as `bos_token`.
    let specialTokens: JSONObject

    init(_ description: ValueMap) {
        flavors = description["flavors"]?.mapValue ?? ValueMap()
        metadata = description["metadata"]?.mapValue ?? ValueMap()
        let model = description["model"]
        isDescribed = model?.mapValue?.isEmpty == false
        templates =
            switch model?["chat_template"] {
            case .string(let text)?: [("default", text)]
            case .map(let map)?: map.entries.compactMap { entry in entry.value.stringValue.map { (entry.name, $0) } }
            default: []
            }
        specialTokens = model?["special_tokens"]?.json.objectValue ?? JSONObject()
    }

    /// The name under which MLflow knows the model, where it does.
    var sourceName: String? { flavors[ChatTask.transformersKey]?["source_model_name"]?.stringValue }
}
