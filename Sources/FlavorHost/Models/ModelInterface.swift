import FlavorKit

/// What a caller can give a model, told from its MLmodel and from the manifest of the flavor that loads it.
public struct ModelInterface: Sendable {
    /// Whether the folder has an MLmodel.
    public let isSaved: Bool
    /// What the model takes and gives, where its MLmodel says so.
    public let signature: ModelSignature?
    /// The flavor that loads the model; nil where none does, or several do equally well.
    public let flavor: FlavorDescriptor?

    /// The schema that an input was brought into: the signature's, or one that the flavor takes in its place.
    public func inputs(of input: Value) -> Schema? {
        flavor?.inputs.first { schema in schema.requiredNames.allSatisfy { input[$0.text] != nil } }
            ?? signature?.inputs
    }

    /// What can be set for a prediction: the signature's parameters, then those that only the flavor has.
    public var parameters: [FlavorDescriptor.Setting] {
        let named = (signature?.params?.specs ?? []).map { spec in
            FlavorDescriptor.Setting(
                spec.name, type: spec.typeName, default: spec.defaultValue,
                summary: flavor?.parameters.first { $0.name == spec.name }?.summary ?? "")
        }
        return named + (flavor?.parameters ?? []).filter { setting in !named.contains { $0.name == setting.name } }
    }
}

extension Model {
    /// What a caller can give it.
    public var interface: ModelInterface {
        ModelInterface(isSaved: mlmodel != nil, signature: signature, flavor: plugin.descriptor)
    }
}

extension Host {
    /// Describes what can be given to a model; opens no library.
    ///
    /// - Parameter flavor: The id of the flavor to use, or nil for the one that `load` would choose.
    /// - Throws: `FlavorError` when there is no such model or flavor, or the MLmodel is damaged.
    public func interface(of path: String, flavor id: String? = nil) throws(FlavorError) -> ModelInterface {
        let reference = try ModelReference(path)
        var flavor: FlavorDescriptor?
        if let id {
            guard let named = catalogue[id] else { throw unknownFlavor(id) }
            flavor = named.descriptor
        } else {
            let candidates = candidates(for: reference)
            if tie(in: candidates) == nil { flavor = candidates.first?.flavor.descriptor }
        }
        switch reference {
        case .saved(let model, _):
            return ModelInterface(isSaved: true, signature: model.signature, flavor: flavor)
        case .bare:
            guard let flavor else { throw noFlavor(for: reference, path: path) }
            return ModelInterface(isSaved: false, signature: nil, flavor: flavor)
        }
    }
}

extension ParamSpec {
    /// The type as descriptors write it: `[long]` for a list.
    fileprivate var typeName: String {
        let name =
            switch type {
            case .scalar(let type): type.rawValue
            case .object(let type): type.description
            }
        return isList ? "[\(name)]" : name
    }
}
