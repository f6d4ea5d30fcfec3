import JSON
import Testing
import Tokenizers

/// A tokenizer.json to change one thing of.
struct TinyTokenizer {
    var file: JSONObject
    var model: JSONObject

    init() {
        let model: JSONValue = [
            "type": "BPE", "vocab": ["<unk>": 0, "a": 1, "b": 2, "ab": 3, "▁": 4], "merges": ["a b"],
            "unk_token": "<unk>",
        ]
        self.model = model.objectValue ?? JSONObject()
        file = JSONObject([("version", "1.0")])
    }

    /// A tokenizer.json with one member of the model set.
    static func model(_ key: String, _ value: JSONValue?) -> JSONValue {
        var tokenizer = TinyTokenizer()
        tokenizer.model[key] = value
        return tokenizer.json
    }

    /// A tokenizer.json with one member of the whole set.
    static func file(_ key: String, _ value: JSONValue?) -> JSONValue {
        var tokenizer = TinyTokenizer()
        tokenizer.file[key] = value
        return tokenizer.json
    }

    var json: JSONValue {
        var file = file
        file["model"] = file["model"] ?? .object(model)
        return .object(file)
    }
}

/// The message with which a tokenizer.json is refused, or nil.
func refusal(of json: JSONValue) -> String? {
    do {
        _ = try Tokenizer(parsing: json, file: "tokenizer.json")
        return nil
    } catch {
        return String(describing: error)
    }
}
