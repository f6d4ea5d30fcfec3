import FlavorKit
import JSON

/// The type of a cell, with what enforcement looks up for every cell worked out once.
indirect enum NestedType {
    case any
    case scalar(DataType)
    case array(NestedType)
    case map(NestedType)
    case object(Properties)

    /// The properties of an object type, by name.
    final class Properties {
        /// Each property's type, and whether it is required.
        let types: [ExactString: (type: NestedType, isRequired: Bool)]
        /// The names of the required ones, in order.
        let requiredNames: [String]

        init(_ type: ObjectType) {
            types = Dictionary(
                type.properties.map { (ExactString($0.name), (NestedType($0.type), $0.isRequired)) },
                uniquingKeysWith: { first, _ in first })
            requiredNames = type.properties.filter(\.isRequired).map(\.name)
        }
    }

    init(_ type: ColType) {
        switch type {
        case .any: self = .any
        case .scalar(let type): self = .scalar(type)
        case .array(let items): self = .array(NestedType(items))
        case .map(let values): self = .map(NestedType(values))
        case .object(let type): self = .object(Properties(type))
        case .sparkMLVector: self = .array(.scalar(.double))
        }
    }

    /// Whether any value passes.
    var isAny: Bool {
        if case .any = self { true } else { false }
    }
}
