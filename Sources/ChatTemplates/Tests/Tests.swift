/// What follows `is`: questions to a value.
enum Tests {
    typealias Test = @Sendable (Value, Arguments, RenderState) throws(Failure) -> Bool

    /// The test of a name, or nil when there is none.
    static func named(_ name: String) -> Test? { all[name] }

    private static let all: [String: Test] =
        kindTests.merging(numberTests) { $1 }.merging(comparisonTests) { $1 }

    /// A test without arguments.
    private static func plain(
        _ name: String, _ body: @escaping @Sendable (Value, RenderState) throws(Failure) -> Bool
    ) -> Test {
        { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional(name, 0...0)
            return try body(value, state)
        }
    }

    private static let kindTests: [String: Test] = [
        "defined": plain("defined") { value, _ in !value.isUndefined },
        "undefined": plain("undefined") { value, _ in value.isUndefined },
        "none": plain("none") { value, _ in value.isNone },
        "boolean": plain("boolean") { value, _ in if case .bool = value { true } else { false } },
        "true": plain("true") { value, _ in if case .bool(true) = value { true } else { false } },
        "false": plain("false") { value, _ in if case .bool(false) = value { true } else { false } },
        "integer": plain("integer") { value, _ in
            switch value {
            case .integer, .bigInteger: true
            default: false
            }
        },
        "float": plain("float") { value, _ in if case .double = value { true } else { false } },
        "number": plain("number") { value, _ in Number(value) != nil },
        "string": plain("string") { value, _ in value.text != nil },
        "mapping": plain("mapping") { value, _ in if case .dict = value { true } else { false } },
        "sequence": plain("sequence") { value, _ in
            switch value {
            case .string, .markup, .list, .tuple, .dict, .undefined: true
            case .object(let object): object.isSubscriptable && object.count != nil
            default: false
            }
        },
        "iterable": plain("iterable") { value, _ in
            switch value {
            case .string, .markup, .list, .tuple, .dict, .undefined: true
            case .object(let object): object.isIterable
            default: false
            }
        },
        "callable": plain("callable") { value, _ in
            switch value {
            case .object(let object): object.isCallable
            case .undefined: true
            default: false
            }
        },
        "escaped": plain("escaped") { value, _ in value.isMarkup },
        "lower": plain("lower") { (value, state) throws(Failure) in
            CaseMapping.isAll(try state.string(value), upper: false)
        },
        "upper": plain("upper") { (value, state) throws(Failure) in
            CaseMapping.isAll(try state.string(value), upper: true)
        },
        "filter": plain("filter") { (value, _) throws(Failure) in try isKey(value) { Filters.named($0) != nil } },
        "test": plain("test") { (value, _) throws(Failure) in try isKey(value) { named($0) != nil } },
    ]

    private static func isKey(_ value: Value, _ body: (String) -> Bool) throws(Failure) -> Bool {
        _ = try DictKey(value)
        return value.text.map(body) ?? false
    }

    private static let numberTests: [String: Test] = [
        "odd": plain("odd") { (value, state) throws(Failure) in
            isEqual(try state.operate(.remainder, value, .integer(2)), .integer(1))
        },
        "even": plain("even") { (value, state) throws(Failure) in
            isEqual(try state.operate(.remainder, value, .integer(2)), .integer(0))
        },
        "divisibleby": { (value, arguments, state) throws(Failure) in
            let divisor = try arguments.bind("divisibleby", ["num"], required: 1)[0] ?? .null
            return isEqual(try state.operate(.remainder, value, divisor), .integer(0))
        },
        "sameas": { (value, arguments, _) throws(Failure) in
            isSame(value, try arguments.bind("sameas", ["other"], required: 1)[0] ?? .null)
        },
        "in": { (value, arguments, state) throws(Failure) in
            try state.contains(try arguments.bind("in", ["seq"], required: 1)[0] ?? .null, value)
        },
    ]

    /// Whether two values are one object of Python's; equal texts and small numbers are taken for that.
    private static func isSame(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.undefined(let left), .undefined(let right)): left === right
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)): left === right
        case (.dict(let left), .dict(let right)): left === right
        case (.object(let left), .object(let right)): left === right
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer, .integer), (.double, .double), (.string, .string): isEqual(left, right)
        default: false
        }
    }

    private static func comparing(_ name: String, _ sign: ComparisonSign) -> Test {
        { (value, arguments, state) throws(Failure) in
            try state.holds(sign, value, try arguments.bindPositional(name, 1...1)[0] ?? .null)
        }
    }

    private static let comparisonTests: [String: Test] = [
        "==": comparing("eq", .equal), "eq": comparing("eq", .equal), "equalto": comparing("eq", .equal),
        "!=": comparing("ne", .notEqual), "ne": comparing("ne", .notEqual),
        ">": comparing("gt", .greater), "gt": comparing("gt", .greater), "greaterthan": comparing("gt", .greater),
        ">=": comparing("ge", .greaterOrEqual), "ge": comparing("ge", .greaterOrEqual),
        "<": comparing("lt", .less), "lt": comparing("lt", .less), "lessthan": comparing("lt", .less),
        "<=": comparing("le", .lessOrEqual), "le": comparing("le", .lessOrEqual),
    ]
}
