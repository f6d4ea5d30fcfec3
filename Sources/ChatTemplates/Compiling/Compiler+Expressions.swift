extension Compiler {
    /// Compiles an expression.
    func compile(_ expression: Expression, in scope: Scope) throws(LexicalFailure) -> Evaluation {
        let offset = expression.offset
        switch expression.kind {
        case .null: return { _ in .null }
        case .bool(let value): return { _ in .bool(value) }
        case .float(let value): return { _ in .double(value) }
        case .string(let text): return { _ in .string(text) }
        case .integer(let digits): return try compileInteger(digits, offset)
        case .name(let name): return try compileName(name, in: scope, offset: offset)
        case .list(let items):
            let items = try compile(items, in: scope)
            return { (frame) throws(Failure) in try frame.state.list(Self.evaluate(items, frame)) }
        case .tuple(let items):
            let items = try compile(items, in: scope)
            return { (frame) throws(Failure) in try frame.state.tuple(Self.evaluate(items, frame)) }
        case .dict(let members): return try compileDict(members, in: scope, offset: offset)
        case .attribute(let base, let name):
            let base = try compile(base, in: scope)
            // Most attributes are members of dicts that no method hides.
            let isMember = !name.hasPrefix("_") && !DictMethods.names.contains(name)
            return { (frame) throws(Failure) in
                let base = try base(frame)
                if isMember, case .dict(let dict) = base, let value = dict[name] { return value }
                let state = frame.state
                state.offset = offset
                return try state.attribute(base, name)
            }
        case .item(let base, let key): return try compileItem(base, key, in: scope, offset: offset)
        case .slice(let base, let start, let stop, let step):
            let base = try compile(base, in: scope)
            let bounds = try compile(
                [start, stop, step].map { $0 ?? Expression(kind: .null, offset: offset) }, in: scope)
            return { (frame) throws(Failure) in
                let base = try base(frame)
                let bounds = try Self.evaluate(bounds, frame)
                frame.state.offset = offset
                return try frame.state.slice(base, bounds[0], bounds[1], bounds[2])
            }
        case .sliceInTuple: throw LexicalFailure("a slice cannot be part of a tuple of subscripts", offset)
        case .call(let callee, let arguments):
            let callee = try compile(callee, in: scope)
            let arguments = try compile(arguments, in: scope)
            return { (frame) throws(Failure) in
                let callee = try callee(frame)
                let arguments = try arguments(frame)
                let state = frame.state
                state.offset = offset
                return try state.call(callee, arguments)
            }
        case .filter: return try compileFilter(expression, in: scope)
        case .test(let base, let name, let arguments):
            return try compileTest(base, name, arguments, in: scope, offset: offset)
        default: return try compileOperation(expression, in: scope)
        }
    }

    private func compileInteger(_ digits: String, _ offset: Int) throws(LexicalFailure) -> Evaluation {
        let prefixes: [(String, UInt32)] = [("0x", 16), ("0o", 8), ("0b", 2)]
        let prefix = prefixes.first { digits.lowercased().hasPrefix($0.0) }
        let integer = BigInteger(
            digits: digits.utf8.dropFirst(prefix == nil ? 0 : 2), base: prefix?.1 ?? 10, isNegative: false)
        guard let integer, integer.bitCount <= Number.maximumBits else {
            throw LexicalFailure("an integer has more than 4,300 digits", offset)
        }
        if let small = integer.intValue { return { _ in .integer(small) } }
        return { _ in .bigInteger(integer) }
    }

    private func compileName(_ name: String, in scope: Scope, offset: Int) throws(LexicalFailure) -> Evaluation {
        guard let variable = scope.symbols.find(name) else {
            throw LexicalFailure("the name '\(name)' has no place here", offset)
        }
        let reference = reference(variable, from: scope.symbols.unit)
        let undefined = Undefined(name: name)
        let slot = reference.slot
        if reference.hops == 0 { return { frame in frame.slots[slot] ?? .undefined(undefined) } }
        return { frame in reference.value(frame) ?? .undefined(undefined) }
    }

    private func compile(_ expressions: [Expression], in scope: Scope) throws(LexicalFailure) -> [Evaluation] {
        var evaluations: [Evaluation] = []
        for expression in expressions { evaluations.append(try compile(expression, in: scope)) }
        return evaluations
    }

    @inline(__always)
    private static func evaluate(_ evaluations: [Evaluation], _ frame: Frame) throws(Failure) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(evaluations.count)
        for evaluation in evaluations { values.append(try evaluation(frame)) }
        return values
    }

    private func compileDict(
        _ members: [(key: Expression, value: Expression)], in scope: Scope, offset: Int
    ) throws(LexicalFailure) -> Evaluation {
        let keys = try compile(members.map(\.key), in: scope)
        let values = try compile(members.map(\.value), in: scope)
        return { (frame) throws(Failure) in
            let dict = DictObject()
            for (key, value) in zip(keys, values) {
                let key = try key(frame)
                let value = try value(frame)
                frame.state.offset = offset
                dict.set(try DictKey(key), value)
            }
            return try frame.state.dict(dict)
        }
    }

    private func compileItem(
        _ base: Expression, _ key: Expression, in scope: Scope, offset: Int
    ) throws(LexicalFailure) -> Evaluation {
        let base = try compile(base, in: scope)
        if case .string(let name) = key.kind {
            return { (frame) throws(Failure) in
                let base = try base(frame)
                if case .dict(let dict) = base, let value = dict[name] { return value }
                frame.state.offset = offset
                return try frame.state.item(base, .string(name))
            }
        }
        let key = try compile(key, in: scope)
        return { (frame) throws(Failure) in
            let base = try base(frame)
            let key = try key(frame)
            frame.state.offset = offset
            return try frame.state.item(base, key)
        }
    }

    // MARK: Calls, filters and tests

    /// Compiles arguments to what gives their values.
    func compile(
        _ list: ArgumentList, in scope: Scope
    ) throws(LexicalFailure) -> @Sendable (Frame) throws(Failure) -> Arguments {
        let positional = try compile(list.positional, in: scope)
        let names = list.named.map(\.name)
        let named = try compile(list.named.map(\.value), in: scope)
        let spread = try list.spread.map { (it) throws(LexicalFailure) in try compile(it, in: scope) }
        let namedSpread = try list.namedSpread.map { (it) throws(LexicalFailure) in try compile(it, in: scope) }
        if positional.isEmpty, named.isEmpty, spread == nil, namedSpread == nil { return { _ in Arguments() } }
        return { (frame) throws(Failure) in
            var arguments = Arguments(positional: try Self.evaluate(positional, frame))
            if let spread { arguments.positional += try frame.state.elements(try spread(frame)) }
            for (name, value) in zip(names, named) { arguments.named.append((name, try value(frame))) }
            if let namedSpread { try arguments.spread(try namedSpread(frame)) }
            return arguments
        }
    }

    private func compileFilter(_ expression: Expression, in scope: Scope) throws(LexicalFailure) -> Evaluation {
        guard case .filter(let base?, _, _) = expression.kind else {
            throw LexicalFailure("a filter has nothing to work on", expression.offset)
        }
        let value = try compile(base, in: scope)
        let filter = try compileSingleFilter(expression, in: scope)
        return { (frame) throws(Failure) in try filter(frame, try value(frame)) }
    }

    /// Compiles the filters of a block, which work on what it holds.
    func compileFilterChain(
        _ expression: Expression, in scope: Scope
    ) throws(LexicalFailure) -> @Sendable (Frame, Value) throws(Failure) -> Value {
        let filter = try compileSingleFilter(expression, in: scope)
        guard case .filter(let base?, _, _) = expression.kind else { return filter }
        let inner = try compileFilterChain(base, in: scope)
        return { (frame, value) throws(Failure) in try filter(frame, try inner(frame, value)) }
    }

    private func compileSingleFilter(
        _ expression: Expression, in scope: Scope
    ) throws(LexicalFailure) -> @Sendable (Frame, Value) throws(Failure) -> Value {
        guard case .filter(_, let name, let list) = expression.kind else {
            throw LexicalFailure("expected a filter", expression.offset)
        }
        let offset = expression.offset
        let arguments = try compile(list, in: scope)
        guard let filter = Filters.named(name) else {
            guard scope.isSoft else { throw LexicalFailure("no filter is named '\(name)'", offset) }
            return { (frame, _) throws(Failure) in
                frame.state.offset = offset
                throw Failure(.operation, "no filter is named '\(name)'")
            }
        }
        return { (frame, value) throws(Failure) in
            let arguments = try arguments(frame)
            let state = frame.state
            state.offset = offset
            try state.step()
            return try filter(value, arguments, state)
        }
    }

    private func compileTest(
        _ base: Expression, _ name: String, _ list: ArgumentList, in scope: Scope, offset: Int
    ) throws(LexicalFailure) -> Evaluation {
        let value = try compile(base, in: scope)
        switch (name, list.all.isEmpty) {
        case ("defined", true): return { (frame) throws(Failure) in .bool(!(try value(frame).isUndefined)) }
        case ("none", true): return { (frame) throws(Failure) in .bool(try value(frame).isNone) }
        case ("string", true): return { (frame) throws(Failure) in .bool(try value(frame).text != nil) }
        default: break
        }
        let arguments = try compile(list, in: scope)
        guard let test = Tests.named(name) else {
            guard scope.isSoft else { throw LexicalFailure("no test is named '\(name)'", offset) }
            return { (frame) throws(Failure) in
                frame.state.offset = offset
                throw Failure(.operation, "no test is named '\(name)'")
            }
        }
        return { (frame) throws(Failure) in
            let value = try value(frame)
            let arguments = try arguments(frame)
            frame.state.offset = offset
            return .bool(try test(value, arguments, frame.state))
        }
    }
}

extension Arguments {
    /// Takes over the members of a dict as arguments by name.
    mutating func spread(_ value: Value) throws(Failure) {
        guard case .dict(let dict) = value else {
            throw Failure(.operation, "argument after ** must be a mapping, not \(value.typeName)")
        }
        for (key, value) in zip(dict.keys, dict.values) {
            guard let name = key.text else { throw Failure(.operation, "keywords must be strings") }
            guard !named.contains(where: { sameBytes($0.name, name) }) else {
                throw Failure(.operation, "got multiple values for keyword argument '\(name)'")
            }
            named.append((name, value))
        }
    }
}
