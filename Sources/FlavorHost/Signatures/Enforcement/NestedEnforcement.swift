import FlavorKit
import JSON

/// Enforces what lists, objects and maps hold.
///
/// MLflow casts only columns: what is nested keeps its kind, but for lists whose elements are of several.
struct NestedEnforcement {
    private let rules: RuleSet
    private let numbers: NumericConversion

    /// Whether the value is handed on as it was given, so that nothing is damaged in it.
    private let isCheckOnly: Bool

    init(_ rules: RuleSet, isCheckOnly: Bool = false) {
        self.rules = rules
        self.isCheckOnly = isCheckOnly
        numbers = NumericConversion(rules)
    }

    /// Enforces a value.
    ///
    /// - Parameters:
    ///   - isRequired: Whether null is refused; lists and maps hand it on to what they hold.
    ///   - path: What the value is called in messages.
    func enforce(_ value: Value, _ type: NestedType, isRequired: Bool, path: String) throws(SchemaMismatch) -> Value {
        try at(path) { () throws(SchemaMismatch) in try enforce(value, type, isRequired: isRequired) }
    }

    private func enforce(_ value: Value, _ type: NestedType, isRequired: Bool) throws(SchemaMismatch) -> Value {
        guard rules.has(.nestedValues) else { return value }
        switch type {
        case .any: return value
        case .scalar(let type): return try scalar(value, type, isRequired: isRequired)
        case .object(let type): return try object(value, type, isRequired: isRequired)
        case .map(let values): return try map(value, values, isRequired: isRequired)
        case .array(let items): return try array(value, items, isRequired: isRequired)
        }
    }

    /// Puts a step before the path of what is thrown, so that paths cost nothing where nothing is wrong.
    private func at(
        _ step: @autoclosure () -> String, _ body: () throws(SchemaMismatch) -> Value
    ) throws(SchemaMismatch) -> Value {
        do throws(SchemaMismatch) {
            return try body()
        } catch {
            var mismatch = error
            mismatch.path = step() + mismatch.path
            throw mismatch
        }
    }

    // MARK: Scalars

    private func scalar(
        _ value: Value, _ type: DataType, isRequired: Bool
    ) throws(SchemaMismatch) -> Value {
        if !isRequired, rules.has(.nullPassesOptional), value == .null || value.isNaN { return .null }
        guard let converted = converted(value, type) else {
            throw SchemaMismatch(
                "", expected: type.rawValue + (isRequired ? "" : " or null"),
                found: ScalarConversion.describe(value, type))
        }
        return converted
    }

    /// A single value in its type; nil where something would be lost.
    private func converted(_ value: Value, _ type: DataType) -> Value? {
        switch (type, value) {
        case (.boolean, .bool), (.string, .string), (.binary, .string), (.binary, .bytes), (.datetime, .datetime):
            return value
        case (.integer, _), (.long, _):
            return numbers.integer(value).flatMap { numbers.fitted($0, to: type) }
        case (.float, _), (.double, _): return numbers.number(value, type)
        case (.datetime, .string(let text)) where rules.has(.textSpellsTimes):
            return TimeText.nanoseconds(text, allowsZone: false).map(Value.datetime)
        default: return nil
        }
    }

    // MARK: Lists

    private func array(
        _ value: Value, _ items: NestedType, isRequired: Bool
    ) throws(SchemaMismatch) -> Value {
        if value == .null, passesNull(items, isRequired: isRequired) { return .null }
        guard let count = value.cellCount else {
            guard rules.has(.kindsOfNestedValues) else { return value }
            throw SchemaMismatch("", expected: "a list", found: value.kindName)
        }
        if count == 0 { return value }
        guard case .scalar(let type) = items else {
            var elements: [Value] = []
            elements.reserveCapacity(count)
            for (index, element) in value.cells.enumerated() {
                elements.append(
                    try at("[\(index)]") { () throws(SchemaMismatch) in
                        try enforce(element, items, isRequired: isRequired)
                    })
            }
            return .list(elements)
        }
        // A typed array that fits as a whole stays one.
        if let whole = wholeArray(value, type) { return whole }
        if value.isUnsigned, type == .long || type == .integer, !rules.has(.unsignedIntegersAreSigned) {
            throw SchemaMismatch("", expected: "a list of \(type.rawValue)", found: "unsigned integers")
        }
        let cells = value.cells
        let kinds = CellKinds(cells)
        var elements: [Value] = []
        elements.reserveCapacity(count)
        for (index, element) in cells.enumerated() {
            guard let converted = self.element(element, type, among: kinds) else {
                throw SchemaMismatch(
                    "[\(index)]", expected: type.rawValue, found: ScalarConversion.describe(element, type))
            }
            elements.append(converted)
        }
        return .list(elements)
    }

    private func wholeArray(_ value: Value, _ type: DataType) -> Value? {
        switch (type, value) {
        case (.string, .strings(let strings)) where strings.shape.count == 1 && !strings.items.contains(nil): value
        case (.long, .tensor(let tensor)) where tensor.dtype == .int64: plain(tensor, value)
        case (.integer, .tensor(let tensor)) where tensor.dtype == .int32: plain(tensor, value)
        case (.boolean, .tensor(let tensor)) where tensor.dtype == .bool: plain(tensor, value)
        case (.float, .tensor(let tensor)) where tensor.dtype == .float32: plain(tensor, value)
        case (.double, .tensor(let tensor)) where tensor.dtype == .float64: plain(tensor, value)
        default: nil
        }
    }

