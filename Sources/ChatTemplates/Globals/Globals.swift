/// The names that every template knows.
enum Globals {
    /// The value of a global name, or nil when there is none.
    static func value(_ name: String) -> Value? {
        switch name {
        case "range": function("range", "<function safe_range at 0x000000000000>", range)
        case "dict": .object(DictMaker())
        case "namespace":
            function("namespace", "<class 'transformers.utils.chat_template_utils.TemplateNamespace'>") {
                (arguments, state) throws(Failure) in .object(try Namespace(try dict(arguments), state))
            }
        case "cycler":
            function("cycler", "<class 'jinja2.utils.Cycler'>") { (arguments, state) throws(Failure) in
                try arguments.refuseNamed("cycler")
                guard !arguments.positional.isEmpty else {
                    throw Failure(.operation, "at least one item has to be provided")
                }
                let cycler = Cycler(arguments.positional)
                try state.check(depth: cycler.depth)
                return .object(cycler)
            }
        case "joiner":
            function("joiner", "<class 'jinja2.utils.Joiner'>") { (arguments, state) throws(Failure) in
                let separator = try arguments.bind("joiner", ["sep"])[0] ?? .string(", ")
                try state.check(depth: separator.depth)
                return .object(Joiner(separator))
            }
        case "lipsum":
            function("lipsum", "<function generate_lorem_ipsum at 0x000000000000>") { (_, _) throws(Failure) in
                throw Failure(.operation, "lipsum() makes random text, which no prompt can be made of twice")
            }
        case "raise_exception":
            function("raise_exception", nil) { (arguments, state) throws(Failure) in
                let message = try arguments.bind("raise_exception", ["message"], required: 1)[0] ?? .null
                throw Failure(.raised, try state.string(message))
            }
        case "strftime_now":
            function("strftime_now", nil) { (arguments, state) throws(Failure) in
                guard let format = try arguments.bind("strftime_now", ["format"], required: 1)[0]?.text else {
                    throw Failure(.operation, "strftime() argument 1 must be str")
                }
                try state.charge(format.utf8.count * 8)
                return try state.made(try state.now().formatted(format))
            }
        default: nil
        }
    }

    private static func function(_ name: String, _ description: String?, _ body: @escaping Function.Body) -> Value {
        .object(Function(name, description: description, body))
    }

    /// The most elements of a range, as in Jinja's sandbox.
    private static let maximumRange = 100_000

    private static func range(_ arguments: Arguments, _ state: RenderState) throws(Failure) -> Value {
        let values = try arguments.bindPositional("range", 1...3)
        var bounds: [Int] = []
        for value in values {
            guard let value else { break }
            if case .undefined(let undefined) = value { throw undefined.failure }
            if case .bigInteger = value { throw tooLarge }
            guard case .integer(let bound)? = Number(value) else {
                throw Failure(.operation, "'\(value.typeName)' object cannot be interpreted as an integer")
            }
            bounds.append(bound)
        }
        let step = bounds.count == 3 ? bounds[2] : 1
        guard step != 0 else { throw Failure(.operation, "range() arg 3 must not be zero") }
        let (start, end) = bounds.count == 1 ? (0, bounds[0]) : (bounds[0], bounds[1])
        // The distance may not fit; then the range is too large, or empty.
        guard start.magnitude < 1 << 61, end.magnitude < 1 << 61, step.magnitude < 1 << 40 else {
            if step > 0 ? start >= end : start <= end { return .object(RangeObject(start: 0, end: 0, step: 1)) }
            throw tooLarge
        }
        let range = RangeObject(start: start, end: end, step: step)
        guard range.length <= maximumRange else { throw tooLarge }
        return .object(range)
    }

    private static var tooLarge: Failure {
        Failure(.limit, "the range is too large: the sandbox allows \(maximumRange) elements")
    }

    // MARK: Dicts

    /// The dict that Python's `dict()` makes of its arguments.
    static func dict(_ arguments: Arguments) throws(Failure) -> DictObject {
        let dict = DictObject()
        guard arguments.positional.count <= 1 else {
            throw Failure(.operation, "dict expected at most 1 argument, got \(arguments.positional.count)")
        }
        switch arguments.positional.first {
        case .dict(let other)?: try dict.merge(other)
        case .list(let list)?, .tuple(let list)?:
            for (index, element) in list.elements.enumerated() {
                guard let pair = pair(element) else {
                    throw Failure(.operation, "cannot convert dictionary update sequence element #\(index) to a pair")
                }
                dict.set(try DictKey(pair.0), pair.1)
            }
        case nil: break
        case .object(let object)? where object.isIterable:
            throw Failure(.operation, "dict() takes a dict or a list of pairs here")
        case .undefined?: break
        case .string(let text)? where text.isEmpty: break
        case let value?: throw Failure(.operation, "'\(value.typeName)' object is no mapping")
        }
        for (name, value) in arguments.named { dict.set(DictKey(name), value) }
        return dict
    }

    private static func pair(_ value: Value) -> (Value, Value)? {
        switch value {
        case .list(let list), .tuple(let list):
            list.elements.count == 2 ? (list.elements[0], list.elements[1]) : nil
        case .string(let text), .markup(let text):
            scalarCount(text) == 2 ? (.string(scalars(text, 0..<1)), .string(scalars(text, 1..<2))) : nil
        default: nil
        }
    }

    /// `dict.fromkeys`.
    static func dictFromKeys(_ arguments: Arguments, _ state: RenderState) throws(Failure) -> Value {
        let values = try arguments.bindPositional("fromkeys", 1...2)
        let dict = DictObject()
        for key in try state.elements(values[0] ?? .null) { dict.set(try DictKey(key), values[1] ?? .null) }
        return try state.dict(dict)
    }
}

/// The global `dict`, of which templates can make dicts but nothing else.
private final class DictMaker: TemplateObject {
    override var typeName: String { "TemplateDict" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ state: RenderState) throws(Failure) -> Value {
        var arguments = arguments
        // What is iterated only once is made a list first.
        if case .object(let object)? = arguments.positional.first, object.isIterable {
            arguments.positional[0] = try state.list(try state.elements(arguments.positional[0]))
        }
        return try state.dict(try Globals.dict(arguments))
    }

    override func attribute(_ name: String, _ state: RenderState) throws(Failure) -> Value? {
        name == "fromkeys" ? .object(Function("fromkeys", Globals.dictFromKeys)) : nil
    }

    override func repr(_ state: RenderState, depth: Int) throws(Failure) -> String {
        "<TemplateDict object at 0x000000000000>"
    }
}
