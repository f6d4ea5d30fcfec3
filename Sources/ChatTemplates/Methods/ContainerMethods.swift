/// The methods of Python's `dict` that change nothing.
enum DictMethods {
    /// The methods that would change the dict, which the sandbox forbids.
    static let mutators: Set<String> = ["clear", "pop", "popitem", "setdefault", "update"]
    /// The names of all methods, which go before members of the dict.
    static let names = mutators.union(["items", "keys", "values", "get", "copy", "fromkeys"])

    static func method(_ name: String, of dict: DictObject) -> Value? {
        let body: Function.Body
        switch name {
        case "items", "keys", "values":
            guard let kind = DictView.Kind(rawValue: name) else { return nil }
            body = { (arguments, _) throws(Failure) in
                _ = try arguments.bindPositional(name, 0...0)
                return .object(DictView(dict, kind))
            }
        case "get":
            body = { (arguments, _) throws(Failure) in
                let values = try arguments.bindPositional("get", 1...2)
                return dict.value(for: try DictKey(values[0] ?? .null)) ?? values[1] ?? .null
            }
        case "copy":
            body = { (arguments, state) throws(Failure) in
                _ = try arguments.bindPositional("copy", 0...0)
                let copy = DictObject()
                try copy.merge(dict)
                return try state.dict(copy)
            }
        case "fromkeys": body = Globals.dictFromKeys
        default: return nil
        }
        return .object(
            Function(
                name, description: "<built-in method \(name) of dict object at 0x000000000000>", depth: dict.depth, body
            ))
    }
}

extension DictObject {
    /// Takes over another dict's members.
    func merge(_ other: DictObject) throws(Failure) {
        for (key, value) in zip(other.keys, other.values) { set(try DictKey(key), value) }
    }
}

/// The methods of Python's `list` and `tuple` that change nothing.
enum ListMethods {
    /// The methods that would change the list, which the sandbox forbids.
    static let mutators: Set<String> = [
        "append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove",
    ]

    static func method(_ name: String, of list: ListObject, isTuple: Bool) -> Value? {
        let body: Function.Body
        switch name {
        case "count":
            body = { (arguments, state) throws(Failure) in
                let value = try arguments.bindPositional("count", 1...1)[0] ?? .null
                try state.charge(list.weight * 16)
                return .integer(list.elements.count { isEqual($0, value) })
            }
        case "index":
            body = { (arguments, state) throws(Failure) in
                let values = try arguments.bindPositional("index", 1...3)
                let count = list.elements.count
                func bound(_ value: Value?, _ fallback: Int) throws(Failure) -> Int {
                    let index = try StringMethods.integer(value, fallback)
                    return min(index < 0 ? max(index + count, 0) : index, count)
                }
                let (start, end) = (try bound(values[1], 0), try bound(values[2], count))
                try state.charge(list.weight * 16)
                let value = values[0] ?? .null
                guard start < end, let found = list.elements[start..<end].firstIndex(where: { isEqual($0, value) })
                else { throw Failure(.operation, "the value is not in the \(isTuple ? "tuple" : "list")") }
                return .integer(found)
            }
        case "copy" where !isTuple:
            body = { (arguments, state) throws(Failure) in
                _ = try arguments.bindPositional("copy", 0...0)
                return try state.list(list.elements)
            }
        default: return nil
        }
        let type = isTuple ? "tuple" : "list"
        return .object(
            Function(
                name, description: "<built-in method \(name) of \(type) object at 0x000000000000>", depth: list.depth,
                body))
    }
}

/// What `items()`, `keys()` and `values()` of a dict give.
final class DictView: TemplateObject {
    enum Kind: String { case items, keys, values }

    private let dict: DictObject
    private let kind: Kind

    init(_ dict: DictObject, _ kind: Kind) {
        self.dict = dict
        self.kind = kind
        super.init(depth: dict.depth + 1)
    }

    private func element(_ position: Int) -> Value {
        switch kind {
        case .keys: dict.keys[position]
        case .values: dict.values[position]
        case .items: .tuple([dict.keys[position], dict.values[position]])
        }
    }

    override var typeName: String { "dict_\(kind.rawValue)" }
    override var isTruthy: Bool { dict.count > 0 }
    override var isHashable: Bool { kind == .values }
    override var count: Int? { dict.count }
    override var isIterable: Bool { true }

    override func isEqual(to other: TemplateObject) -> Bool {
        guard let other = other as? DictView, kind != .values, other.kind != .values, dict.count == other.dict.count
        else { return self === other }
        return (0..<dict.count).allSatisfy { position in
            let element = element(position)
            return (0..<dict.count).contains { ChatTemplates.isEqual(element, other.element($0)) }
        }
    }

    override func makeIterator(_ state: RenderState) throws(Failure) -> ValueIterator { run(forward: true) }
    override func makeReversedIterator(_ state: RenderState) throws(Failure) -> ValueIterator? { run(forward: false) }

    private func run(forward: Bool) -> ValueIterator {
        var position = 0
        let count = dict.count
        return ValueIterator("\(typeName.dropLast())iterator object", depth: depth) { _ throws(Failure) in
            guard position < count else { return nil }
            position += 1
            return self.element(forward ? position - 1 : count - position)
        }
    }

    override func contains(_ value: Value, _ state: RenderState) throws(Failure) -> Bool? {
        kind == .keys && value.isHashable ? dict.value(for: try DictKey(value)) != nil : nil
    }

    override func attribute(_ name: String, _ state: RenderState) throws(Failure) -> Value? {
        switch name {
        case "isdisjoint" where kind != .values:
            Function.method("isdisjoint", of: self) { (view, arguments, state) throws(Failure) in
                let other = try arguments.bindPositional("isdisjoint", 1...1)[0] ?? .null
                for element in try state.elements(other) {
                    if try state.contains(.object(view), element) { return .bool(false) }
                }
                return .bool(true)
            }
        case "mapping": .dict(dict)
        default: nil
        }
    }

    override func repr(_ state: RenderState, depth: Int) throws(Failure) -> String {
        let elements = (0..<dict.count).map(element)
        return "\(typeName)(\(try state.repr(.list(elements), depth: depth + 1)))"
    }
}

/// The attributes of Python's numbers.
enum NumberMethods {
    static func attribute(_ name: String, of value: Value) throws(Failure) -> Value? {
        guard let number = Number(value) else { return nil }
        let isFloat = if case .double = number { true } else { false }
        let plain: Value = isFloat ? value : try .integer(number.big ?? BigInteger(0))
        switch name {
        case "real": return plain
        case "imag": return isFloat ? .double(0) : .integer(0)
        case "numerator" where !isFloat: return plain
        case "denominator" where !isFloat: return .integer(1)
        case "conjugate": return method(name) { plain }
        case "bit_length" where !isFloat:
            return method(name) { .integer(number.big?.bitCount ?? 0) }
        case "bit_count" where !isFloat:
            return method(name) { .integer(number.big?.magnitude.reduce(0) { $0 + $1.nonzeroBitCount } ?? 0) }
        case "is_integer" where isFloat:
            return method(name) { .bool(number.double.isFinite && number.double == number.double.rounded()) }
        case "as_integer_ratio" where !isFloat:
            return method(name) { .tuple([plain, .integer(1)]) }
        default: return nil
        }
    }

    private static func method(_ name: String, _ body: @escaping () -> Value) -> Value {
        .object(
            Function(name, description: "<built-in method \(name) of int object at 0x000000000000>") {
                (arguments, _) throws(Failure) in
                _ = try arguments.bindPositional(name, 0...0)
                return body()
            })
    }
}
