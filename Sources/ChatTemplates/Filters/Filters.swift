/// What follows a `|`: functions of a value and further arguments.
enum Filters {
    typealias Filter = @Sendable (Value, Arguments, RenderState) throws(Failure) -> Value

    /// The filter of a name, or nil when there is none.
    static func named(_ name: String) -> Filter? { all[name] }

    private static let all: [String: Filter] =
        textFilters.merging(numberFilters) { $1 }.merging(sequenceFilters) { $1 }.merging(selectionFilters) { $1 }
        .merging(orderFilters) { $1 }.merging(markupFilters) { $1 }.merging(valueFilters) { $1 }

    // MARK: Values of any kind

    private static let valueFilters: [String: Filter] = [
        "default": byDefault, "d": byDefault, "count": length, "length": length,
        "string": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("string", 0...0)
            return try state.softString(value)
        },
        "list": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("list", 0...0)
            return try state.list(try state.elements(value))
        },
        "attr": { (value, arguments, state) throws(Failure) in
            let name = try StringMethods.text(arguments.bind("attr", ["name"], required: 1)[0], "attr")
            return try state.attributeOnly(value, name)
        },
        "tojson": { (value, arguments, state) throws(Failure) in
            let values = try arguments.bind("tojson", ["ensure_ascii", "indent", "separators", "sort_keys"])
            let writer = try JSONText(
                ensureASCII: values[0] ?? .bool(false), indent: values[1] ?? .null, separators: values[2] ?? .null,
                sortKeys: values[3] ?? .bool(false), state)
            return try state.made(try writer.text(of: value))
        },
        "pprint": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("pprint", 0...0)
            return try state.made(try PrettyPrinter(state).text(of: value))
        },
    ]

    private static let byDefault: Filter = { (value, arguments, _) throws(Failure) in
        let values = try arguments.bind("default", ["default_value", "boolean"])
        let isReplaced = value.isUndefined || values[1]?.isTruthy == true && !value.isTruthy
        return isReplaced ? values[0] ?? .string("") : value
    }

    private static let length: Filter = { (value, arguments, state) throws(Failure) in
        _ = try arguments.bindPositional("length", 0...0)
        return .integer(try state.count(value))
    }
}

extension RenderState {
    /// An attribute, without falling back to an element of that name.
    func attributeOnly(_ base: Value, _ name: String) throws(Failure) -> Value {
        if case .undefined(let undefined) = base { throw undefined.failure }
        let missing = Value.undefined("'\(base.typeDescription)' has no attribute '\(name)'")
        return try ownAttribute(base, name) ?? missing
    }
}
