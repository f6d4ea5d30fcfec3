/// What `namespace()` makes: attributes that `set` can change from within loops.
final class Namespace: TemplateObject {
    private let attributes: DictObject

    init(_ attributes: DictObject, _ state: RenderState) throws(Failure) {
        for key in attributes.keys { try Self.check(key) }
        self.attributes = attributes
        super.init(depth: 1)
        state.register(self)
    }

    private static func check(_ name: Value) throws(Failure) {
        guard let name = name.text, name.hasPrefix("_") else { return }
        throw Failure(
            .unsafe,
            "chat templates cannot store underscore-prefixed attributes on a namespace, but got \(quoted(name))")
    }

    /// Sets an attribute.
    func set(_ name: String, _ value: Value) throws(Failure) {
        try Self.check(.string(name))
        attributes.set(DictKey(name), value)
    }

    override var typeName: String { "TemplateNamespace" }
    override var typeDescription: String { "TemplateNamespace object" }
    override func attribute(_ name: String, _ state: RenderState) throws(Failure) -> Value? { attributes[name] }
    override func repr(_ state: RenderState, depth: Int) throws(Failure) -> String {
        "<Namespace \(try state.repr(attributes, depth: depth + 1))>"
    }
    override func clear() { attributes.clear() }
}

/// What `range()` makes.
final class RangeObject: TemplateObject {
    private let start: Int
    private let step: Int
    let length: Int
    private let end: Int

    init(start: Int, end: Int, step: Int) {
        self.start = start
        self.end = end
        self.step = step
        length = SlicePositions(first: start, end: end, step: step).count
        super.init()
    }

    private func element(_ position: Int) -> Value { .integer(start + position * step) }

    /// The range at some positions of this one.
    func slice(_ positions: SlicePositions) -> RangeObject {
        let stride = step.multipliedReportingOverflow(by: positions.step)
        let first = start + positions.first * step
        let step = stride.overflow ? 1 : stride.partialValue
        return RangeObject(start: first, end: start + positions.end * self.step, step: step)
    }

    override var typeName: String { "range" }
    override var isTruthy: Bool { length > 0 }
    override var count: Int? { length }
    override var isIterable: Bool { true }
    override var isSubscriptable: Bool { true }

    override func isEqual(to other: TemplateObject) -> Bool {
        guard let other = other as? RangeObject, length == other.length else { return false }
        return length == 0 || start == other.start && (length == 1 || step == other.step)
    }

    override func hash(into hasher: inout Hasher) { hasher.combine(length) }

    override func item(_ key: Value, _ state: RenderState) throws(Failure) -> Value? {
        state.position(key, length).map(element)
    }

    override func contains(_ value: Value, _ state: RenderState) throws(Failure) -> Bool? {
        guard case .integer(let number)? = Number(value) else { return nil }
        let (distance, overflow) = number.subtractingReportingOverflow(start)
        return !overflow && distance % step == 0 && (0..<length).contains(distance / step)
    }

    override func makeIterator(_ state: RenderState) throws(Failure) -> ValueIterator { run(forward: true) }
    override func makeReversedIterator(_ state: RenderState) throws(Failure) -> ValueIterator? { run(forward: false) }

    private func run(forward: Bool) -> ValueIterator {
        var position = 0
        return ValueIterator("range_iterator object", depth: 0) { _ throws(Failure) in
            guard position < self.length else { return nil }
            position += 1
            return self.element(forward ? position - 1 : self.length - position)
        }
    }

    override func attribute(_ name: String, _ state: RenderState) throws(Failure) -> Value? {
        switch name {
        case "start": .integer(start)
        case "stop": .integer(end)
        case "step": .integer(step)
        case "count":
            Function.method("count", of: self) { (range, arguments, state) throws(Failure) in
                let value = try arguments.bindPositional("count", 1...1)[0] ?? .null
                return .integer(try state.contains(.object(range), value) ? 1 : 0)
            }
        case "index":
            Function.method("index", of: self) { (range, arguments, state) throws(Failure) in
                let value = try arguments.bindPositional("index", 1...1)[0] ?? .null
                for position in 0..<range.length where ChatTemplates.isEqual(range.element(position), value) {
                    return .integer(position)
                }
                throw Failure(.operation, "the value is not in range")
            }
        default: nil
        }
    }

    override func repr(_ state: RenderState, depth: Int) throws(Failure) -> String {
        step == 1 ? "range(\(start), \(end))" : "range(\(start), \(end), \(step))"
    }
}

/// What `cycler()` makes: gives its values one after the other, over and over.
final class Cycler: TemplateObject {
    private let items: [Value]
    private var position = 0

    init(_ items: [Value]) {
        self.items = items
        super.init(depth: ListObject(items).depth)
    }

    override var typeName: String { "Cycler" }
    override var typeDescription: String { "jinja2.utils.Cycler object" }

    override func attribute(_ name: String, _ state: RenderState) throws(Failure) -> Value? {
        switch name {
        case "current": items[position]
        case "items": .tuple(items)
        case "pos": .integer(position)
        case "next":
            Function.method("next", of: self) { (cycler, arguments, _) throws(Failure) in
                _ = try arguments.bindPositional("next", 0...0)
                defer { cycler.position = (cycler.position + 1) % cycler.items.count }
                return cycler.items[cycler.position]
            }
        case "reset":
            Function.method("reset", of: self) { (cycler, arguments, _) throws(Failure) in
                _ = try arguments.bindPositional("reset", 0...0)
                cycler.position = 0
                return .null
            }
        default: nil
        }
    }

    override func repr(_ state: RenderState, depth: Int) throws(Failure) -> String {
        "<jinja2.utils.Cycler object at 0x000000000000>"
    }
}

/// What `joiner()` makes: nothing when it is called first, then the separator.
final class Joiner: TemplateObject {
    private let separator: Value
    private var isUsed = false

    init(_ separator: Value) {
        self.separator = separator
        super.init(depth: separator.depth + 1)
    }

    override var typeName: String { "Joiner" }
    override var typeDescription: String { "jinja2.utils.Joiner object" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ state: RenderState) throws(Failure) -> Value {
        _ = try arguments.bindPositional("joiner", 0...0)
        defer { isUsed = true }
        return isUsed ? separator : .string("")
    }

    override func attribute(_ name: String, _ state: RenderState) throws(Failure) -> Value? {
        switch name {
        case "sep": separator
        case "used": .bool(isUsed)
        default: nil
        }
    }

    override func repr(_ state: RenderState, depth: Int) throws(Failure) -> String {
        "<jinja2.utils.Joiner object at 0x000000000000>"
    }
}
