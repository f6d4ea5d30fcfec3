import ArgumentParser
import FlavorKit
import JSON

struct Signature: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signature",
        abstract: "Work with signatures: what models take and give",
        subcommands: [Infer.self, Show.self, Check.self])
}

extension ModelSignature {
    /// The signature as MLflow prints it, with nothing in it that drives a terminal.
    var printable: String {
        let parts: [(String, (any CustomStringConvertible)?)] = [
            ("inputs", inputs), ("outputs", outputs), ("params", params),
        ]
        return parts.map { "\($0): \n  \($1.map { "\($0)".printable } ?? "None")\n" }.joined()
    }

    /// The three texts as they stand in an MLmodel, null where there is none.
    var texts: JSONValue {
        let texts = [("inputs", inputsText), ("outputs", outputsText), ("params", paramsText)]
        return .object(JSONObject(texts.map { ($0, $1.map(JSONValue.string) ?? .null) }))
    }
}
