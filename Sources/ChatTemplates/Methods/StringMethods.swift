/// The methods of Python's `str`, and what `Markup` makes of them: its results are marked, and what is put in is escaped.
enum StringMethods {
    /// The receiver of a method.
    struct Receiver {
        let text: String
        let isMarkup: Bool

        /// Text of the receiver's kind.
        func value(_ text: String) -> Value { isMarkup ? .markup(text) : .string(text) }
    }

    typealias Method = @Sendable (Receiver, Arguments, RenderState) throws(Failure) -> Value

    /// A method bound to a text, or nil when there is none of that name.
    static func method(_ name: String, of text: String, isMarkup: Bool) -> Value? {
        guard let method = all[name] ?? (isMarkup ? markup[name] : nil) else { return nil }
        let receiver = Receiver(text: text, isMarkup: isMarkup)
        let description =
            isMarkup && redefined.contains(name)
            ? "<bound method Markup.\(name) of Markup(\(quoted(text)))>"
            : "<built-in method \(name) of \(isMarkup ? "Markup" : "str") object at 0x000000000000>"
        return .object(
            Function(name, description: description) { (arguments, state) throws(Failure) in
                try state.charge(text.utf8.count)
                return try method(receiver, arguments, state)
            })
    }

    /// Calls a method of a text.
    static func call(_ name: String, _ value: Value, _ arguments: Arguments, _ state: RenderState) throws(Failure)
        -> Value
    {
        guard let text = value.text, let method = all[name] else {
            throw Failure(.operation, "'\(value.typeName)' object has no attribute '\(name)'")
        }
        try state.charge(text.utf8.count)
        return try method(Receiver(text: text, isMarkup: value.isMarkup), arguments, state)
    }

    private static let all: [String: Method] =
        caseMethods.merging(partMethods) { $1 }.merging(searchMethods) { $1 }.merging(paddingMethods) { $1 }
        .merging(classMethods) { $1 }.merging(translationMethods) { $1 }

    /// The methods that `Markup` has of its own.
    private static let redefined: Set<String> = [
        "join", "split", "rsplit", "splitlines", "capitalize", "title", "lower", "upper", "replace", "ljust", "rjust",
        "lstrip", "rstrip", "center", "strip", "translate", "expandtabs", "swapcase", "zfill", "casefold",
        "removeprefix", "removesuffix", "partition", "rpartition", "escape", "unescape", "striptags",
    ]

