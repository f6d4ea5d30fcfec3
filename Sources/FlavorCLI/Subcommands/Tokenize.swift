import ArgumentParser
import FlavorHost
import FlavorKit
import Glibc
import Tokenizers

struct Tokenize: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Turn text into token ids, or token ids into text",
        discussion: """
            Text comes out as ids on one line, and with --decode ids as text. With --json each line is a JSON value: a \
            text, {"text": …, "pair": …, "add_special_tokens": true} or {"ids": […], "skip_special_tokens": true}; it is \
            answered by a line with ids, tokens and offsets, or with a text.
              printf 'Hello!' | flavor tokenize Tests/Fixtures/models/tiny-phi3-capitals
            """)

    @Argument(help: ArgumentHelp("A model folder, or a tokenizer.json", valueName: "path"))
    var path: String

    @Option(
        name: [.customShort("i"), .customLong("input-path")],
        help: ArgumentHelp("The input; - is standard input", valueName: "file"))
    var input: String?

    @Flag(help: "Read and write JSON, one value a line")
    var json = false

    @Flag(help: "Read ids and print their text")
    var decode = false

    func validate() throws {
        if input == nil, isatty(STDIN_FILENO) == 1 {
            throw ValidationError("Give the input with --input-path, or pipe it in.")
        }
    }

    func run() throws {
        let tokenizer = try tokenizer()
        let file = try InputFile(input ?? "-")
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            throw FlavorError(.invalidArgument, "\(file.name): expected text in UTF-8")
        }
        if json {
            try TokenizeLines(tokenizer: tokenizer, source: file.name, decodes: decode).run(text)
        } else if decode {
            let ids = try TokenizeLines.ids(inText: text, source: file.name)
            try StandardOutput.write(tokenizer.decode(ids, skipSpecialTokens: true) + "\n")
        } else {
            let ids = try naming { () throws(TokenizerError) in try tokenizer.encode(text) }
            try StandardOutput.write(ids.map(String.init).joined(separator: " ") + "\n")
        }
    }

    /// The tokenizer of a folder, as transformers loads it, or of a file; MLflow puts a model's into a folder of its own, and says
    /// in the MLmodel which class it is.
    private func tokenizer() throws(FlavorError) -> Tokenizer {
        let component = "\(path)/components/tokenizer"
        let folder = Self.isFolder(component) ? component : path
        let className = folder == component ? try savedClass() : nil
        return try naming { () throws(TokenizerError) in
            try Self.isFolder(folder)
                ? TokenizerFolder(folder, className: className).tokenizer : Tokenizer(contentsOfFile: folder)
        }
    }

    /// The class of the tokenizer of a saved model; nil where it leaves that to the folder.
    private func savedClass() throws(FlavorError) -> String? {
        guard access("\(path)/\(MLmodel.fileName)", F_OK) == 0 else { return nil }
        let type = try MLmodel(contentsOfFolder: path).flavors["transformers"]?["tokenizer_type"]
        guard let type, !type.isNull else { return nil }
        guard let name = type.stringValue else {
            throw FlavorError(
                .invalidArgument,
                "\(path)/\(MLmodel.fileName): transformers.tokenizer_type: expected a string, found \(type.kindName)")
        }
        return name
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private func naming<Result>(_ body: () throws(TokenizerError) -> Result) throws(FlavorError) -> Result {
        do { return try body() } catch { throw FlavorError(.invalidArgument, error.description) }
    }
}
