extension Parser {
    /// Parses the tag at hand and, where it begins a block, all of the block but its last `%}`.
    mutating func parseStatement() throws(LexicalFailure) -> Statement {
        let tag = current
        guard tag.kind == .name else { throw unexpected("the name of a tag") }
        advance()
        return Statement(kind: try parseTag(tag), offset: tag.offset)
    }

    private mutating func parseTag(_ tag: Token) throws(LexicalFailure) -> Statement.Kind {
        switch tag.text {
        case "if": return try parseIf()
        case "for": return try parseFor()
        case "set": return try parseSet()
        case "macro":
            let name = try expectAssignableName()
            let (parameters, defaults) = try parseSignature()
            return .macro(
                name, Macro(parameters: parameters, defaults: defaults, body: try parseWholeBlock("macro")))
        case "call": return try parseCallBlock(tag)
        case "generation":
            return .generation(Macro(parameters: [], defaults: [], body: try parseWholeBlock("generation")))
        case "filter":
            let filter = try parseFilters(nil, isInline: true)
            guard let filter else { throw unexpected("the name of a filter") }
            return .filter(filter, body: try parseWholeBlock("filter"))
        case "with": return try parseWith()
        case "autoescape":
            let expression = try parseExpression()
            return .autoescape(expression, body: try parseWholeBlock("autoescape"))
        case "print": return try parsePrint()
        case "block": return try parseNamedBlock()
        case "break": return .break
        case "continue": return .continue
        case "include", "import", "from", "extends": return try parseLoading(tag.text)
        default:
            let known = openBlocks.last.map { "; the open '\($0.name)' ends with \(Parser.list($0.ends))" } ?? ""
            throw LexicalFailure("unknown tag '\(tag.text)'\(known)", tag.offset)
        }
    }

    private mutating func parseIf() throws(LexicalFailure) -> Statement.Kind {
        var branches: [(test: Expression, body: [Statement])] = []
        while true {
            let test = try parseTuple(withConditional: false)
            branches.append((test, try parseBlock("if", until: ["elif", "else", "endif"])))
            let end = advance()
            if end.isName("elif") { continue }
            let otherwise = end.isName("else") ? try parseWholeBlock("if") : []
            return .if(branches, otherwise: otherwise)
        }
    }

    private mutating func parseFor() throws(LexicalFailure) -> Statement.Kind {
        let target = try parseTarget(end: "in")
        try expect(name: "in")
        let iterable = try parseTuple(withConditional: false, end: "recursive")
        let test = skip(name: "if") ? try parseExpression() : nil
        let isRecursive = skip(name: "recursive")
        let body = try parseBlock("for", until: ["endfor", "else"])
        let otherwise = advance().isName("else") ? try parseWholeBlock("for") : []
        return .for(
            ForLoop(
                target: target, iterable: iterable, test: test, isRecursive: isRecursive, body: body,
                otherwise: otherwise))
    }

    private mutating func parseSet() throws(LexicalFailure) -> Statement.Kind {
        let target = try parseTarget(withAttributes: true)
        if skip(sign: "=") { return .set(target, try parseTuple()) }
        let filter = try parseFilters(nil, isInline: false)
        return .setBlock(target, filter: filter, body: try parseWholeBlock("set"))
    }

    private mutating func parseCallBlock(_ tag: Token) throws(LexicalFailure) -> Statement.Kind {
        var parameters: [String] = []
        var defaults: [Expression] = []
        if current.isSign("(") { (parameters, defaults) = try parseSignature() }
        let call = try parseExpression()
        guard case .call = call.kind else { throw LexicalFailure("expected a call after 'call'", tag.offset) }
        return .call(call, Macro(parameters: parameters, defaults: defaults, body: try parseWholeBlock("call")))
    }

    private mutating func parseSignature() throws(LexicalFailure) -> ([String], [Expression]) {
        var parameters: [String] = []
        var defaults: [Expression] = []
        try expect(sign: "(")
        while !current.isSign(")") {
            if !parameters.isEmpty { try expect(sign: ",") }
            let offset = current.offset
            let name = try expectAssignableName()
            guard !parameters.contains(where: { sameBytes($0, name) }) else {
                throw LexicalFailure("parameter '\(name)' is there twice", offset)
            }
            if skip(sign: "=") {
                defaults.append(try parseExpression())
            } else if !defaults.isEmpty {
                throw LexicalFailure("parameter '\(name)' has no default, but follows one that has", offset)
            }
            parameters.append(name)
        }
        try expect(sign: ")")
        return (parameters, defaults)
    }

