import FlavorKit
import JSON

extension Payload {
    /// How the bytes of a request are written.
    public enum ContentType: String, Sendable, CaseIterable {
        /// One JSON document.
        case json
        /// A JSON document on each line, which together are a list.
        case jsonLines = "jsonl"
        /// A table after RFC 4180.
        case csv
        /// The input of a model that takes one text.
        case text
    }

    /// Reads a request.
    ///
    /// JSON is one of MLflow's `inputs`, `instances`, `dataframe_split` and `dataframe_records` with `params` beside it, a
    /// body with `messages`, `prompt` or `input`, or any other document, which is then the data itself.
    ///
    /// - Parameters:
    ///   - signature: Says which members of a body with `messages`, `prompt` or `input` are columns and parameters, where
    ///     tensors are expected, and what the cells of CSV are.
    ///   - settings: The flavor's parameters, which a body with `messages`, `prompt` or `input` may hold too.
    public init(
        parsing bytes: [UInt8], as type: ContentType, signature: ModelSignature?,
        settings: [FlavorDescriptor.Setting] = []
    ) throws(SchemaMismatch) {
        let schema = PayloadSchema(signature, settings: settings)
        let outcome = bytes.withUnsafeBytes { buffer in
            Result { () throws(SchemaMismatch) in
                switch type {
                case .json: try JSONPayload.parse(buffer, schema: schema)
                case .jsonLines: try JSONLines.parse(buffer, schema: schema)
                case .csv: try CSVPayload.parse(buffer, schema: schema)
                case .text: try TextPayload.parse(buffer, schema: schema)
                }
            }
        }
        self = try outcome.get()
    }
}