    /// A method without arguments that gives text.
    private static func plain(_ name: String, _ body: @escaping @Sendable (String) -> String) -> Method {
        { (receiver, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional(name, 0...0)
            let text = body(receiver.text)
            try state.charge(text.utf8.count)
            return receiver.value(text)
        }
    }

    private static let caseMethods: [String: Method] = [
        "upper": plain("upper", CaseMapping.upper), "lower": plain("lower", CaseMapping.lower),
        "title": plain("title", CaseMapping.title), "capitalize": plain("capitalize", CaseMapping.capitalize),
        "swapcase": plain("swapcase", CaseMapping.swap), "casefold": plain("casefold", CaseMapping.fold),
    ]

    /// The text of an argument.
    static func text(_ value: Value?, _ method: String) throws(Failure) -> String {
        guard let text = value?.text else {
            if case .undefined(let undefined)? = value { throw undefined.failure }
            throw Failure(.operation, "\(method)() argument must be str, not \(value?.typeName ?? "NoneType")")
        }
        return text
    }

    /// The integer of an argument, cut down to what positions can be.
    static func integer(_ value: Value?, _ fallback: Int) throws(Failure) -> Int {
        guard let value else { return fallback }
        if case .undefined(let undefined) = value { throw undefined.failure }
        switch Number(value) {
        case .integer(let value)?: return min(max(value, -1 << 60), 1 << 60)
        case .big(let value)?: return value.isNegative ? -1 << 60 : 1 << 60
        default: throw Failure(.operation, "'\(value.typeName)' object cannot be interpreted as an integer")
        }
    }

    // MARK: Parts

    private static func stripping(_ name: String, left: Bool, right: Bool) -> Method {
        { (receiver, arguments, _) throws(Failure) in
            let characters = try arguments.bindPositional(name, 0...1)[0]
            let set = try characters.flatMap { (value) throws(Failure) in value.isNone ? nil : try text(value, name) }
            return receiver.value(Splitting.strip(receiver.text, set, left: left, right: right))
        }
    }

    private static func splitting(_ name: String, fromRight: Bool) -> Method {
        { (receiver, arguments, state) throws(Failure) in
            let values = try arguments.bind(name, ["sep", "maxsplit"])
            let limit = try integer(values[1], -1)
            let parts: [String]
            if let separator = values[0], !separator.isNone {
                let separator = try text(separator, name)
                guard !separator.isEmpty else { throw Failure(.operation, "empty separator") }
                parts =
                    fromRight
                    ? Splitting.splitFromRight(receiver.text, by: separator, limit: limit)
                    : Splitting.split(receiver.text, by: separator, limit: limit)
            } else {
                parts =
                    fromRight
                    ? Splitting.atSpaceFromRight(receiver.text, limit: limit)
                    : Splitting.atSpace(receiver.text, limit: limit)
            }
            return try state.list(parts.map(receiver.value))
        }
    }

    private static func removing(_ name: String, isPrefix: Bool) -> Method {
        { (receiver, arguments, _) throws(Failure) in
            let part = try text(arguments.bindPositional(name, 1...1)[0], name)
            let bytes = receiver.text.utf8
            let count = part.utf8.count
            guard
                isPrefix
                    ? bytes.starts(with: part.utf8)
                    : bytes.count >= count && bytes.suffix(count).elementsEqual(part.utf8)
            else { return receiver.value(receiver.text) }
            return receiver.value(
                Splitting.slice(receiver.text, isPrefix ? count..<bytes.count : 0..<bytes.count - count))
        }
    }

    private static func partitioning(_ name: String, fromRight: Bool) -> Method {
        { (receiver, arguments, state) throws(Failure) in
            let separator = try text(arguments.bindPositional(name, 1...1)[0], name)
            guard !separator.isEmpty else { throw Failure(.operation, "empty separator") }
            let whole = receiver.text
            let found = fromRight ? findLast(separator, in: whole) : find(separator, in: whole)
            var parts = fromRight ? ["", "", whole] : [whole, "", ""]
            if let found {
                parts = [
                    Splitting.slice(whole, 0..<found), separator,
                    Splitting.slice(whole, found + separator.utf8.count..<whole.utf8.count),
                ]
            }
            return try state.tuple(parts.map(receiver.value))
        }
    }

    private static let partMethods: [String: Method] = [
        "strip": stripping("strip", left: true, right: true),
        "lstrip": stripping("lstrip", left: true, right: false),
        "rstrip": stripping("rstrip", left: false, right: true),
        "split": splitting("split", fromRight: false),
        "rsplit": splitting("rsplit", fromRight: true),
        "removeprefix": removing("removeprefix", isPrefix: true),
        "removesuffix": removing("removesuffix", isPrefix: false),
        "partition": partitioning("partition", fromRight: false),
        "rpartition": partitioning("rpartition", fromRight: true),
        "splitlines": { (receiver, arguments, state) throws(Failure) in
            let keepsEnds = try arguments.bind("splitlines", ["keepends"])[0]
            let lines = Splitting.lines(receiver.text, keepsEnds: try integer(keepsEnds, 0) != 0)
            return try state.list(lines.map(receiver.value))
        },
        "join": { (receiver, arguments, state) throws(Failure) in
            guard let list = try arguments.bindPositional("join", 1...1)[0] else { return .null }
            var texts: [String] = []
            var size = 0
            for (index, element) in try state.elements(list).enumerated() {
                if receiver.isMarkup {
                    texts.append(try state.escape(element))
                } else if let text = element.text {
                    texts.append(text)
                } else {
                    throw Failure(
                        .operation, "sequence item \(index): expected str instance, \(element.typeName) found")
                }
                size += texts[index].utf8.count + receiver.text.utf8.count
                try state.charge(size >= state.limits.textBytes ? size : 64)
            }
            try state.charge(size)
            return receiver.value(texts.joined(separator: receiver.text))
        },
        "replace": { (receiver, arguments, state) throws(Failure) in
            let values = try arguments.bindPositional("replace", 2...3)
            let old = try text(values[0], "replace")
            let new = receiver.isMarkup ? try state.escape(values[1] ?? .null) : try text(values[1], "replace")
            let limit = try integer(values[2], -1)
            return receiver.value(try Splitting.replace(receiver.text, old, new, limit: limit, state))
        },
    ]

    /// The methods that only `Markup` has.
    private static let markup: [String: Method] = [
        "striptags": { (receiver, arguments, _) throws(Failure) in
            _ = try arguments.bindPositional("striptags", 0...0)
            return .string(try HTMLText.withoutTags(receiver.text))
        },
        "unescape": { (receiver, arguments, _) throws(Failure) in
            _ = try arguments.bindPositional("unescape", 0...0)
            return .string(try HTMLText.unescaped(receiver.text))
        },
        "escape": { (_, arguments, state) throws(Failure) in
            .markup(try state.escape(try arguments.bindPositional("escape", 1...1)[0] ?? .null))
        },
    ]
}
