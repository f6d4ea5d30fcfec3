import FlavorKit
import JSON

extension MLmodel {
    /// What the model takes and gives, if the file says so.
    public var signature: ModelSignature? {
        get {
            guard let texts = members["signature"]?.objectValue else { return nil }
            // They were read once when the file was; a signature of an empty list of parameters is none.
            return try? ModelSignature(
                inputsText: texts["inputs"]?.stringValue, outputsText: texts["outputs"]?.stringValue,
                paramsText: texts["params"]?.stringValue)
        }
        set {
            members["signature"] = newValue.map { .object(Self.members(of: $0)) }
            for key in Self.signatureFlags { members[key] = newValue.map { _ in members[key] ?? false } }
        }
    }

    /// The three schemas as MLflow writes them.
    static func members(of signature: ModelSignature) -> JSONObject {
        let texts = [
            ("inputs", signature.inputsText), ("outputs", signature.outputsText), ("params", signature.paramsText),
        ]
        return JSONObject(texts.map { ($0, $1.map { .string($0) } ?? .null) })
    }

    /// Whether the signature comes from the type hints of the model's code.
    public var isSignatureFromTypeHint: Bool { members["is_signature_from_type_hint"]?.boolValue ?? false }

    /// Whether a type hint of the model's code was made from the input example.
    public var isTypeHintFromExample: Bool { members["type_hint_from_example"]?.boolValue ?? false }

    /// Keys that MLflow writes whenever there is a signature.
    static let signatureFlags = ["is_signature_from_type_hint", "type_hint_from_example"]
}
