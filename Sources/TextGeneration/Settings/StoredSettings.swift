import FlavorKit

/// The settings that a model's MLmodel adds to its files, and that an export of the files leaves behind.
package struct StoredSettings {
    private let names: [String]

    package init(_ model: StoredModel) {
        let configuration = model.flavors["python_function"]?["config"]?.mapValue ?? ValueMap()
        // What a save writes that was told nothing, and what holds where nothing is said.
        let implied: [String: Value] = [
            "do_sample": false, "return_full_text": false, "prompt_template": "{prompt}",
        ]
        var names = configuration.entries.filter { $0.value != .null && implied[$0.name] != $0.value }.map(\.name)
        if model.metadata["prompt_template"]?.stringValue != nil { names.append("prompt_template") }
        self.names = names
    }

    /// What a plan says is lost; nothing where there are no such settings.
    package var losses: [String] {
        names.isEmpty
            ? [] : ["what the MLmodel sets is to be set again with --option: \(names.joined(separator: ", "))"]
    }
}
