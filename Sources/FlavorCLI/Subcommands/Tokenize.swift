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

    /// The tokenizer of a folder, as transformers loads it, or of a file.
    private func tokenizer() throws(FlavorError) -> Tokenizer {
        let place = try TokenizerPlace(path, holding: ["tokenizer.json", "tokenizer_config.json"])
        return try naming { () throws(TokenizerError) in
            try Files.isFolder(place.path)
                ? TokenizerFolder(place.path, className: place.className).tokenizer
                : Tokenizer(contentsOfFile: place.path)
        }
    }

    private func naming<Result>(_ body: () throws(TokenizerError) -> Result) throws(FlavorError) -> Result {
        do { return try body() } catch { throw FlavorError(.invalidArgument, error.description) }
    }
}
