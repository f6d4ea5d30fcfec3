import Glibc
import JSON
import TestSupport
import Testing

/// The example model and what the reference implementation answered with it.
enum ExampleModel {
    /// The Hugging Face folder.
    static var folder: String { "\(Fixtures.own)/models/tiny-phi3-capitals" }

    /// A prompt in the model's raw form.
    static func prompt(_ question: String) -> String { "<|user|>\(question)<|end|><|assistant|>" }

    static let spain = prompt("What is the capital of Spain?")
    static let spainAnswer = "The capital of Spain is Madrid. Spain is in Europe."

    /// One golden case.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let prompt: String
        let text: String
        let newTokens: [Int]

        var testDescription: String { name }
    }

    /// All greedy cases.
    static let cases: [Case] = {
        let path = "\(Fixtures.root)/models/tiny-phi3-capitals.golden.json"
        guard let bytes = try? readFile(path), let json = try? JSONValue(parsing: bytes),
            let cases = json["cases"]?.arrayValue
        else { return [] }
        return cases.compactMap { item in
            guard let name = item["name"]?.stringValue, let text = item["text"]?.stringValue,
                let prompt = (item["prompt"] ?? item["rendered"])?.stringValue,
                let ids = item["generated_ids"]?.arrayValue
            else { return nil }
            return Case(
                name: name, prompt: prompt, text: text, newTokens: ids.compactMap { $0.integerValue.map(Int.init) })
        }
    }()

    /// Saves the example into a folder, which `flavor save` makes.
    static func save(to destination: String) throws {
        let result = try Flavor.run(
            "save", "--flavor", "transformers-pipeline", "--from", folder, "-o", destination)
        guard result.isSuccess else { throw TestSupportError("the example is not saved: \(result.errors)") }
    }

    /// Copies the Hugging Face folder, to be damaged.
    static func copy(to destination: String) throws { try copyTree(folder, to: destination) }
}

/// Copies a folder with all that is in it.
func copyTree(_ source: String, to destination: String) throws {
    guard mkdir(destination, 0o755) == 0 else { throw TestSupportError("\(destination) cannot be made") }
    for name in entries(of: source) {
        let (from, to) = ("\(source)/\(name)", "\(destination)/\(name)")
        var status = stat()
        guard stat(from, &status) == 0 else { throw TestSupportError("\(from) is not there") }
        if status.st_mode & S_IFMT == S_IFDIR {
            try copyTree(from, to: to)
        } else {
            try writeFile(readFile(from), to: to)
        }
    }
}

/// The text of a file.
func text(of path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

/// Whether something is at a path.
func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
}
