extension StringMethods {
    /// The scalars from a start to an end, which count from the end when they are negative; nil when the start is beyond.
    private static func window(
        _ text: String, _ start: Value?, _ end: Value?
    ) throws(Failure) -> (bytes: Range<Int>, first: Int)? {
        let count = scalarCount(text)
        func position(_ value: Value?, _ fallback: Int) throws(Failure) -> Int {
            guard let value, !value.isNone else { return fallback }
            let index = try integer(value, fallback)
            return index < 0 ? max(index + count, 0) : index
        }
        let first = try position(start, 0)
        let last = min(try position(end, count), count)
        guard first <= last else { return nil }
        if isASCII(text) { return (first..<last, first) }
        let scalars = text.unicodeScalars
        let from = scalars.index(scalars.startIndex, offsetBy: first)
        let to = scalars.index(from, offsetBy: last - first)
        let utf8 = text.utf8
        let lower = utf8.distance(from: utf8.startIndex, to: from)
        return (lower..<lower + utf8.distance(from: from, to: to), first)
    }

    private static func finding(_ name: String, last: Bool, raises: Bool) -> Method {
        { (receiver, arguments, state) throws(Failure) in
            let values = try arguments.bindPositional(name, 1...3)
            let part = try text(values[0], name)
            if let (bytes, first) = try window(receiver.text, values[1], values[2]) {
                let whole = Splitting.slice(receiver.text, bytes)
                if let found = last ? findLast(part, in: whole) : find(part, in: whole) {
                    return .integer(first + scalarCount(Splitting.slice(whole, 0..<found)))
                }
            }
            if raises { throw Failure(.operation, "substring not found") }
            return .integer(-1)
        }
    }

    private static func matching(_ name: String, isPrefix: Bool) -> Method {
        { (receiver, arguments, state) throws(Failure) in
            let values = try arguments.bindPositional(name, 1...3)
            var parts: [Value] = values[0].map { [$0] } ?? []
            if case .tuple(let tuple)? = values[0] { parts = tuple.elements }
            let bounds = try window(receiver.text, values[1], values[2])
            let whole = bounds.map { Splitting.slice(receiver.text, $0.bytes).utf8 }
            for part in parts {
                let part = try text(part, name).utf8
                guard let whole else { continue }
                if isPrefix
                    ? whole.starts(with: part)
                    : whole.count >= part.count && whole.suffix(part.count).elementsEqual(part)
                {
                    return .bool(true)
                }
            }
            return .bool(false)
        }
    }

    static let searchMethods: [String: Method] = [
        "find": finding("find", last: false, raises: false),
        "rfind": finding("rfind", last: true, raises: false),
        "index": finding("index", last: false, raises: true),
        "rindex": finding("rindex", last: true, raises: true),
        "startswith": matching("startswith", isPrefix: true),
        "endswith": matching("endswith", isPrefix: false),
        "count": { (receiver, arguments, state) throws(Failure) in
            let values = try arguments.bindPositional("count", 1...3)
            let part = try text(values[0], "count")
            guard let (bytes, _) = try window(receiver.text, values[1], values[2]) else { return .integer(0) }
            let whole = Splitting.slice(receiver.text, bytes)
            if part.isEmpty { return .integer(scalarCount(whole) + 1) }
            var count = 0
            var start = 0
            while let found = find(part, in: whole, from: start) {
                count += 1
                start = found + part.utf8.count
            }
            return .integer(count)
        },
    ]

    // MARK: Padding

    private static func padding(_ name: String, left: @escaping @Sendable (_ missing: Int, _ width: Int) -> Int)
        -> Method
    {
        { (receiver, arguments, state) throws(Failure) in
            let values = try arguments.bindPositional(name, 1...2)
            let width = try integer(values[0], 0)
            let count = scalarCount(receiver.text)
            var fill = " "
            if let value = values[1] {
                fill = receiver.isMarkup ? try state.escape(value) : try text(value, name)
                guard scalarCount(fill) == 1 else {
                    throw Failure(.operation, "the fill character must be exactly one character long")
                }
            }
            guard width > count else { return receiver.value(receiver.text) }
            let missing = width - count
            try state.charge(missing * fill.utf8.count)
            let before = left(missing, width)
            return receiver.value(
                String(repeating: fill, count: before) + receiver.text
                    + String(repeating: fill, count: missing - before))
        }
    }

    static let paddingMethods: [String: Method] = [
        "ljust": padding("ljust") { _, _ in 0 },
        "rjust": padding("rjust") { missing, _ in missing },
        // Python gives the odd one to the left where the width is odd.
        "center": padding("center") { missing, width in missing / 2 + (missing & width & 1) },
        "zfill": { (receiver, arguments, state) throws(Failure) in
            let width = try integer(arguments.bindPositional("zfill", 1...1)[0], 0)
            let missing = width - scalarCount(receiver.text)
            guard missing > 0 else { return receiver.value(receiver.text) }
            try state.charge(missing)
            let sign = receiver.text.hasPrefix("-") || receiver.text.hasPrefix("+") ? receiver.text.prefix(1) : ""
            let zeros = String(repeating: "0", count: missing)
            return receiver.value(sign + zeros + receiver.text.dropFirst(sign.count))
        },
        "expandtabs": { (receiver, arguments, state) throws(Failure) in
            let size = try integer(arguments.bind("expandtabs", ["tabsize"])[0], 8)
            var result = ""
            var column = 0
            for scalar in receiver.text.unicodeScalars {
                if scalar == "\t" {
                    guard size > 0 else { continue }
                    let spaces = size - column % size
                    try state.charge(spaces + result.utf8.count >> 6)
                    result += String(repeating: " ", count: spaces)
                    column += spaces
                } else {
                    result.unicodeScalars.append(scalar)
                    column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
                }
                if result.utf8.count > state.limits.textBytes { try state.charge(result.utf8.count) }
            }
            return receiver.value(result)
        },
    ]

