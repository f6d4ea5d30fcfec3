extension Filters {
    /// A filter that calls the method of `str` of its name.
    private static func method(_ name: String) -> Filter {
        { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional(name, 0...0)
            return try StringMethods.call(name, try state.softString(value), Arguments(), state)
        }
    }

    static let textFilters: [String: Filter] = [
        "upper": method("upper"), "lower": method("lower"), "capitalize": method("capitalize"),
        "title": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("title", 0...0)
            return try state.made(titled(try state.string(value)))
        },
        "trim": { (value, arguments, state) throws(Failure) in
            let characters = try arguments.bind("trim", ["chars"])[0]
            return try StringMethods.call(
                "strip", try state.softString(value), Arguments(positional: characters.map { [$0] } ?? []), state)
        },
        "center": { (value, arguments, state) throws(Failure) in
            let width = try arguments.bind("center", ["width"])[0] ?? .integer(80)
            return try StringMethods.call("center", try state.softString(value), Arguments(positional: [width]), state)
        },
        "replace": replace,
        "format": { (value, arguments, state) throws(Failure) in
            guard arguments.positional.isEmpty || arguments.named.isEmpty else {
                throw Failure(.operation, "can't handle positional and keyword arguments at the same time")
            }
            let format = try state.softString(value)
            let dict = DictObject(unique: arguments.named.map { ($0.name, $0.value) })
            let values: Value = arguments.named.isEmpty ? .tuple(arguments.positional) : .dict(dict)
            return try state.printf(format.text ?? "", values, isMarkup: format.isMarkup)
        },
        "indent": indent,
        "truncate": truncate,
        "wordcount": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("wordcount", 0...0)
            var count = 0
            var isInWord = false
            for scalar in try state.string(value).unicodeScalars {
                let belongs = isAlphanumeric(scalar) || scalar == "_"
                if belongs, !isInWord { count += 1 }
                isInWord = belongs
            }
            return .integer(count)
        },
        "wordwrap": { (value, arguments, state) throws(Failure) in
            let values = try arguments.bind(
                "wordwrap", ["width", "break_long_words", "wrapstring", "break_on_hyphens"])
            let text = try StringMethods.text(value, "wordwrap")
            let width = try StringMethods.integer(values[0], 79)
            guard width > 0 else { throw Failure(.operation, "invalid width \(width) (must be > 0)") }
            let wrapper = TextWrapper(
                width: width, breaksLongWords: values[1]?.isTruthy ?? true, breaksAtHyphens: values[3]?.isTruthy ?? true
            )
            let separator = try values[2].flatMap { (value) throws(Failure) in
                value.isNone ? nil : try StringMethods.text(value, "wordwrap")
            }
            try state.charge(text.utf8.count * 4)
            var lines: [String] = []
            for line in Splitting.lines(text) { lines.append(wrapper.wrap(line).joined(separator: separator ?? "\n")) }
            return try state.made(lines.joined(separator: separator ?? "\n"))
        },
    ]

    /// Words that begin after space, hyphens or opening brackets, with their first letter as a capital.
    private static func titled(_ text: String) -> String {
        let separators: Set<Unicode.Scalar> = ["-", "(", "{", "[", "<"]
        var result = ""
        var word = String.UnicodeScalarView()
        func flush() {
            guard let first = word.first else { return }
            result += CaseMapping.upper(String(first)) + CaseMapping.lower(String(word.dropFirst()))
            word = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            if isSpace(scalar) || separators.contains(scalar) {
                flush()
                result.unicodeScalars.append(scalar)
            } else {
                word.append(scalar)
            }
        }
        flush()
        return result
    }

    private static let replace: Filter = { (value, arguments, state) throws(Failure) in
        let values = try arguments.bind("replace", ["old", "new", "count"], required: 2)
        let (old, new) = (values[0] ?? .null, values[1] ?? .null)
        let count = try values[2].flatMap { (value) throws(Failure) in
            value.isNone ? nil : try StringMethods.integer(value, -1)
        }
        let limit = count ?? -1
        guard state.isEscaping else {
            return try state.made(
                try Splitting.replace(
                    try state.string(value), try state.string(old), try state.string(new), limit: limit, state))
        }
        let escapes = old.isMarkup || new.isMarkup && !value.isMarkup
        let text: Value = escapes ? .markup(try state.escape(value)) : try state.softString(value)
        let replacement = text.isMarkup ? try state.escape(new) : try state.string(new)
        let result = try Splitting.replace(
            text.text ?? "", try state.string(old), replacement, limit: limit, state)
        return text.isMarkup ? .markup(result) : .string(result)
    }

    private static let indent: Filter = { (value, arguments, state) throws(Failure) in
        let values = try arguments.bind("indent", ["width", "first", "blank"])
        if case .undefined(let undefined) = value { throw undefined.failure }
        guard let text = value.text else {
            throw Failure(.operation, "indent needs text, got \(value.typeName)")
        }
        let indentation: String
        if let given = values[0]?.text {
            indentation = given
        } else {
            let width = try StringMethods.integer(values[0], 4)
            try state.charge(max(width, 0))
            indentation = String(repeating: " ", count: max(width, 0))
        }
        // What marks the indentation as safe also escapes it where the text is marked.
        let mark = value.isMarkup ? indentation : indentation
        let lines = Splitting.lines(text + "\n")
        let indentsBlank = values[2]?.isTruthy ?? false
        try state.charge((lines.count + 1) * mark.utf8.count + text.utf8.count)
        var result = values[1]?.isTruthy == true ? mark : ""
        for (index, line) in lines.enumerated() {
            if index > 0 { result += "\n" + (line.isEmpty && !indentsBlank ? "" : mark) }
            result += line
        }
        return value.isMarkup ? .markup(result) : .string(result)
    }

    private static let truncate: Filter = { (value, arguments, state) throws(Failure) in
        let values = try arguments.bind("truncate", ["length", "killwords", "end", "leeway"])
        let length = try StringMethods.integer(values[0], 255)
        let end = values[2] ?? .string("...")
        let leeway = values[3]?.isNone == false ? try StringMethods.integer(values[3], 5) : 5
        let endCount = try state.count(end)
        guard length >= endCount else {
            throw Failure(.operation, "expected length >= \(endCount), got \(length)")
        }
        guard leeway >= 0 else { throw Failure(.operation, "expected leeway >= 0, got \(leeway)") }
        if try state.count(value) <= length + leeway { return value }
        guard let text = value.text, end.text != nil else {
            throw Failure(.operation, "truncate needs text, got \(value.typeName) and \(end.typeName)")
        }
        var head = scalars(text, 0..<length - endCount)
        if values[1]?.isTruthy != true { head = Splitting.splitFromRight(head, by: " ", limit: 1)[0] }
        return try state.operate(.add, value.isMarkup ? .markup(head) : .string(head), end)
    }
}
