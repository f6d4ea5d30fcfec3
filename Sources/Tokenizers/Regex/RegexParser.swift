/// Reads a regular expression in the syntax of Oniguruma, as `Split`, `Replace` and `ByteLevel` of the peer have it.
///
/// What it does not know it refuses by name: a pattern is never read differently from how the peer reads it.
struct RegexParser {
    /// The options that `(?imx-imx)` sets.
    struct Options {
        var ignoresCase = false
        /// Whether `.` matches a line feed too: Oniguruma's `m`.
        var dotMatchesNewline = false
        /// Whether white space and comments are left out.
        var isExtended = false
    }

    let scalars: [Unicode.Scalar]
    var position = 0
    var options = Options()
    /// How many groups and classes are open.
    private var depth = 0

    private static let depthLimit = 64
    private static let lengthLimit = 1 << 14
    /// Oniguruma's own limit.
    private static let repetitionLimit = 100_000

    /// Reads a whole pattern.
    static func parse(_ pattern: String) throws(RegexError) -> RegexNode {
        let scalars = Array(pattern.unicodeScalars.prefix(lengthLimit + 1))
        guard scalars.count <= lengthLimit else { throw RegexError("is longer than \(lengthLimit) characters") }
        var parser = RegexParser(scalars: scalars)
        let node = try parser.alternatives()
        guard parser.next == nil else { throw RegexError("has a ) without (") }
        return node
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    /// The scalar at the position, or nil at the end.
    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    /// Passes over a text when it is next.
    mutating func skip(_ text: StaticString) -> Bool {
        let expected = text.description.unicodeScalars
        guard scalars[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    /// Runs a body one level deeper; levels are limited because reading them takes stack.
    mutating func nested<Result>(
        _ body: (inout RegexParser) throws(RegexError) -> Result
    ) throws(RegexError) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw RegexError("is nested deeper than \(Self.depthLimit) levels") }
        return try body(&self)
    }
}

// MARK: - Alternatives and sequences

extension RegexParser {
    /// Reads up to the end or to the parenthesis that closes the group.
    mutating func alternatives() throws(RegexError) -> RegexNode {
        var nodes = [try sequence()]
        while skip("|") { nodes.append(try sequence()) }
        return .anyOf(nodes)
    }

    private mutating func sequence() throws(RegexError) -> RegexNode {
        var items: [RegexItem] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            if options.isExtended, skipsExtension() { continue }
            if skip("(?#") {
                while let scalar = next, scalar != ")" {
                    position = min(position + (scalar == "\\" ? 2 : 1), scalars.count)
                }
                guard skip(")") else { throw RegexError("has a comment without end") }
                continue
            }
            var item = try self.item()
            var nesting = 0
            while let repetition = try self.repetition() {
                nesting += 1
                guard nesting <= Self.depthLimit else {
                    throw RegexError("repeats repetitions more than \(Self.depthLimit) times")
                }
                if item.node.isAnchored { throw .unsupported("a repetition of an anchor or of a look-around") }
                item = RegexItem(node: .repeated(item.node, repetition))
            }
            items.append(item)
        }
        return RegexItem.joined(items)
    }

    /// Passes over white space or a comment of an extended pattern.
    private mutating func skipsExtension() -> Bool {
        guard let scalar = next else { return false }
        if scalar == "#" {
            while let scalar = next, scalar != "\n" { position += 1 }
            return true
        }
        guard scalar.isASCII, scalar.properties.isWhitespace else { return false }
        position += 1
        return true
    }

    private mutating func item() throws(RegexError) -> RegexItem {
        guard let scalar = next else { return RegexItem(node: .sequence([])) }
        position += 1
        switch scalar {
        case "(": return RegexItem(node: try nested { parser throws(RegexError) in try parser.group() })
        case "[": return RegexItem(node: .set(try nested { parser throws(RegexError) in try parser.bracket() }))
        case "\\": return try escape()
        case ".": return RegexItem(node: .set(options.dotMatchesNewline ? .all : ScalarSet("\n").inverted))
        case "^": return RegexItem(node: .anchor(.lineStart))
        case "$": return RegexItem(node: .anchor(.lineEnd))
        case "*", "+", "?": throw RegexError("has a \(scalar) that repeats nothing")
        default: return try literal(scalar)
        }
    }

    /// A character that stands for itself, or for itself in either case.
    func literal(_ scalar: Unicode.Scalar) throws(RegexError) -> RegexItem {
        guard options.ignoresCase else { return RegexItem(node: .set(ScalarSet(scalar))) }
        let set = try RegexCase.closure(of: ScalarSet(scalar))
        return RegexItem(node: .set(set), foldedLetter: RegexCase.lowercased(scalar))
    }
}

// MARK: - Repetitions

extension RegexParser {
    private mutating func repetition() throws(RegexError) -> RegexRepetition? {
        if options.isExtended { while skipsExtension() {} }
        var repetition: RegexRepetition
        var isInterval = false
        if skip("*") {
            repetition = RegexRepetition(minimum: 0)
        } else if skip("+") {
            repetition = RegexRepetition(minimum: 1)
        } else if skip("?") {
            repetition = RegexRepetition(minimum: 0, maximum: 1)
        } else if let interval = try interval() {
            repetition = interval
            isInterval = true
        } else {
            return nil
        }
        // After {n}, ? is a repetition of its own, and so is + after every interval.
        if !(isInterval && repetition.minimum == repetition.maximum), skip("?") {
            repetition.preference = .lazy
        } else if !isInterval, skip("+") {
            repetition.preference = .possessive
        }
        return repetition
    }

    /// Reads {n}, {n,}, {,m} or {n,m}; anything else after a brace makes it an ordinary character.
    private mutating func interval() throws(RegexError) -> RegexRepetition? {
        let start = position
        guard skip("{") else { return nil }
        let minimum = try number()
        let hasComma = skip(",")
        let maximum = hasComma ? try number() : minimum
        guard minimum != nil || maximum != nil, skip("}") else {
            position = start
            return nil
        }
        if let minimum, let maximum, minimum > maximum {
            throw .unsupported("a repetition from \(minimum) to \(maximum)")
        }
        return RegexRepetition(minimum: minimum ?? 0, maximum: maximum)
    }

    private mutating func number() throws(RegexError) -> Int? {
        var number: Int?
        while let scalar = next, "0"..."9" ~= scalar {
            number = (number ?? 0) * 10 + Int(scalar.value - 0x30)
            guard number ?? 0 <= Self.repetitionLimit else {
                throw RegexError("repeats something more than \(Self.repetitionLimit) times")
            }
            position += 1
        }
        return number
    }
}
