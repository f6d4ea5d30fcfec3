import FlavorHost
import FlavorKit

/// Where a model keeps its tokenizer, and with it the chat templates.
///
/// That is the place in which MLflow puts the tokenizer of a model of transformers, or the folder itself, or one in it that the
/// MLmodel names, whatever the flavor.
struct TokenizerPlace {
    /// The folder; what was given, where none holds any of the files.
    let path: String
    /// The class of the tokenizer that the MLmodel names; nil where it leaves that to the folder.
    let className: String?

    private static let component = "components/tokenizer"

    /// - Parameters:
    ///   - given: A model folder, or a file, which is its own place.
    ///   - names: The files of which one has to be there.
    init(_ given: String, holding names: [String]) throws(FlavorError) {
        func holds(_ folder: String) -> Bool { names.contains { Files.exists("\(folder)/\($0)") } }
        let isSaved = Files.exists("\(given)/\(MLmodel.fileName)")
        // What a saved model says may not lead out of it.
        let component =
            isSaved
            ? try? SafePath.resolve(Self.component, in: given, what: "folder") : "\(given)/\(Self.component)"
        if let component, holds(component) {
            path = component
            className = isSaved ? try Self.className(MLmodel(contentsOfFolder: given), in: given) : nil
        } else if holds(given) || !isSaved {
            path = given
            className = nil
        } else {
            path = try MLmodel(contentsOfFolder: given).namedFolders(in: given).first(where: holds) ?? given
            className = nil
        }
    }

    private static func className(_ model: MLmodel, in folder: String) throws(FlavorError) -> String? {
        guard let type = model.flavors["transformers"]?["tokenizer_type"], !type.isNull else { return nil }
        guard let name = type.stringValue else {
            throw FlavorError(
                .invalidArgument,
                "\(folder)/\(MLmodel.fileName): transformers.tokenizer_type: expected a string, found \(type.kindName)")
        }
        return name
    }
}
