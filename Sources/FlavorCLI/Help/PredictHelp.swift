import ArgumentParser
import FlavorHost
import FlavorKit
import JSON

/// What `flavor predict MODEL --help` tells beyond the command's own help: the model's inputs and parameters.
enum PredictHelp {
    /// The sections for the model that arguments name; nil when they do not ask for help on a prediction with one.
    static func text(for arguments: [String]) -> String? {
        guard arguments.first == "predict" else { return nil }
        var words = Array(arguments.dropFirst().prefix { $0 != "--" })
        let count = words.count
        words.removeAll { $0 == "--help" || $0 == "-h" }
        guard words.count < count else { return nil }
        // Without --help the arguments are a prediction's, whose input may not be there yet.
        guard let command = parse(words) ?? parse(words + ["--prompt", ""]) else { return nil }
        let path = command.model.path
        do {
            let interface = try command.hostOptions.makeHost().interface(of: path, flavor: command.loading.flavor)
            return sections(interface, path: path)
        } catch {
            return HelpLayout.paragraph("What the model takes cannot be told: \(error.message)")
        }
    }

    private static func parse(_ words: [String]) -> Predict? { try? Predict.parse(words) }

    private static func sections(_ interface: ModelInterface, path: String) -> String {
        let inputs = inputs(interface)
        let parameters = interface.parameters.map { setting in
            let value =
                setting.defaultValue.isNull ? "" : " (default: \(setting.defaultValue.text(.python(ascii: false))))"
            let summary = setting.summary.isEmpty ? "" : ": \(setting.summary)"
            return (setting.name, setting.type.split(separator: "|").joined(separator: " or ") + value + summary)
        }
        var text = "MODEL INPUTS:\n" + inputs + "\nMODEL PARAMETERS:\n"
        text += parameters.isEmpty ? HelpLayout.paragraph("none", indent: 2) : HelpLayout.list(parameters)
        if interface.flavor == nil {
            text += "\n" + HelpLayout.paragraph("No installed flavor loads this model: run flavor why \(path)")
        }
        return text
    }

    private static func inputs(_ interface: ModelInterface) -> String {
        switch interface.signature?.inputs?.fields {
        case .columns(let columns)?:
            return HelpLayout.list(
                columns.enumerated().map { position, column in
                    let name = column.name?.text ?? (columns.count == 1 ? "(no name)" : "(column \(position))")
                    return (name, "\(column.type) (\(column.isRequired ? "required" : "optional"))")
                })
        case .tensors(let tensors)?:
            return HelpLayout.list(
                tensors.map { ($0.name?.text ?? "(no name)", TensorSpec($0.type, shape: $0.shape).description) })
        case nil:
            let owner = interface.flavor.map { "; \($0.id) says what it takes" } ?? ""
            return HelpLayout.paragraph("The model has no signature for its input\(owner).", indent: 2)
        }
    }
}
