import JSON

extension MLmodel {
    /// The schemas of a model, each as JSON text.
    public struct Signature: Sendable, Hashable {
        public var inputs: String?
        public var outputs: String?
        public var params: String?

        /// Creates a signature of JSON texts.
        public init(inputs: String?, outputs: String?, params: String?) {
            self.inputs = inputs
            self.outputs = outputs
            self.params = params
        }
    }

    /// The schemas, if the model has a signature.
    public var signature: Signature? {
        get {
            members["signature"]?.objectValue.map {
                Signature(
                    inputs: $0["inputs"]?.stringValue, outputs: $0["outputs"]?.stringValue,
                    params: $0["params"]?.stringValue)
            }
        }
        set {
            members["signature"] = newValue.map { signature in
                let texts = [
                    ("inputs", signature.inputs), ("outputs", signature.outputs), ("params", signature.params),
                ]
                return .object(JSONObject(texts.map { ($0, $1.map { .string($0) } ?? .null) }))
            }
            for key in Self.signatureFlags { members[key] = newValue.map { _ in members[key] ?? false } }
        }
    }

    /// Whether the signature comes from the type hints of the model's code.
    public var isSignatureFromTypeHint: Bool { members["is_signature_from_type_hint"]?.boolValue ?? false }

    /// Whether a type hint of the model's code was made from the input example.
    public var isTypeHintFromExample: Bool { members["type_hint_from_example"]?.boolValue ?? false }

    /// Keys that MLflow writes whenever there is a signature.
    static let signatureFlags = ["is_signature_from_type_hint", "type_hint_from_example"]
}
