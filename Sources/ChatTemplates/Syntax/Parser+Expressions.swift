extension Parser {
    /// Whether a tuple without parentheses ends here.
    func isTupleEnd(_ word: String? = nil) -> Bool {
        if current.kind == .variableEnd || current.kind == .blockEnd || current.isSign(")") { return true }
        return word.map { current.isName($0) } ?? false
    }

    /// Parses an expression, or several with commas between, which are a tuple.
    mutating func parseTuple(
        withConditional: Bool = true, end: String? = nil, isParenthesised: Bool = false
    ) throws(LexicalFailure) -> Expression {
        let offset = current.offset
        var items: [Expression] = []
        var isTuple = false
        while true {
            if !items.isEmpty { try expect(sign: ",") }
            if isTupleEnd(end) { break }
            items.append(try parseExpression(withConditional: withConditional))
            guard current.isSign(",") else { break }
            isTuple = true
        }
        if !isTuple {
            if let item = items.first { return item }
            guard isParenthesised else { throw unexpected("an expression") }
        }
        return try make(.tuple(items), offset)
    }

    /// Parses an expression without commas.
    mutating func parseExpression(withConditional: Bool = true) throws(LexicalFailure) -> Expression {
        try nested { (parser) throws(LexicalFailure) in
            withConditional ? try parser.parseConditional() : try parser.parseOr()
        }
    }

    private mutating func parseConditional() throws(LexicalFailure) -> Expression {
        var expression = try parseOr()
        while current.isName("if") {
            let offset = advance().offset
            let test = try parseOr()
            var otherwise: Expression?
            if skip(name: "else") {
                otherwise = try nested { (parser) throws(LexicalFailure) in try parser.parseConditional() }
            }
            expression = try make(.conditional(test: test, then: expression, otherwise: otherwise), offset)
        }
        return expression
    }

    private mutating func parseOr() throws(LexicalFailure) -> Expression {
        var left = try parseAnd()
        while current.isName("or") {
            let offset = advance().offset
            left = try make(.or(left, try parseAnd()), offset)
        }
        return left
    }

    private mutating func parseAnd() throws(LexicalFailure) -> Expression {
        var left = try parseNot()
        while current.isName("and") {
            let offset = advance().offset
            left = try make(.and(left, try parseNot()), offset)
        }
        return left
    }

    private mutating func parseNot() throws(LexicalFailure) -> Expression {
        guard current.isName("not") else { return try parseComparison() }
        let offset = advance().offset
        let operand = try nested { (parser) throws(LexicalFailure) in try parser.parseNot() }
        return try make(.not(operand), offset)
    }

    private mutating func parseComparison() throws(LexicalFailure) -> Expression {
        let first = try parseSum()
        let offset = current.offset
        var others: [(sign: ComparisonSign, Expression)] = []
        while let sign = takeComparisonSign() { others.append((sign, try parseSum())) }
        return others.isEmpty ? first : try make(.comparison(first, others), offset)
    }

    private mutating func takeComparisonSign() -> ComparisonSign? {
        if case .sign(let text) = current.kind, let sign = ComparisonSign(rawValue: text) {
            advance()
            return sign
        }
        if skip(name: "in") { return .in }
        guard current.isName("not"), following.isName("in") else { return nil }
        advance()
        advance()
        return .notIn
    }

    private mutating func parseSum() throws(LexicalFailure) -> Expression {
        var left = try parseConcatenation()
        while let (sign, offset) = takeSign([.add, .subtract]) {
            left = try make(.arithmetic(sign, left, try parseConcatenation()), offset)
        }
        return left
    }

    private mutating func parseConcatenation() throws(LexicalFailure) -> Expression {
        let first = try parseProduct()
        let offset = current.offset
        guard current.isSign("~") else { return first }
        var parts = [first]
        while skip(sign: "~") { parts.append(try parseProduct()) }
        return try make(.concatenation(parts), offset)
    }

    private mutating func parseProduct() throws(LexicalFailure) -> Expression {
        var left = try parsePower()
        while let (sign, offset) = takeSign([.multiply, .divide, .divideDown, .remainder]) {
            left = try make(.arithmetic(sign, left, try parsePower()), offset)
        }
        return left
    }

    /// Powers group from the left, unlike Python's.
    private mutating func parsePower() throws(LexicalFailure) -> Expression {
        var left = try parseUnary()
        while let (sign, offset) = takeSign([.power]) {
            left = try make(.arithmetic(sign, left, try parseUnary()), offset)
        }
        return left
    }

    private mutating func takeSign(_ signs: [ArithmeticSign]) -> (ArithmeticSign, Int)? {
        guard case .sign(let text) = current.kind, let sign = ArithmeticSign(rawValue: text), signs.contains(sign)
        else { return nil }
        return (sign, advance().offset)
    }

    private mutating func parseUnary(withFilters: Bool = true) throws(LexicalFailure) -> Expression {
        let offset = current.offset
        var expression: Expression
        if skip(sign: "-") {
            let operand = try nested { (parser) throws(LexicalFailure) in try parser.parseUnary(withFilters: false) }
            expression = try make(.negative(operand), offset)
        } else if skip(sign: "+") {
            let operand = try nested { (parser) throws(LexicalFailure) in try parser.parseUnary(withFilters: false) }
            expression = try make(.positive(operand), offset)
        } else {
            expression = try parsePrimary()
        }
        expression = try parsePostfix(expression)
        return withFilters ? try parseFiltersAndTests(expression) : expression
    }

    mutating func parsePrimary() throws(LexicalFailure) -> Expression {
        let token = current
        let kind: Expression.Kind
        switch token.kind {
        case .name:
            advance()
            switch token.text {
            case "true", "True": kind = .bool(true)
            case "false", "False": kind = .bool(false)
            case "none", "None": kind = .null
            default: kind = .name(token.text)
            }
        case .string:
            var text = ""
            while current.kind == .string { text += advance().text }
            kind = .string(text)
        case .integer:
            advance()
            kind = .integer(token.text)
        case .float:
            advance()
            kind = .float(Double(token.text) ?? .infinity)
        case .sign("("):
            advance()
            let inner = try parseTuple(isParenthesised: true)
            try expect(sign: ")")
            return inner
        case .sign("["): kind = try parseList()
        case .sign("{"): kind = try parseDict()
        default: throw unexpected("an expression")
        }
        return try make(kind, token.offset)
    }

    private mutating func parseList() throws(LexicalFailure) -> Expression.Kind {
        advance()
        var items: [Expression] = []
        while !current.isSign("]") {
            if !items.isEmpty { try expect(sign: ",") }
            if current.isSign("]") { break }
            items.append(try parseExpression())
        }
        try expect(sign: "]")
        return .list(items)
    }

    private mutating func parseDict() throws(LexicalFailure) -> Expression.Kind {
        advance()
        var members: [(key: Expression, value: Expression)] = []
        while !current.isSign("}") {
            if !members.isEmpty { try expect(sign: ",") }
            if current.isSign("}") { break }
            let key = try parseExpression()
            try expect(sign: ":")
            members.append((key, try parseExpression()))
        }
        try expect(sign: "}")
        return .dict(members)
    }
}
