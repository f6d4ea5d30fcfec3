extension RegexParser {
    /// Reads a character class after its opening bracket, with the closing one.
    mutating func bracket() throws(RegexError) -> ScalarSet {
        let set = try rawBracket()
        let closed = options.ignoresCase ? try RegexCase.closure(of: set.members) : set.members
        return set.isNegated ? closed.inverted : closed
    }

    private mutating func rawBracket() throws(RegexError) -> (members: ScalarSet, isNegated: Bool) {
        let isNegated = skip("^")
        var intersection: ScalarSet?
        var members = ScalarSet.none
        var isFirst = true
        while true {
            guard let scalar = next else { throw RegexError("has a [ without ]") }
            position += 1
            if scalar == "]", !isFirst { break }
            isFirst = false
            if scalar == "&", skip("&") {
                intersection = intersection?.intersection(members) ?? members
                members = .none
                guard next != "]" else { throw .unsupported("&& with nothing after it") }
                continue
            }
            if scalar == "[" {
                members = members.union(try nestedBracket())
                continue
            }
            switch scalar == "\\" ? try classEscape() : .scalar(scalar) {
            case .set(let set):
                members = members.union(set)
                if next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                    throw RegexError("has a range that begins with a class")
                }
            case .scalar(let start): members = members.union(try range(from: start))
            }
        }
        return (intersection?.intersection(members) ?? members, isNegated)
    }

    /// Reads `[:name:]` or a class within a class.
    private mutating func nestedBracket() throws(RegexError) -> ScalarSet {
        if next == ":" { return try posixClass() }
        let set = try nested { parser throws(RegexError) in try parser.rawBracket() }
        return set.isNegated ? set.members.inverted : set.members
    }

    private mutating func classEscape() throws(RegexError) -> Escape {
        if skip("b") { return .scalar("\u{8}") }
        let isPositive = next == "w"
        guard isPositive || next == "W" else { return try commonEscape() }
        position += 1
        return .set(isPositive ? Self.wordInClass : Self.wordInClass.inverted)
    }

    /// `\w` in a class, where Oniguruma does not count the superscript digits and fractions of Latin-1.
    private static let wordInClass = ScalarSet(.word).intersection(ScalarSet(anyOf: "²³¹¼½¾").inverted)

    /// Reads the rest of a range when a hyphen follows, which is an ordinary character at the end of the class.
    private mutating func range(from start: Unicode.Scalar) throws(RegexError) -> ScalarSet {
        guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else { return ScalarSet(start) }
        position += 1
        guard let end = next else { throw RegexError("has a [ without ]") }
        position += 1
        if end == "[" || end == "&" && next == "&" { throw .unsupported("a range that ends with a class") }
        guard case .scalar(let last) = end == "\\" ? try classEscape() : .scalar(end) else {
            throw RegexError("has a range that ends with a class")
        }
        guard start <= last else { throw RegexError("has a range from \(quoted(start)) down to \(quoted(last))") }
        return ScalarSet(start...last)
    }

    private func quoted(_ scalar: Unicode.Scalar) -> String { Tokenizers.quoted(String(Character(scalar))) }

    private mutating func posixClass() throws(RegexError) -> ScalarSet {
        let start = position
        position += 1
        let isNegated = skip("^")
        var name = ""
        while let scalar = next, scalar != ":", scalar != "]" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard skip(":]") else {
            position = start
            throw .unsupported("[: in a class without :]")
        }
        guard let set = Self.posixClasses[name] else { throw .unsupported("the class [:\(name):]") }
        return isNegated ? set.inverted : set
    }

    private static let visible = ScalarSet([.whitespace, .control, .unassigned]).inverted

    private static let posixClasses: [String: ScalarSet] = [
        "ascii": ScalarSet("\0"..."\u{7F}"), "blank": ScalarSet(.spaceSeparator).union(ScalarSet("\t")),
        "cntrl": ScalarSet(.control), "digit": ScalarSet(.decimalNumber),
        "graph": visible, "print": visible.union(ScalarSet(.spaceSeparator)),
        "punct": ScalarSet([.punctuation, .symbols]), "space": ScalarSet(.whitespace), "word": wordInClass,
        "xdigit": hexDigits,
    ]
}
