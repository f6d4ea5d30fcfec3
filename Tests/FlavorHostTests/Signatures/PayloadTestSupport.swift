import FlavorHost
import FlavorKit
import Testing

/// Signatures and short ways to read requests for the payload suites.
enum Request {
    static func signature(_ inputs: String? = nil, params: String? = nil) throws -> ModelSignature {
        try ModelSignature(inputsText: inputs, outputsText: nil, paramsText: params)
    }

    /// A signature with one column or tensor for each item, such as `long a` or `float32[-1,2] x`, or unnamed without a name.
    static func signature(of items: String...) throws -> ModelSignature {
        let fields = items.map { item in
            let words = item.split(separator: " ")
            let name = words.count > 1 ? #", "name": "\#(words[1])""# : ""
            let parts = words[0].split(separator: "[")
            guard parts.count > 1 else { return #"{"type": "\#(words[0])"\#(name), "required": true}"# }
            return #"{"type": "tensor", "tensor-spec": {"dtype": "\#(parts[0])", "shape": [\#(parts[1])}\#(name)}"#
        }
        return try signature("[" + fields.joined(separator: ", ") + "]")
    }

    static func json(_ text: String, _ signature: ModelSignature? = nil) throws(SchemaMismatch) -> Payload {
        try read(text, .json, signature)
    }

    static func read(
        _ text: String, _ type: Payload.ContentType, _ signature: ModelSignature? = nil
    ) throws(SchemaMismatch) -> Payload {
        try Payload(parsing: Array(text.utf8), as: type, signature: signature)
    }

    /// The sentence with which a request is refused.
    static func refusal(
        _ text: String, as type: Payload.ContentType = .json, _ signature: ModelSignature? = nil
    ) -> String? {
        do {
            _ = try read(text, type, signature)
            return nil
        } catch { return error.description }
    }
}

extension Value {
    static func tensor<Element: TensorElement>(_ elements: [Element], _ shape: [Int]) throws -> Value {
        .tensor(try Tensor(elements, shape: shape))
    }

    static func column<Element: TensorElement>(_ elements: [Element?], or filler: Element) throws -> Value {
        let plain = Tensor(elements.map { $0 ?? filler })
        var validity = [UInt8](repeating: 0, count: (elements.count + 7) / 8)
        for (index, element) in elements.enumerated() where element != nil {
            validity[index / 8] |= 1 << UInt8(index % 8)
        }
        let storage = plain.withUnsafeBytes { bytes in
            TensorStorage(byteCount: bytes.count) { $0.copyMemory(from: bytes) }
        }
        return .tensor(
            try Tensor(
                dtype: Element.dtype, shape: plain.shape, storage: storage,
                validity: elements.contains { $0 == nil } ? validity : nil))
    }

    static func texts(_ items: String?...) -> Value { .strings(StringTensor(items)) }
}
