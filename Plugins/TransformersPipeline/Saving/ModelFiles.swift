import FlavorKit

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

    private static let tokenizerNames = [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "chat_template.jinja", "chat_template.json", "vocab.json", "merges.txt", "vocab.txt", "tokenizer.model",
        "spiece.model", "sentencepiece.bpe.model",
    ]
    /// Where transformers keeps chat templates beyond the first.
    private static let templatesFolder = "additional_chat_templates"

    init(_ model: HuggingFaceModel) {
        var copies: [Copy] = []
        func add(_ name: String, of folder: String, to destination: String) {
            let source = "\(folder)/\(name)"
            if FileSystem.exists(source) { copies.append(Copy(source: source, destination: "\(destination)/\(name)")) }
        }
        let weights = model.weights.files.map { $0.path.dropFirst(model.folder.utf8.count + 1) }
        add("config.json", of: model.folder, to: Self.modelFolder)
        add("generation_config.json", of: model.folder, to: Self.modelFolder)
        if weights != ["model.safetensors"] {
            add("model.safetensors.index.json", of: model.folder, to: Self.modelFolder)
        }
        for name in weights { add(String(name), of: model.folder, to: Self.modelFolder) }
        for name in Self.tokenizerNames { add(name, of: model.tokenizerFolder, to: Self.tokenizerFolder) }
        let templates = FileSystem.names(in: "\(model.tokenizerFolder)/\(Self.templatesFolder)", endingIn: ".jinja")
        for name in templates {
            add("\(Self.templatesFolder)/\(name)", of: model.tokenizerFolder, to: Self.tokenizerFolder)
        }
        self.copies = copies
        var folders: [String] = []
        for copy in copies {
            var path = ""
            for part in copy.destination.split(separator: "/").dropLast() {
                path += path.isEmpty ? String(part) : "/\(part)"
                if !folders.contains(path) { folders.append(path) }
            }
        }
        self.folders = folders
    }

    /// Copies all files into a model folder, telling how far it is.
    ///
    /// - Throws: `CancellationError`, and `FlavorError` when a file cannot be read or written.
    func copy(to folder: String, call: Call) throws {
        for name in folders { try FileSystem.createFolder("\(folder)/\(name)") }
        var total = 0
        for copy in copies { total += try FileHandle(reading: copy.source).size() }
        var done = 0
        let copying = FileCopy { count in
            try call.checkCancellation()
            done += count
            call.progress(done, of: total, "copying the model")
        }
        for copy in copies { try copying.copy(copy.source, to: "\(folder)/\(copy.destination)") }
    }
}
