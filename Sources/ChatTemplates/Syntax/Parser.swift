/// Makes a tree of a template's tokens, by Jinja's grammar.
struct Parser {
    private let tokens: [Token]
    private var position = 0
    private var depth = 0
    /// The tags that end the blocks at hand, the innermost last.
    var openBlocks: [(name: String, ends: [String])] = []
    private let stack = StackGuard()

    /// How deep expressions and blocks may nest.
    private static let maximumDepth = 100
    /// How high the tree of an expression may be; a chain of operators makes a tree as high as it is long.
    private static let maximumHeight = 250

    init(_ tokens: [Token]) { self.tokens = tokens }

    /// The statements of the whole template.
    mutating func parse() throws(LexicalFailure) -> [Statement] { try parseBody(until: []) }

    // MARK: Tokens

    var current: Token { tokens[position] }

    /// The token after the current one.
    var following: Token { tokens[min(position + 1, tokens.count - 1)] }

    @discardableResult
    mutating func advance() -> Token {
        let token = tokens[position]
        if position + 1 < tokens.count { position += 1 }
        return token
    }

    mutating func skip(name: String) -> Bool {
        guard current.isName(name) else { return false }
        advance()
        return true
    }

    mutating func skip(sign: String) -> Bool {
        guard current.isSign(sign) else { return false }
        advance()
        return true
    }

    mutating func expect(sign: String) throws(LexicalFailure) {
        guard skip(sign: sign) else { throw unexpected("'\(sign)'") }
    }

    mutating func expect(name: String) throws(LexicalFailure) {
        guard skip(name: name) else { throw unexpected("'\(name)'") }
    }

    mutating func expect(_ kind: Token.Kind, _ what: String) throws(LexicalFailure) -> Token {
        guard current.kind == kind else { throw unexpected(what) }
        return advance()
    }

    func unexpected(_ expected: String) -> LexicalFailure {
        LexicalFailure("expected \(expected), found \(current.description)", current.offset)
    }

    /// Parses something one level deeper.
    mutating func nested<Result>(
        _ body: (inout Parser) throws(LexicalFailure) -> Result
    ) throws(LexicalFailure) -> Result {
        guard depth < Self.maximumDepth, stack.hasRoom else {
            throw LexicalFailure("expressions or blocks are nested more than \(depth) levels deep", current.offset)
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    /// Makes an expression, unless it is too deep to be walked.
    func make(_ kind: Expression.Kind, _ offset: Int) throws(LexicalFailure) -> Expression {
        let expression = Expression(kind: kind, offset: offset)
        guard expression.height <= Self.maximumHeight else {
            throw LexicalFailure("an expression has more than \(Self.maximumHeight) operators in each other", offset)
        }
        return expression
    }

    // MARK: Bodies

    /// Parses statements up to a tag of one of these names, which becomes the current token.
    mutating func parseBody(until ends: [String]) throws(LexicalFailure) -> [Statement] {
        var body: [Statement] = []
        var parts: [OutputPart] = []
        var partsOffset = 0
        func flush() {
            if !parts.isEmpty { body.append(Statement(kind: .output(parts), offset: partsOffset)) }
            parts = []
        }
        while true {
            let token = current
            if parts.isEmpty { partsOffset = token.offset }
            switch token.kind {
            case .data:
                parts.append(.text(token.text))
                advance()
            case .variableBegin:
                advance()
                parts.append(.expression(try parseTuple()))
                _ = try expect(.variableEnd, "'}}'")
            case .blockBegin:
                flush()
                advance()
                if current.kind == .name, ends.contains(where: { current.isName($0) }) { return body }
                body.append(try nested { (parser) throws(LexicalFailure) in try parser.parseStatement() })
                _ = try expect(.blockEnd, "'%}'")
            default:
                flush()
                if let block = openBlocks.last {
                    throw LexicalFailure(
                        "expected \(Self.list(block.ends)) for the open '\(block.name)', found end of template",
                        token.offset)
                }
                return body
            }
        }
    }

    /// Parses the body of a block, from the end of its first tag up to one of the tags that end it.
    mutating func parseBlock(_ name: String, until ends: [String]) throws(LexicalFailure) -> [Statement] {
        // Python's colon is allowed.
        _ = skip(sign: ":")
        _ = try expect(.blockEnd, "'%}'")
        openBlocks.append((name, ends))
        defer { openBlocks.removeLast() }
        return try parseBody(until: ends)
    }

    /// Parses the body of a block with one ending tag, and the name in that tag.
    mutating func parseWholeBlock(_ name: String) throws(LexicalFailure) -> [Statement] {
        let body = try parseBlock(name, until: ["end" + name])
        advance()
        return body
    }

    static func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: " or ") }
}