    private func plain(_ tensor: Tensor, _ value: Value) -> Value? {
        tensor.shape.count == 1 && tensor.validity == nil && !tensor.isDatetime ? value : nil
    }

    /// An element of a list of single values; what its neighbours are matters, as a list has one type in pandas.
    private func element(_ value: Value, _ type: DataType, among kinds: CellKinds) -> Value? {
        switch (type, value) {
        case (.float, .null), (.double, .null):
            return rules.has(.nullIsNaN) && (type == .double || kinds.hasNumbers) ? .double(.nan) : nil
        case (.string, .null) where isCheckOnly, (.boolean, .null) where isCheckOnly,
            (.binary, .null) where isCheckOnly:
            return .null
        case (.double, .bool(let bool)) where kinds.isObject: return .double(bool ? 1 : 0)
        case (.double, .string(let text)) where kinds.isObject && rules.has(.textSpellsNumbers):
            // pandas reads no NaN where it is asked for numbers among several kinds.
            return NumberText.double(text).flatMap { $0.isNaN ? nil : .double($0) }
        case (.string, .double(let number)) where number.isNaN, (.binary, .double(let number)) where number.isNaN:
            return nil
        case (.string, .bool), (.string, .int), (.string, .double):
            guard rules.has(.numbersArePrintedBesideText), kinds.isObject else { return nil }
            return value.printedNumber.map(Value.string)
        case (.boolean, .int(let number)) where kinds.hasBooleans && (number == 0 || number == 1):
            return .bool(number == 1)
        case (.boolean, .double(let number)) where kinds.hasBooleans && (number == 0 || number == 1):
            return .bool(number == 1)
        case (.datetime, .null): return .null
        case (.binary, .bool), (.binary, .int), (.binary, .double):
            guard rules.has(.numbersArePrintedBesideText), kinds.isObject else { return nil }
            return value.printedNumber.map { .bytes(Array($0.utf8)) }
        case (.binary, .string(let text)):
            return text.utf8.allSatisfy { $0 < 0x80 } ? .bytes(Array(text.utf8)) : nil
        default: return converted(value, type)
        }
    }

    private func passesNull(_ items: NestedType, isRequired: Bool) -> Bool {
        !isRequired && rules.has(.nullPassesOptional) || items.isAny && rules.has(.nullPassesAny)
    }

    // MARK: Objects and maps

    private func map(
        _ value: Value, _ values: NestedType, isRequired: Bool
    ) throws(SchemaMismatch) -> Value {
        if value == .null, passesNull(values, isRequired: isRequired) { return .null }
        guard case .map(let map) = value else {
            guard rules.has(.kindsOfNestedValues) else { return value }
            throw SchemaMismatch("", expected: "an object", found: value.kindName)
        }
        var members: [(String, Value)] = []
        for entry in map.entries {
            members.append(
                (
                    entry.name,
                    try at("".member(entry.name)) { () throws(SchemaMismatch) in
                        try enforce(entry.value, values, isRequired: isRequired)
                    }
                ))
        }
        return .map(ValueMap(members))
    }

    private func object(
        _ value: Value, _ type: NestedType.Properties, isRequired: Bool
    ) throws(SchemaMismatch) -> Value {
        if !isRequired, rules.has(.nullPassesOptional), value == .null || value.mapValue?.isEmpty == true {
            return value
        }
        guard case .map(let map) = value else {
            guard rules.has(.kindsOfNestedValues) else { return value }
            throw SchemaMismatch("", expected: "an object", found: value.kindName)
        }
        if rules.has(.requiredProperties) { try checkRequired(type, in: map) }
        var members: [(String, Value)] = []
        members.reserveCapacity(map.count)
        for entry in map.entries {
            guard let property = type.types[ExactString(entry.name)] else {
                guard rules.has(.knownProperties) else { continue }
                throw SchemaMismatch(
                    "".member(entry.name), expected: "no property of this name", found: entry.value.kindName,
                    advice: "remove it")
            }
            members.append(
                (
                    entry.name,
                    try at("".member(entry.name)) { () throws(SchemaMismatch) in
                        try enforce(entry.value, property.type, isRequired: property.isRequired)
                    }
                ))
        }
        return .map(ValueMap(members))
    }

    private func checkRequired(_ type: NestedType.Properties, in map: ValueMap) throws(SchemaMismatch) {
        let found = map.entries.count { type.types[ExactString($0.name)]?.isRequired == true }
        if found == type.requiredNames.count { return }
        let present = Set(map.entries.map { ExactString($0.name) })
        let missing = type.requiredNames.filter { !present.contains(ExactString($0)) }
        guard let first = missing.first else { return }
        throw SchemaMismatch(
            "", expected: missing.count == 1 ? "the property \"\(first)\"" : "the properties \(missing.formattedList)",
            found: "none")
    }
}

extension Value {
    fileprivate var isNaN: Bool {
        if case .double(let number) = self { number.isNaN } else { false }
    }
}

extension String {
    /// The path of a member of what this is the path of.
    func member(_ name: String) -> String {
        let isPlain = !name.isEmpty && name.unicodeScalars.allSatisfy { $0.properties.isXIDContinue || $0 == "-" }
        let shown = name.unicodeScalars.count > 60 ? String(name.unicodeScalars.prefix(60)) + "…" : name
        return isPlain ? "\(self).\(shown)" : "\(self)[\(JSONValue.string(shown).text())]"
    }
}
