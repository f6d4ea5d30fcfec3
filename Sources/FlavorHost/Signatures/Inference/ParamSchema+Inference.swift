import FlavorKit
import JSON

extension ParamSchema {
    /// Infers parameters from values, which become their defaults, as MLflow's `infer_signature` does.
    ///
    /// A list has the one type that holds all its elements; a list without any is one of datetimes, as in MLflow. A map
    /// is an object.
    ///
    /// - Throws: `FlavorError` with `invalidArgument`, which names the first parameter that cannot be one.
    public static func infer(from params: ValueMap) throws(FlavorError) -> ParamSchema {
        var specs: [ParamSpec] = []
        for param in params.entries {
            let shape: ParamShape
            do throws(InferenceFailure) {
                shape = try ParamShape(inferredFrom: param.value)
            } catch {
                throw error.under(.member(param.name)).error(in: "params")
            }
            specs.append(try ParamSpec(param.name, shape.type, isList: shape.isList, default: param.value.json))
        }
        return try ParamSchema(specs)
    }
}

/// What a parameter holds.
private struct ParamShape {
    let type: ParamSpec.ParamType
    let isList: Bool

    private init(_ type: ParamSpec.ParamType, isList: Bool) {
        self.type = type
        self.isList = isList
    }

    init(inferredFrom value: Value) throws(InferenceFailure) {
        switch value {
        case .list(let items): self.init(.scalar(try Self.type(of: items)), isList: true)
        case .strings(let strings) where strings.shape.count == 1 && !strings.items.contains(nil):
            self.init(.scalar(strings.items.isEmpty ? Self.typeOfNothing : .string), isList: true)
        // numpy's times are no list of times to MLflow.
        case .tensor(let tensor) where tensor.isDatetime && tensor.shape.count == 1: throw Self.unsuited(value)
        case .tensor(let tensor) where tensor.shape.count == 1 && tensor.validity == nil:
            guard let type = tensor.elementCount == 0 ? Self.typeOfNothing : DataType(scalar: tensor) else {
                throw Self.unsuited(value)
            }
            self.init(.scalar(type), isList: true)
        case .map(let map):
            guard case .object(let type)? = try ColType.inferred(from: value) else {
                throw InferenceFailure(expected: "an object with properties", found: "one without")
            }
            try map.checkIsJSON()
            self.init(.object(type), isList: false)
        default:
            guard let type = DataType(parameter: value) else { throw Self.unsuited(value) }
            self.init(.scalar(type), isList: false)
        }
    }

    /// The type of a list without elements: any would do, and MLflow tries this one first.
    private static let typeOfNothing = DataType.datetime

    private static func type(of items: [Value]) throws(InferenceFailure) -> DataType {
        var common: DataType?
        for (position, item) in items.enumerated() {
            guard let type = DataType(parameter: item) else { throw unsuited(item).under(.element(position)) }
            let before = common ?? type
            guard let joined = before.promoted(with: type) else {
                throw InferenceFailure(expected: "\(before.rawValue) as before", found: type.rawValue)
                    .under(.element(position))
            }
            common = joined
        }
        return common ?? typeOfNothing
    }

    private static func unsuited(_ value: Value) -> InferenceFailure {
        InferenceFailure(
            expected: "a boolean, a number, text or a time, a list of one of these, or an object",
            found: value.kindName)
    }
}

extension DataType {
    /// The type of a parameter that is one value; nil for what cannot be one.
    fileprivate init?(parameter value: Value) {
        switch value {
        case .bool: self = .boolean
        case .int: self = .long
        case .double: self = .double
        case .string: self = .string
        // Parameters are written down to microseconds.
        case .datetime(let nanoseconds) where nanoseconds % 1000 == 0: self = .datetime
        case .tensor(let tensor) where tensor.shape.isEmpty && tensor.isValid(at: 0): self.init(scalar: tensor)
        case .strings(let strings) where strings.shape.isEmpty && strings.items.first != .some(nil): self = .string
        default: return nil
        }
    }

    /// The type that numpy gives a list of both, where each fits into it.
    fileprivate func promoted(with other: DataType) -> DataType? {
        switch (self, other) {
        case _ where self == other: self
        case (.integer, .long), (.long, .integer): .long
        case (.integer, .float), (.integer, .double), (.long, .float), (.long, .double), (.float, .double): .double
        case (.float, .integer), (.double, .integer), (.float, .long), (.double, .long), (.double, .float): .double
        default: nil
        }
    }
}

extension ValueMap {
    /// Checks that JSON has a value for every member, as it has none for bytes, times and tensors.
    fileprivate func checkIsJSON() throws(InferenceFailure) {
        for member in entries where member.value.isOtherThanJSON {
            throw InferenceFailure(expected: "what JSON can hold", found: "other data").under(.member(member.name))
        }
    }
}

extension Value {
    fileprivate var isOtherThanJSON: Bool {
        switch self {
        case .null, .bool, .int, .double, .string: false
        case .list(let items): items.contains(where: \.isOtherThanJSON)
        case .map(let map): map.entries.contains(where: \.value.isOtherThanJSON)
        case .datetime, .bytes, .tensor, .strings: true
        }
    }
}
