import FlavorKit

extension Value {
    /// The description of a table's column, as pandas types it.
    func columnSpec(name: ColumnName?) throws(InferenceFailure) -> ColSpec {
        let (type, isRequired) =
            switch self {
            case .tensor(let tensor) where tensor.shape.count == 1: try Self.column(of: tensor)
            case .strings(let strings) where strings.shape.count == 1: Self.column(of: strings)
            case .list(let cells): (try Self.type(of: cells), !cells.contains(where: \.isMissing))
            case _ where isArray: (try Self.type(ofRowsOf: self), true)
            default: throw InferenceFailure(expected: "a column", found: "one value")
            }
        return ColSpec(type, name: name, isRequired: isRequired)
    }

    private static func column(of tensor: Tensor) throws(InferenceFailure) -> (ColType, Bool) {
        let nulls = (0..<tensor.elementCount).count { !tensor.isValid(at: $0) }
        if nulls > 0 && nulls == tensor.elementCount { return (.any, false) }
        let type: DataType
        switch tensor.dtype {
        case .bool: type = .boolean
        case .int64 where tensor.isDatetime: type = .datetime
        // pandas has no nulls among integers; it makes doubles of them.
        case _ where nulls > 0 && tensor.dtype.isInteger: type = .double
        case .int8, .int16, .int32, .uint8, .uint16: type = .integer
        case .int64, .uint32: type = .long
        case .float16, .float32: type = .float
        case .float64: type = .double
        default:
            throw InferenceFailure(
                expected: "a column of booleans, integers up to int64 or uint32, or floats up to float64",
                found: "\(tensor.dtype)")
        }
        return (.scalar(type), nulls == 0 && !tensor.hasNaN)
    }

    private static func column(of strings: StringTensor) -> (ColType, Bool) {
        let nulls = strings.items.count { $0 == nil }
        return (nulls > 0 && nulls == strings.items.count ? .any : .scalar(.string), nulls == 0)
    }

    /// The type of cells of several kinds; numbers alone become one kind of number, as nowhere else.
    private static func type(of cells: [Value]) throws(InferenceFailure) -> ColType {
        if cells.isEmpty { return .scalar(.string) }
        var (hasIntegers, hasDoubles, hasNulls) = (false, false, false)
        for cell in cells {
            switch cell {
            case .int: hasIntegers = true
            case .double: hasDoubles = true
            case .null: hasNulls = true
            default:
                guard let type = try ColType.inferred(fromItems: cells) else { throw .emptyTensor }
                return type
            }
        }
        if !hasIntegers && !hasDoubles { return .any }
        return .scalar(hasDoubles || hasNulls ? .double : .long)
    }

    /// The type of the rows of a tensor with several axes, each of which is one cell.
    private static func type(ofRowsOf value: Value) throws(InferenceFailure) -> ColType {
        guard case .array(let row)? = try ColType.inferred(from: value) else { throw .emptyTensor }
        return row
    }
}

extension DType {
    /// Whether the elements are integers of a width that numpy has.
    fileprivate var isInteger: Bool {
        [.int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64].contains(self)
    }
}

extension Tensor {
    /// Whether an element is no number.
    fileprivate var hasNaN: Bool {
        switch dtype {
        case .float16: elements(as: Float16.self)?.contains(where: \.isNaN) == true
        case .float32: elements(as: Float.self)?.contains(where: \.isNaN) == true
        case .float64: elements(as: Double.self)?.contains(where: \.isNaN) == true
        default: false
        }
    }
}
