extension RegexParser {
    /// Reads a group after its opening parenthesis, with the closing one.
    mutating func group() throws(RegexError) -> RegexNode {
        let outer = options
        defer { options = outer }
        var node: RegexNode
        if skip("?:") {
            node = try alternatives()
        } else if skip("?=") {
            node = .look(try alternatives(), RegexLook(isAhead: true, isNegated: false))
        } else if skip("?!") {
            node = .look(try alternatives(), RegexLook(isAhead: true, isNegated: true))
        } else if skip("?<=") {
            node = .look(try alternatives(), RegexLook(isAhead: false, isNegated: false))
        } else if skip("?<!") {
            node = .look(try alternatives(), RegexLook(isAhead: false, isNegated: true))
        } else if skip("?>") {
            node = .atomic(try alternatives())
        } else if skip("?<") {
            try name()
            node = try alternatives()
        } else if skip("?") {
            return try optionGroup()
        } else if next == "*" {
            throw .unsupported("a callout (*…)")
        } else {
            node = try alternatives()
        }
        guard skip(")") else { throw RegexError("has a ( without )") }
        return node
    }

    /// Reads the name of a group, which means nothing without references.
    private mutating func name() throws(RegexError) {
        let start = position
        while let scalar = next, scalar.properties.isXIDContinue { position += 1 }
        guard position > start, skip(">") else { throw RegexError("has a group without a proper name") }
    }

    /// Reads `(?imx-imx)` or `(?imx-imx:…)` after the question mark.
    private mutating func optionGroup() throws(RegexError) -> RegexNode {
        var value = true
        while let scalar = next {
            switch scalar {
            case "i": options.ignoresCase = value
            case "m": options.dotMatchesNewline = value
            case "x": options.isExtended = value
            case "-": value = false
            case ":", ")":
                position += 1
                // Options without a colon hold up to the end of the group around them, alternatives included.
                let node = try alternatives()
                if scalar == ":", !skip(")") { throw RegexError("has a ( without )") }
                return node
            default: throw .unsupported("the group (?\(scalar)…)")
            }
            position += 1
        }
        throw RegexError("has a ( without )")
    }
}
