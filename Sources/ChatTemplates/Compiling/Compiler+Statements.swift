extension Compiler {
    /// Compiles statements to be executed one after the other.
    func compile(_ statements: [Statement], in scope: Scope) throws(LexicalFailure) -> Execution {
        var executions: [Execution] = []
        for statement in statements { executions.append(try compile(statement, in: scope)) }
        return Self.sequence(executions)
    }

    /// Executes one after the other, up to one that breaks off.
    private static func sequence(_ executions: [Execution]) -> Execution {
        if executions.count == 1 { return executions[0] }
        return { (frame) throws(Failure) in
            for execution in executions {
                let flow = try execution(frame)
                if flow != .onward { return flow }
            }
            return .onward
        }
    }

    private func compile(_ statement: Statement, in scope: Scope) throws(LexicalFailure) -> Execution {
        let offset = statement.offset
        switch statement.kind {
        case .output(let parts): return try compileOutput(parts, in: scope)
        case .if(let branches, let otherwise): return try compileIf(branches, otherwise, in: scope)
        case .for(let loop): return try compileLoop(loop, in: scope, offset: offset)
        case .set(let target, let expression):
            let value = try compile(expression, in: scope)
            let assign = try compile(target, in: scope, checksNamespaces: true)
            return { (frame) throws(Failure) in
                try frame.state.step()
                let value = try value(frame)
                frame.state.offset = offset
                try assign(frame, value)
                return .onward
            }
        case .setBlock(let target, let filter, let body):
            return try compileSetBlock(target, filter, body, in: scope, offset: offset)
        case .macro(let name, let macro): return try compileMacro(name, macro, in: scope, offset: offset)
        case .call(let call, let macro): return try compileCallBlock(call, macro, in: scope, offset: offset)
        case .generation(let macro):
            let body = try compileMacroBody(macro, in: scope, offset: offset)
            return { (frame) throws(Failure) in
                let text = try body.call(Arguments(), frame, frame.state)
                try frame.state.write(try frame.state.string(text))
                return .onward
            }
        case .filter(let filter, let body): return try compileFilterBlock(filter, body, in: scope)
        case .with(let bindings, let body): return try compileWith(bindings, body, in: scope)
        case .autoescape(let expression, let body): return try compileAutoescape(expression, body, in: scope)
        case .block(let name, let isScoped, let isRequired, _):
            return compileNamedBlock(name, isScoped: isScoped, isRequired: isRequired, in: scope, offset: offset)
        case .break, .continue:
            guard scope.isInLoop else { throw LexicalFailure("'break' or 'continue' outside of a loop", offset) }
            if case .break = statement.kind { return { _ in .break } }
            return { _ in .continue }
        case .extends(let template):
            guard scope.isTopLevel else {
                throw LexicalFailure("'extends' can only be used at the top level of a template", offset)
            }
            return try compileLoading(template, in: scope, offset: offset)
        case .loading(let template, _): return try compileLoading(template, in: scope, offset: offset)
        }
    }

    private func compileLoading(
        _ template: Expression, in scope: Scope, offset: Int
    ) throws(LexicalFailure) -> Execution {
        let template = try compile(template, in: scope)
        return { (frame) throws(Failure) in
            _ = try template(frame)
            frame.state.offset = offset
            throw Failure(.operation, "a chat template cannot load other templates: there is no loader for them")
        }
    }

    // MARK: Output

    private func compileOutput(_ parts: [OutputPart], in scope: Scope) throws(LexicalFailure) -> Execution {
        var executions: [Execution] = []
        for part in parts {
            switch part {
            case .text(let text): executions.append(Self.writing(text))
            case .expression(let expression): executions.append(try compileOutput(expression, in: scope))
            }
        }
        return Self.sequence(executions)
    }

    private static func writing(_ text: String) -> Execution {
        { (frame) throws(Failure) in
            try frame.state.step()
            try frame.state.write(text)
            return .onward
        }
    }

    private func compileOutput(_ expression: Expression, in scope: Scope) throws(LexicalFailure) -> Execution {
        // Where escaping is decided at run time, Jinja has printed what is constant by then.
        let escaping = scope.escaping == .dynamic && expression.isLiteral ? .off : scope.escaping
        let offset = expression.offset
        let value = try compile(expression, in: scope)
        return { (frame) throws(Failure) in
            let value = try value(frame)
            let state = frame.state
            try state.step()
            if escaping.isOn(state) {
                try state.write(try state.escape(value))
            } else if case .string(let text) = value {
                try state.write(text)
            } else {
                state.offset = offset
                try state.write(try state.string(value))
            }
            return .onward
        }
    }

    // MARK: Conditions

    private func compileIf(
        _ branches: [(test: Expression, body: [Statement])], _ otherwise: [Statement], in scope: Scope
    ) throws(LexicalFailure) -> Execution {
        var soft = scope
        soft.isSoft = true
        var compiled: [(test: Evaluation, body: Execution)] = []
        for branch in branches {
            compiled.append((try compile(branch.test, in: soft), try compile(branch.body, in: soft)))
        }
        let last = otherwise.isEmpty ? nil : try compile(otherwise, in: soft)
        return { [compiled] (frame) throws(Failure) in
            try frame.state.step()
            for branch in compiled where try branch.test(frame).isTruthy { return try branch.body(frame) }
            return try last?(frame) ?? .onward
        }
    }

    // MARK: Named blocks

    private func compileNamedBlock(
        _ name: String, isScoped: Bool, isRequired: Bool, in scope: Scope, offset: Int
    ) -> Execution {
        let derived = isScoped ? derivedContext(scope) : []
        return { (frame) throws(Failure) in
            let state = frame.state
            state.offset = offset
            if isRequired { throw Failure(.operation, "the required block '\(name)' is not found") }
            let outer = state.context
            for (index, reference) in derived {
                if let value = reference.value(frame) { state.context[index] = value }
            }
            try state.runBlock(name)
            if isScoped { state.context = outer }
            return .onward
        }
    }

    /// What a scoped block sees beside the names from outside: all that is assigned around it.
    private func derivedContext(_ scope: Scope) -> [(Int, Reference)] {
        scope.symbols.allStores.map { name, variable in
            (context(name), reference(variable, from: scope.symbols.unit))
        }
    }
}
