import Testing
import FlavorKit
import JSON
import TestSupport

/// A golden file of transformers for a model folder beside it.
struct GenerationGolden: Sendable, CustomTestStringConvertible {
    let name: String
    let folder: String
    let json: JSONValue

    var testDescription: String { name }

    /// Every `models/NAME.golden.json` with a folder `models/NAME`.
    static let all: [GenerationGolden] = {
        let root = "\(Fixtures.root)/models"
        let suffix = ".golden.json"
        return entries(of: root).filter { $0.hasSuffix(suffix) }.compactMap { file in
            let name = String(file.dropLast(suffix.count))
            guard !entries(of: "\(root)/\(name)").isEmpty, let bytes = try? readFile("\(root)/\(file)"),
                let json = try? JSONValue(parsing: bytes)
            else { return nil }
            return GenerationGolden(name: name, folder: "\(root)/\(name)", json: json)
        }
    }()

    /// One prompt with its parameters and what came out.
    struct Case: Sendable, CustomTestStringConvertible {
        let golden: GenerationGolden
        let json: JSONValue

        var name: String { json["name"]?.stringValue ?? "?" }
        var testDescription: String { "\(golden.name): \(name)" }
        var inputIDs: [Int64] { json["input_ids"].integers }
        var generatedIDs: [Int64] { json["generated_ids"].integers }
        var text: String? { json["text"]?.stringValue }
        /// The prompt as text, with the parameter that a rendered chat needs.
        var prompt: String? { json["prompt"]?.stringValue ?? json["rendered"]?.stringValue }
        var isChat: Bool { json["rendered"] != nil }

        /// The parameters of the call; a rendered chat has its special tokens in the text.
        func parameters(_ others: (String, Value)...) throws -> Value {
            var parameters = try Value(json: json["params"] ?? .null).mapValue ?? ValueMap()
            if isChat { parameters["add_special_tokens"] = false }
            for (name, value) in others { parameters[name] = value }
            return .map(parameters)
        }
    }

    func cases(_ group: String) -> [Case] {
        (json[group]?.arrayValue ?? []).map { Case(golden: self, json: $0) }
    }

    /// The cases of a group in all files.
    static func all(_ group: String) -> [Case] { all.flatMap { $0.cases(group) } }

    /// The variants without those that search with beams, which the flavor refuses.
    static var greedyVariants: [Case] {
        all("variants").filter { $0.json["params"]?["num_beams"] == nil }
    }
}

extension JSONValue? {
    /// The integers of an array.
    var integers: [Int64] { self?.arrayValue?.compactMap(\.integerValue) ?? [] }
}
