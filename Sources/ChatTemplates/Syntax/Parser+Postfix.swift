extension Parser {
    /// Parses attributes, subscripts and calls behind an expression.
    mutating func parsePostfix(_ base: Expression) throws(LexicalFailure) -> Expression {
        var expression = base
        while true {
            let offset = current.offset
            if current.isSign(".") {
                advance()
                expression = try parseAttribute(expression, offset: offset)
            } else if current.isSign("[") {
                advance()
                expression = try parseSubscript(expression, offset: offset)
            } else if current.isSign("(") {
                expression = try make(.call(expression, try parseArguments()), offset)
            } else {
                return expression
            }
        }
    }

    private mutating func parseAttribute(_ base: Expression, offset: Int) throws(LexicalFailure) -> Expression {
        let token = current
        switch token.kind {
        case .name:
            advance()
            return try make(.attribute(base, token.text), offset)
        case .integer:
            advance()
            let index = try make(.integer(token.text), token.offset)
            return try make(.item(base, index), offset)
        default: throw unexpected("a name or a number after '.'")
        }
    }

    private mutating func parseSubscript(_ base: Expression, offset: Int) throws(LexicalFailure) -> Expression {
        var items: [Expression] = []
        while !current.isSign("]") {
            if !items.isEmpty { try expect(sign: ",") }
            items.append(try parseSubscriptItem(base))
        }
        try expect(sign: "]")
        guard items.count == 1, let item = items.first else {
            let key = items.map { item in
                if case .slice = item.kind { Expression(kind: .sliceInTuple, offset: item.offset) } else { item }
            }
            return try make(.item(base, Expression(kind: .tuple(key), offset: offset)), offset)
        }
        if case .slice = item.kind { return item }
        return try make(.item(base, item), offset)
    }

    private mutating func parseSubscriptItem(_ base: Expression) throws(LexicalFailure) -> Expression {
        let offset = current.offset
        var start: Expression?
        if !current.isSign(":") {
            let expression = try parseExpression()
            guard current.isSign(":") else { return expression }
            start = expression
        }
        advance()
        var stop: Expression?
        var step: Expression?
        if !current.isSign(":"), !current.isSign("]"), !current.isSign(",") { stop = try parseExpression() }
        if skip(sign: ":"), !current.isSign("]"), !current.isSign(",") { step = try parseExpression() }
        return try make(.slice(base, start: start, stop: stop, step: step), offset)
    }

    /// Parses the arguments of a call, with their parentheses.
    mutating func parseArguments() throws(LexicalFailure) -> ArgumentList {
        let offset = current.offset
        var arguments = ArgumentList()
        func ensure(_ isAllowed: Bool) throws(LexicalFailure) {
            guard isAllowed else {
                throw LexicalFailure("the arguments of a call are not in the order that Python demands", offset)
            }
        }
        try expect(sign: "(")
        var isFirst = true
        while !current.isSign(")") {
            if !isFirst {
                try expect(sign: ",")
                if current.isSign(")") { break }
            }
            isFirst = false
            if skip(sign: "*") {
                try ensure(arguments.spread == nil && arguments.namedSpread == nil)
                arguments.spread = try parseExpression()
            } else if skip(sign: "**") {
                try ensure(arguments.namedSpread == nil)
                arguments.namedSpread = try parseExpression()
            } else if current.kind == .name, following.isSign("=") {
                try ensure(arguments.namedSpread == nil)
                let name = advance().text
                advance()
                guard !arguments.named.contains(where: { sameBytes($0.name, name) }) else {
                    throw LexicalFailure("argument '\(name)' is there twice", offset)
                }
                arguments.named.append((name, try parseExpression()))
            } else {
                try ensure(arguments.spread == nil && arguments.namedSpread == nil && arguments.named.isEmpty)
                arguments.positional.append(try parseExpression())
            }
        }
        try expect(sign: ")")
        return arguments
    }

    /// Parses `|` filters, `is` tests and calls behind an expression.
    mutating func parseFiltersAndTests(_ base: Expression) throws(LexicalFailure) -> Expression {
        var expression = base
        while true {
            let offset = current.offset
            if current.isSign("|") {
                expression = try parseFilters(expression, isInline: false) ?? expression
            } else if current.isName("is") {
                advance()
                expression = try parseTest(expression, offset: offset)
            } else if current.isSign("(") {
                expression = try make(.call(expression, try parseArguments()), offset)
            } else {
                return expression
            }
        }
    }

    /// Parses filters; an inline one begins without `|`, and one without base takes what a block holds.
    mutating func parseFilters(_ base: Expression?, isInline: Bool) throws(LexicalFailure) -> Expression? {
        var expression = base
        var isInline = isInline
        while isInline || skip(sign: "|") {
            isInline = false
            let offset = current.offset
            let name = try parseDottedName("the name of a filter")
            let arguments = current.isSign("(") ? try parseArguments() : ArgumentList()
            expression = try make(.filter(expression, name, arguments), offset)
        }
        return expression
    }

    private mutating func parseDottedName(_ what: String) throws(LexicalFailure) -> String {
        var name = try expect(.name, what).text
        while skip(sign: ".") { name += "." + (try expect(.name, what).text) }
        return name
    }

    private mutating func parseTest(_ base: Expression, offset: Int) throws(LexicalFailure) -> Expression {
        let isNegated = skip(name: "not")
        let name = try parseDottedName("the name of a test")
        var arguments = ArgumentList()
        if current.isSign("(") {
            arguments = try parseArguments()
        } else if beginsTestArgument {
            if current.isName("is") {
                throw LexicalFailure("tests cannot be chained with 'is'", current.offset)
            }
            arguments.positional = [try parseTestArgument()]
        }
        let test = try make(.test(base, name, arguments), offset)
        return isNegated ? try make(.not(test), offset) : test
    }

    private var beginsTestArgument: Bool {
        switch current.kind {
        case .name: !["else", "or", "and"].contains(where: { current.isName($0) })
        case .string, .integer, .float, .sign("["), .sign("{"): true
        default: false
        }
    }

    private mutating func parseTestArgument() throws(LexicalFailure) -> Expression {
        try nested { (parser) throws(LexicalFailure) in try parser.parsePostfix(try parser.parsePrimary()) }
    }
}
