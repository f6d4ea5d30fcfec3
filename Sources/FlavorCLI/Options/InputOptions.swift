import ArgumentParser
import FlavorHost
import FlavorKit
import Glibc

/// The input of a prediction: a file or standard input, and how it is written.
struct InputOptions: ParsableArguments {
    @Option(
        name: [.customShort("i"), .customLong("input-path")],
        help: ArgumentHelp("The input; - is standard input", valueName: "file"))
    var path: String?

    @Option(
        name: [.customShort("t"), .customLong("content-type")],
        help: ArgumentHelp("How the input is written; else its file's ending tells, or it is json", valueName: "type"))
    var givenType: Payload.ContentType?

    /// Whether nothing is named or piped in, so that the command would wait for a person to type JSON.
    var isMissing: Bool { path == nil && isatty(STDIN_FILENO) == 1 }

    /// How the input is written.
    var type: Payload.ContentType {
        if let givenType { return givenType }
        guard let name = path.map(FilePath.name(of:)), let dot = name.lastIndex(of: ".") else { return .json }
        return switch name[name.index(after: dot)...].lowercased() {
        case "jsonl", "ndjson": .jsonLines
        case "csv": .csv
        case "txt": .text
        default: .json
        }
    }

    /// Reads the whole input.
    func read() throws -> InputFile { try InputFile(path ?? "-") }
}

extension Payload.ContentType: ExpressibleByArgument {}