    // MARK: Classes

    private static func asking(
        _ name: String, _ body: @escaping @Sendable (String) -> Bool
    ) -> Method {
        { (receiver, arguments, _) throws(Failure) in
            _ = try arguments.bindPositional(name, 0...0)
            return .bool(body(receiver.text))
        }
    }

    private static func every(
        _ name: String, _ test: @escaping @Sendable (Unicode.Scalar) -> Bool
    ) -> Method {
        asking(name) { !$0.isEmpty && $0.unicodeScalars.allSatisfy(test) }
    }

    static let classMethods: [String: Method] = [
        "isalpha": every("isalpha", isAlphabetic), "isalnum": every("isalnum", isAlphanumeric),
        "isdecimal": every("isdecimal", isDecimal), "isdigit": every("isdigit", isDigitLike),
        "isnumeric": every("isnumeric", isNumeric), "isspace": every("isspace", isSpace),
        "isascii": asking("isascii", isASCII),
        "isprintable": asking("isprintable") { $0.unicodeScalars.allSatisfy(isPrintable) },
        "isidentifier": asking("isidentifier") { text in
            guard let first = text.unicodeScalars.first else { return false }
            return (first == "_" || first.properties.isXIDStart)
                && text.unicodeScalars.dropFirst().allSatisfy { $0.properties.isXIDContinue }
        },
        "isupper": asking("isupper") { CaseMapping.isAll($0, upper: true) },
        "islower": asking("islower") { CaseMapping.isAll($0, upper: false) },
        "istitle": asking("istitle", CaseMapping.isTitle),
    ]

    // MARK: Translation and formats

    static let translationMethods: [String: Method] = [
        "format": { (receiver, arguments, state) throws(Failure) in
            let named = arguments.named
            var formatter = StringFormatter(
                positional: arguments.positional,
                named: { name in named.first { sameBytes($0.name, name) }?.value }, isMarkup: receiver.isMarkup, state)
            return receiver.value(try formatter.format(receiver.text))
        },
        "format_map": { (receiver, arguments, state) throws(Failure) in
            guard case .dict(let dict)? = try arguments.bindPositional("format_map", 1...1)[0] else {
                throw Failure(.operation, "format_map() argument must be a mapping")
            }
            var formatter = StringFormatter(
                positional: [], named: { dict[$0] }, isMarkup: receiver.isMarkup, state)
            return receiver.value(try formatter.format(receiver.text))
        },
        "maketrans": { (_, arguments, state) throws(Failure) in
            let values = try arguments.bindPositional("maketrans", 1...3)
            let table = DictObject()
            guard let second = values[1] else {
                guard case .dict(let dict)? = values[0] else {
                    throw Failure(.operation, "if you give only one argument to maketrans it must be a dict")
                }
                for (key, value) in zip(dict.keys, dict.values) {
                    guard let text = key.text else {
                        table.set(try DictKey(key), value)
                        continue
                    }
                    guard text.unicodeScalars.count == 1, let scalar = text.unicodeScalars.first else {
                        throw Failure(.operation, "string keys in translate table must be of length 1")
                    }
                    table.set(try DictKey(.integer(Int(scalar.value))), value)
                }
                return try state.dict(table)
            }
            let from = Array(try text(values[0], "maketrans").unicodeScalars)
            let to = Array(try text(second, "maketrans").unicodeScalars)
            guard from.count == to.count else {
                throw Failure(.operation, "the first two maketrans arguments must have equal length")
            }
            for (from, to) in zip(from, to) {
                table.set(try DictKey(.integer(Int(from.value))), .integer(Int(to.value)))
            }
            for scalar in try text(values[2] ?? .string(""), "maketrans").unicodeScalars {
                table.set(try DictKey(.integer(Int(scalar.value))), .null)
            }
            return try state.dict(table)
        },
        "translate": { (receiver, arguments, state) throws(Failure) in
            let table = try arguments.bindPositional("translate", 1...1)[0] ?? .null
            var result = ""
            for scalar in receiver.text.unicodeScalars {
                let replacement = try translation(of: scalar, in: table, state)
                switch replacement {
                case nil: result.unicodeScalars.append(scalar)
                case .null?: break
                case .integer(let code)?:
                    guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
                        throw Failure(.operation, "character mapping must be in range(0x110000)")
                    }
                    result.unicodeScalars.append(scalar)
                case let value?: result += try text(value, "translate")
                }
                if result.utf8.count > state.limits.textBytes { try state.charge(result.utf8.count) }
            }
            return receiver.value(result)
        },
        "encode": { (_, _, _) throws(Failure) in
            throw Failure(.operation, "encode() makes bytes, which templates here do not have")
        },
    ]

    /// What a table makes of a scalar: nil when it says nothing, none when the scalar is left out.
    private static func translation(
        of scalar: Unicode.Scalar, in table: Value, _ state: RenderState
    ) throws(Failure) -> Value? {
        switch table {
        case .dict(let dict): return dict.value(for: try DictKey(.integer(Int(scalar.value))))
        case .list(let list), .tuple(let list):
            return Int(scalar.value) < list.elements.count ? list.elements[Int(scalar.value)] : nil
        case .string(let text), .markup(let text):
            guard Int(scalar.value) < scalarCount(text) else { return nil }
            return .string(scalars(text, Int(scalar.value)..<Int(scalar.value) + 1))
        default: throw Failure(.operation, "'\(table.typeName)' object is not subscriptable")
        }
    }
}
