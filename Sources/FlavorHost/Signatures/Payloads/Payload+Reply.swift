import FlavorKit
import JSON

extension Payload {
    /// The reply's document, as MLflow writes it.
    public func reply(_ result: Value) -> JSONValue {
        isReplyBare ? result.json : ["predictions": result.json]
    }
}
