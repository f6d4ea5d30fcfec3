import FlavorKit

/// What a converted model takes over from its source: signature and example, as far as they hold for it.
struct InheritedContract {
    /// The source's signature.
    let signature: ModelSignature?
    /// The source's example.
    let example: SavedExample?

    /// The signature of the new model.
    ///
    /// Where both take and give the same it is the source's, so that its parameters keep the defaults that somebody gave them;
    /// else what the flavor says, which knows best. Of a flavor that says nothing only the inputs and parameters are believed.
    func signature(over own: ModelSignature?) throws(FlavorError) -> ModelSignature? {
        guard let signature else { return own }
        guard let own else {
            guard signature.inputs != nil || signature.params != nil else { return nil }
            return try ModelSignature(inputs: signature.inputs, params: signature.params)
        }
        guard own.outputs == signature.outputs, Self.takesTheSame(own.inputs, signature.inputs) else { return own }
        return try ModelSignature(
            inputs: signature.inputs, outputs: signature.outputs, params: signature.params ?? own.params)
    }

    /// Whether two schemas are the same, but for the name of a single column, which a value may do without.
    private static func takesTheSame(_ left: Schema?, _ right: Schema?) -> Bool {
        if left == right { return true }
        guard let left = left?.columns, let right = right?.columns, left.count == 1, right.count == 1 else {
            return false
        }
        return left[0].type == right[0].type && (left[0].name == nil || right[0].name == nil)
    }

    /// The example, where a signature takes it.
    func example(under signature: ModelSignature?, for descriptor: FlavorDescriptor) -> SavedExample? {
        guard let example, let signature else { return example }
        let interface = ModelInterface(isSaved: true, signature: signature, flavor: descriptor)
        do {
            let payload = try Payload(
                parsing: Array(example.saved.servingText.utf8), as: .json, signature: signature,
                settings: descriptor.parameters)
            _ = try interface.check(payload)
            return example
        } catch {
            return nil
        }
    }
}
