import FlavorKit

extension ColType {
    /// The type of a value; nil for a tensor without elements, which tells nothing.
    static func inferred(from value: Value) throws(InferenceFailure) -> ColType? {
        switch value {
        case .null: .any
        case .bool: .scalar(.boolean)
        case .int: .scalar(.long)
        case .double(let number): number.isNaN ? .any : .scalar(.double)
        case .datetime: .scalar(.datetime)
        case .string: .scalar(.string)
        case .bytes: .scalar(.binary)
        case .list(let items): items.isEmpty ? .any : try inferred(fromItems: items).map(ColType.array)
        case .map(let map): map.isEmpty ? .any : try inferred(from: map)
        case .tensor(let tensor): try inferred(from: tensor)
        case .strings(let strings): strings.elementType?.wrapped(inArrays: strings.shape.count)
        }
    }

    /// The type that all of some values have; nil where none tells anything.
    static func inferred(fromItems items: [Value]) throws(InferenceFailure) -> ColType? {
        var types: [(position: Int, type: ColType)] = []
        for (position, item) in items.enumerated() {
            do throws(InferenceFailure) {
                if let type = try inferred(from: item) { types.append((position, type)) }
            } catch {
                throw error.under(.element(position))
            }
        }
        return try merged(types)
    }

    /// The one type of elements at some positions; nil where there are none.
    ///
    /// - Parameter member: The member of the elements whose types these are; nil for their own.
    static func merged(
        _ types: [(position: Int, type: ColType)], member: String? = nil
    ) throws(InferenceFailure) -> ColType? {
        // Objects of many different keys merge to a large one: by halves each key is copied but a few times.
        if let merged = try? mergedByHalves(types[...]) { return merged }
        var merged: ColType?
        for (position, type) in types {
            do throws(InferenceFailure) {
                merged = try merged?.merged(with: type) ?? type
            } catch {
                throw (member.map { error.under(.member($0)) } ?? error).under(.element(position))
            }
        }
        return merged
    }

    private static func mergedByHalves(
        _ types: ArraySlice<(position: Int, type: ColType)>
    ) throws(InferenceFailure) -> ColType? {
        guard types.count > 1 else { return types.first?.type }
        let middle = types.startIndex + types.count / 2
        guard let first = try mergedByHalves(types[..<middle]), let second = try mergedByHalves(types[middle...]) else {
            return nil
        }
        return try first.merged(with: second)
    }

    private static func inferred(from map: ValueMap) throws(InferenceFailure) -> ColType {
        var properties: [Property] = []
        for (name, value) in map.entries.map({ ($0.name, $0.value) }) {
            do throws(InferenceFailure) {
                guard let type = try inferred(from: value) else { throw .emptyTensor }
                properties.append(Property(name, type, isRequired: type != .any))
            } catch {
                throw error.under(.member(name))
            }
        }
        return .object(try .inferred(properties))
    }

    private static func inferred(from tensor: Tensor) throws(InferenceFailure) -> ColType? {
        if tensor.elementCount == 0 { return nil }
        guard let type = DataType(scalar: tensor) else {
            throw InferenceFailure(
                expected: "elements of type bool, int32, int64, float32 or float64", found: "\(tensor.dtype)")
        }
        let element: ColType = tensor.hasValues ? .scalar(type) : .any
        return element.wrapped(inArrays: tensor.shape.count)
    }

    private func wrapped(inArrays count: Int) -> ColType { (0..<count).reduce(self) { type, _ in .array(type) } }
}

extension InferenceFailure {
    /// The failure of a tensor that tells no type.
    static var emptyTensor: InferenceFailure {
        InferenceFailure(expected: "a tensor with elements", found: "an empty one")
    }
}

extension DataType {
    /// The type of a tensor's elements, each by itself; nil for the widths of which MLflow knows no scalars.
    init?(scalar tensor: Tensor) {
        switch tensor.dtype {
        case .bool: self = .boolean
        case .int32: self = .integer
        case .int64: self = tensor.isDatetime ? .datetime : .long
        case .float32: self = .float
        case .float64: self = .double
        default: return nil
        }
    }
}

extension Tensor {
    /// Whether the element at a position is null, or a NaN of 64 bits, which Python's float is.
    fileprivate func isMissing(at position: Int, in elements: [Double]?) -> Bool {
        !isValid(at: position) || elements?[position].isNaN == true
    }

    /// Whether any element is a value: not null, and no NaN of 64 bits, which is Python's own float.
    fileprivate var hasValues: Bool {
        let doubles = elements(as: Double.self)
        return (0..<elementCount).contains { !isMissing(at: $0, in: doubles) }
    }
}

extension StringTensor {
    /// The type of the texts; nil when there are none.
    fileprivate var elementType: ColType? {
        items.isEmpty ? nil : items.contains { $0 != nil } ? .scalar(.string) : .any
    }
}
