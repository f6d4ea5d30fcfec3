import FlavorKit
import JSON

extension ColType {
    /// The one type of two elements of a list.
    ///
    /// Null, `[]` and `{}` have the type `any`, which goes with every other; beside an object it makes all properties
    /// optional. Numbers are not widened.
    func merged(with other: ColType) throws(InferenceFailure) -> ColType {
        switch (self, other) {
        case (.any, .object(let type)), (.object(let type), .any): return .object(try type.withOptionalProperties())
        case (.any, let type), (let type, .any): return type
        case (.scalar(let type), .scalar(let other)) where type == other: return self
        case (.object(let type), .object(let other)): return .object(try type.merged(with: other))
        case (.array(let items), .array(let others)):
            do throws(InferenceFailure) {
                return .array(try items.merged(with: others))
            } catch {
                throw error.under(.elements)
            }
        default: throw InferenceFailure(expected: "\(kindName) as before", found: other.kindName)
        }
    }

    /// What a value of the type is called in messages.
    private var kindName: String {
        switch self {
        case .scalar(let type): type.rawValue
        case .object, .map: "an object"
        case .array, .sparkMLVector: "a list"
        case .any: "null"
        }
    }
}

extension ObjectType {
    /// An object type of properties, whose names differ.
    static func inferred(_ properties: [Property]) throws(InferenceFailure) -> ObjectType {
        do throws(FlavorError) { return try ObjectType(properties) } catch { throw InferenceFailure(error) }
    }

    fileprivate func withOptionalProperties() throws(InferenceFailure) -> ObjectType {
        try .inferred(properties.map { Property($0.name, $0.type, isRequired: false) })
    }

    /// All properties of two types; those of only one are optional.
    fileprivate func merged(with other: ObjectType) throws(InferenceFailure) -> ObjectType {
        // Both are sorted by the bytes of the names.
        var (left, right) = (properties[...], other.properties[...])
        var merged: [Property] = []
        merged.reserveCapacity(max(left.count, right.count))
        while let one = left.first, let two = right.first {
            if ExactString(one.name) == ExactString(two.name) {
                merged.append(try one.merged(with: two))
                left.removeFirst()
                right.removeFirst()
            } else if one.name.utf8.lexicographicallyPrecedes(two.name.utf8) {
                merged.append(Property(one.name, one.type, isRequired: false))
                left.removeFirst()
            } else {
                merged.append(Property(two.name, two.type, isRequired: false))
                right.removeFirst()
            }
        }
        merged += (left + right).map { Property($0.name, $0.type, isRequired: false) }
        return try .inferred(merged)
    }
}

extension Property {
    fileprivate func merged(with other: Property) throws(InferenceFailure) -> Property {
        do throws(InferenceFailure) {
            return Property(name, try type.merged(with: other.type), isRequired: isRequired && other.isRequired)
        } catch {
            throw error.under(.member(name))
        }
    }
}
