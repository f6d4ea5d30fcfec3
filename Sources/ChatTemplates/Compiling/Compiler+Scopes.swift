extension Compiler {
    /// Text as a value: marked as safe where text is escaped.
    static func captured(_ text: String, _ escaping: Escaping, _ state: RenderState) -> Value {
        escaping.isOn(state) ? .markup(text) : .string(text)
    }

    func compileSetBlock(
        _ target: Target, _ filter: Expression?, _ body: [Statement], in scope: Scope, offset: Int
    ) throws(LexicalFailure) -> Execution {
        let inner = scope.inner()
        inner.symbols.visit(body)
        let enter = enter(inner.symbols)
        let leave = leave(inner.symbols)
        let execution = try compile(body, in: inner)
        let filter = try filter.map { (filter) throws(LexicalFailure) in try compileFilterChain(filter, in: inner) }
        let assign = try compile(target, in: scope, checksNamespaces: false)
        let escaping = scope.escaping
        return { (frame) throws(Failure) in
            let state = frame.state
            try state.step()
            enter(frame)
            let (text, flow) = try state.capture { () throws(Failure) in try execution(frame) }
            if flow == .onward {
                var value = Self.captured(text, escaping, state)
                if let filter {
                    value = try filter(frame, value)
                    if escaping.isOn(state) { value = .markup(try state.string(value)) }
                }
                state.offset = offset
                try assign(frame, value)
            }
            leave(frame)
            return flow
        }
    }

    func compileFilterBlock(
        _ filter: Expression, _ body: [Statement], in scope: Scope
    ) throws(LexicalFailure) -> Execution {
        let inner = scope.inner()
        inner.symbols.visit(body)
        inner.symbols.visit(filter)
        let enter = enter(inner.symbols)
        let leave = leave(inner.symbols)
        let execution = try compile(body, in: inner)
        let filter = try compileFilterChain(filter, in: inner)
        let escaping = scope.escaping
        return { (frame) throws(Failure) in
            let state = frame.state
            try state.step()
            enter(frame)
            let (text, flow) = try state.capture { () throws(Failure) in try execution(frame) }
            if flow == .onward {
                try state.write(text: try filter(frame, Self.captured(text, escaping, state)))
            }
            leave(frame)
            return flow
        }
    }

    func compileWith(
        _ bindings: [(Target, Expression)], _ body: [Statement], in scope: Scope
    ) throws(LexicalFailure) -> Execution {
        let inner = scope.inner()
        for (target, _) in bindings { inner.symbols.visit(target, asParameter: true) }
        inner.symbols.visit(body)
        let enter = enter(inner.symbols)
        let leave = leave(inner.symbols)
        var assignments: [(Evaluation, Assignment)] = []
        for (target, expression) in bindings {
            assignments.append(
                (try compile(expression, in: scope), try compile(target, in: inner, checksNamespaces: false)))
        }
        let execution = try compile(body, in: inner)
        return { [assignments] (frame) throws(Failure) in
            try frame.state.step()
            enter(frame)
            for (value, assign) in assignments { try assign(frame, try value(frame)) }
            let flow = try execution(frame)
            leave(frame)
            return flow
        }
    }

    func compileAutoescape(
        _ expression: Expression, _ body: [Statement], in scope: Scope
    ) throws(LexicalFailure) -> Execution {
        var inner = scope.inner()
        inner.symbols.visit(expression)
        inner.symbols.visit(body)
        let enter = enter(inner.symbols)
        let leave = leave(inner.symbols)
        let value = try compile(expression, in: inner)
        switch expression.kind {
        case .bool(let isOn): inner.escaping = isOn ? .on : .off
        default: inner.escaping = .dynamic
        }
        let execution = try compile(body, in: inner)
        return { (frame) throws(Failure) in
            let state = frame.state
            enter(frame)
            let outer = state.isEscaping
            state.isEscaping = try value(frame).isTruthy
            let flow = try execution(frame)
            state.isEscaping = outer
            leave(frame)
            return flow
        }
    }
}