    private mutating func parseWith() throws(LexicalFailure) -> Statement.Kind {
        var bindings: [(Target, Expression)] = []
        while current.kind != .blockEnd {
            if !bindings.isEmpty { try expect(sign: ",") }
            let target = try parseTarget()
            try expect(sign: "=")
            bindings.append((target, try parseExpression()))
        }
        return .with(bindings, body: try parseWholeBlock("with"))
    }

    private mutating func parsePrint() throws(LexicalFailure) -> Statement.Kind {
        var parts: [OutputPart] = []
        while current.kind != .blockEnd {
            if !parts.isEmpty { try expect(sign: ",") }
            parts.append(.expression(try parseExpression()))
        }
        return .output(parts)
    }

    private mutating func parseNamedBlock() throws(LexicalFailure) -> Statement.Kind {
        let name = try expect(.name, "the name of the block").text
        let isScoped = skip(name: "scoped")
        let isRequired = skip(name: "required")
        let offset = current.offset
        let body = try parseWholeBlock("block")
        let holdsSpaceOnly = body.allSatisfy { statement in
            guard case .output(let parts) = statement.kind else { return false }
            return parts.allSatisfy { part in
                if case .text(let text) = part { text.unicodeScalars.allSatisfy(isSpace) } else { false }
            }
        }
        guard !isRequired || holdsSpaceOnly else {
            throw LexicalFailure("a required block can only hold comments or whitespace", offset)
        }
        _ = skip(name: name)
        return .block(name, scoped: isScoped, required: isRequired, body: body)
    }

    /// Parses a tag that loads another template.
    ///
    /// No chat template has others beside it, so only the syntax matters.
    private mutating func parseLoading(_ tag: String) throws(LexicalFailure) -> Statement.Kind {
        let template = try parseExpression()
        var stores: [String] = []
        switch tag {
        case "extends": return .extends(template)
        case "import":
            try expect(name: "as")
            stores.append(try expectAssignableName())
            skipContext()
        case "from":
            try expect(name: "import")
            repeat {
                if skipContext() { return .loading(template, stores: stores) }
                let offset = current.offset
                var name = try expectAssignableName()
                guard !name.hasPrefix("_") else {
                    throw LexicalFailure("names that begin with an underscore cannot be imported", offset)
                }
                if skip(name: "as") { name = try expectAssignableName() }
                stores.append(name)
                if skipContext() { break }
            } while skip(sign: ",")
        default:
            if current.isName("ignore"), following.isName("missing") {
                advance()
                advance()
            }
            skipContext()
        }
        return .loading(template, stores: stores)
    }

    @discardableResult
    private mutating func skipContext() -> Bool {
        guard current.isName("with") || current.isName("without"), following.isName("context") else { return false }
        advance()
        advance()
        return true
    }

    // MARK: Targets

    private mutating func expectAssignableName() throws(LexicalFailure) -> String {
        let token = try expect(.name, "a name")
        guard Self.isAssignable(token.text) else {
            throw LexicalFailure("cannot assign to '\(token.text)'", token.offset)
        }
        return token.text
    }

    private static func isAssignable(_ name: String) -> Bool {
        !["true", "false", "none", "True", "False", "None"].contains(name)
    }

    /// Parses names, or a tuple of them, up to a word that ends the tuple.
    private mutating func parseTarget(
        end: String? = nil, withAttributes: Bool = false
    ) throws(LexicalFailure) -> Target {
        var targets: [Target] = []
        var isTuple = false
        while true {
            if !targets.isEmpty { try expect(sign: ",") }
            if isTupleEnd(end) { break }
            targets.append(try parseSingleTarget(withAttributes))
            guard current.isSign(",") else { break }
            isTuple = true
        }
        if !isTuple, let target = targets.first { return target }
        guard isTuple else { throw unexpected("a name to assign to") }
        return .tuple(targets)
    }

    private mutating func parseSingleTarget(_ withAttributes: Bool) throws(LexicalFailure) -> Target {
        let offset = current.offset
        if skip(sign: "(") {
            let inner = try nested { (parser) throws(LexicalFailure) in
                parser.current.isSign(")") ? .tuple([]) : try parser.parseTarget()
            }
            try expect(sign: ")")
            return inner
        }
        let name = try expectAssignableName()
        if withAttributes, skip(sign: ".") {
            return .attribute(name, try expect(.name, "the name of an attribute").text, offset: offset)
        }
        return .name(name, offset: offset)
    }
}
