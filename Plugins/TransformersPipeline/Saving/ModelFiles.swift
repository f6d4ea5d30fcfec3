import FlavorKit
import PluginFiles

/// Which files of a Hugging Face folder a saved model has, and where.
struct ModelFiles {
    /// A file to copy; `destination` is relative to the model folder.
    struct Copy: Equatable {
        let source: String
        let destination: String
    }

    let copies: [Copy]
    /// The folders to create, each after the one that it is in.
    let folders: [String]

    /// Where the saved model has its configuration and weights.
    static let modelFolder = "model"
    /// Where it has its tokenizer.
    static let tokenizerFolder = "components/tokenizer"

    /// What a tokenizer may have besides tokenizer.json.
    private static let tokenizerNames = [
        "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "chat_template.jinja",
        "chat_template.json", "vocab.json", "merges.txt", "vocab.txt", "tokenizer.model", "spiece.model",
        "sentencepiece.bpe.model",
    ]
    /// Where transformers keeps chat templates beyond the first.
    private static let templatesFolder = "additional_chat_templates"

    private static func isLicense(_ name: String) -> Bool {
        ["license", "license.txt", "license.md"].contains(name.lowercased())
    }

    /// Finds the files that a model has.
    ///
    /// Those that the model was read from are in the list whatever has become of them: a copy without one of them would
    /// not load, so copying meets the loss.
    init(_ model: HuggingFaceModel) {
        var copies: [Copy] = []
        func add(_ name: String, of folder: String, to destination: String) {
            copies.append(Copy(source: "\(folder)/\(name)", destination: "\(destination)/\(name)"))
        }
        let weights = model.weights.files.map { FilePath.name(of: $0.path) }
        add("config.json", of: model.folder, to: Self.modelFolder)
        if model.generationConfiguration != nil {
            add("generation_config.json", of: model.folder, to: Self.modelFolder)
        }
        if weights != ["model.safetensors"] {
            add("model.safetensors.index.json", of: model.folder, to: Self.modelFolder)
        }
        for name in weights { add(name, of: model.folder, to: Self.modelFolder) }
        add("tokenizer.json", of: model.tokenizerFolder, to: Self.tokenizerFolder)
        for name in Self.tokenizerNames where FileSystem.exists("\(model.tokenizerFolder)/\(name)") {
            add(name, of: model.tokenizerFolder, to: Self.tokenizerFolder)
        }
        let templates = FileSystem.names(in: "\(model.tokenizerFolder)/\(Self.templatesFolder)", endingIn: ".jinja")
        for name in templates {
            add("\(Self.templatesFolder)/\(name)", of: model.tokenizerFolder, to: Self.tokenizerFolder)
        }
        // As MLflow names it beside MLmodel; a model goes on under its license.
        if let license = FileSystem.names(in: model.folder, endingIn: "").first(where: Self.isLicense) {
            copies.append(Copy(source: "\(model.folder)/\(license)", destination: "LICENSE.txt"))
        }
        self.copies = copies
        folders = FilePath.folders(around: copies.map(\.destination))
    }

    /// Copies all files into a model folder, telling how far it is.
    ///
    /// - Throws: `CancellationError`, and `FlavorError` when a file cannot be read or written.
    func copy(to folder: String, call: Call) throws {
        for name in folders { try FileSystem.createFolder("\(folder)/\(name)") }
        let total = try byteCount()
        var done = 0
        let copying = FileCopy { count in
            try call.checkCancellation()
            // A file may have grown since it was measured.
            done = count < total - done ? done + count : total
            call.progress(done, of: total, "copying the model")
        }
        for copy in copies { try copying.copy(copy.source, to: "\(folder)/\(copy.destination)") }
    }

    /// How many bytes all files have.
    func byteCount() throws(FlavorError) -> Int {
        var sizes: [Int] = []
        for copy in copies { sizes.append(try FileHandle(reading: copy.source).size()) }
        return try Self.total(of: sizes)
    }

    /// The sum of the sizes of files; files with holes may be larger than any disk.
    static func total(of sizes: [Int]) throws(FlavorError) -> Int {
        var total = 0
        for size in sizes {
            let (sum, isTooLarge) = total.addingReportingOverflow(size)
            guard !isTooLarge else {
                throw FlavorError(
                    .invalidArgument,
                    "the model's files: expected at most \(Int.max) bytes in all, found more: see whether one of the "
                        + "files is far larger than what it holds")
            }
            total = sum
        }
        return total
    }
}
