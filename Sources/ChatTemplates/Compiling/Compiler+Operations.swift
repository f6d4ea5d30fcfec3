extension Compiler {
    /// Compiles an expression with operators.
    func compileOperation(_ expression: Expression, in scope: Scope) throws(LexicalFailure) -> Evaluation {
        let offset = expression.offset
        switch expression.kind {
        case .conditional(let test, let then, let otherwise):
            return try compileConditional(test, then, otherwise, in: scope, offset: offset)
        case .and(let left, let right):
            let left = try compile(left, in: scope)
            let right = try compile(right, in: scope)
            return { (frame) throws(Failure) in
                let value = try left(frame)
                return value.isTruthy ? try right(frame) : value
            }
        case .or(let left, let right):
            let left = try compile(left, in: scope)
            let right = try compile(right, in: scope)
            return { (frame) throws(Failure) in
                let value = try left(frame)
                return value.isTruthy ? value : try right(frame)
            }
        case .not(let operand):
            let operand = try compile(operand, in: scope)
            return { (frame) throws(Failure) in .bool(!(try operand(frame).isTruthy)) }
        case .negative(let operand):
            let operand = try compile(operand, in: scope)
            return { (frame) throws(Failure) in
                let value = try operand(frame)
                frame.state.offset = offset
                return try frame.state.negate(value)
            }
        case .positive(let operand):
            let operand = try compile(operand, in: scope)
            return { (frame) throws(Failure) in
                let value = try operand(frame)
                frame.state.offset = offset
                return try frame.state.affirm(value)
            }
        case .arithmetic(let sign, let left, let right):
            let left = try compile(left, in: scope)
            let right = try compile(right, in: scope)
            return { (frame) throws(Failure) in
                let left = try left(frame)
                let right = try right(frame)
                let state = frame.state
                state.offset = offset
                return try state.operate(sign, left, right)
            }
        case .concatenation(let parts): return try compileConcatenation(parts, in: scope, offset: offset)
        case .comparison(let first, let others): return try compileComparison(first, others, in: scope, offset: offset)
        default: throw LexicalFailure("expected an expression", offset)
        }
    }

    private func compileConditional(
        _ test: Expression, _ then: Expression, _ otherwise: Expression?, in scope: Scope, offset: Int
    ) throws(LexicalFailure) -> Evaluation {
        var soft = scope
        soft.isSoft = true
        let test = try compile(test, in: soft)
        let then = try compile(then, in: soft)
        guard let otherwise else {
            let undefined = Undefined("the inline if-expression evaluated to false and no else section was defined.")
            return { (frame) throws(Failure) in
                try test(frame).isTruthy ? try then(frame) : .undefined(undefined)
            }
        }
        let last = try compile(otherwise, in: soft)
        return { (frame) throws(Failure) in try test(frame).isTruthy ? try then(frame) : try last(frame) }
    }

    private func compileConcatenation(
        _ parts: [Expression], in scope: Scope, offset: Int
    ) throws(LexicalFailure) -> Evaluation {
        var evaluations: [Evaluation] = []
        for part in parts { evaluations.append(try compile(part, in: scope)) }
        let escaping = scope.escaping
        return { [evaluations] (frame) throws(Failure) in
            let state = frame.state
            var values: [Value] = []
            for evaluation in evaluations { values.append(try evaluation(frame)) }
            state.offset = offset
            let joinsMarkup = escaping.isOn(state) && values.contains { $0.isMarkup }
            var text = ""
            for value in values { text += joinsMarkup ? try state.escape(value) : try state.string(value) }
            try state.charge(text.utf8.count)
            return joinsMarkup ? .markup(text) : .string(text)
        }
    }

    private func compileComparison(
        _ first: Expression, _ others: [(sign: ComparisonSign, Expression)], in scope: Scope, offset: Int
    ) throws(LexicalFailure) -> Evaluation {
        let first = try compile(first, in: scope)
        if others.count == 1 {
            let sign = others[0].sign
            let second = try compile(others[0].1, in: scope)
            return { (frame) throws(Failure) in
                let left = try first(frame)
                let right = try second(frame)
                let state = frame.state
                state.offset = offset
                return .bool(try state.holds(sign, left, right))
            }
        }
        var links: [(sign: ComparisonSign, value: Evaluation)] = []
        for (sign, expression) in others { links.append((sign, try compile(expression, in: scope))) }
        return { [links] (frame) throws(Failure) in
            var left = try first(frame)
            for link in links {
                let right = try link.value(frame)
                frame.state.offset = offset
                guard try frame.state.holds(link.sign, left, right) else { return .bool(false) }
                left = right
            }
            return .bool(true)
        }
    }
}

extension RenderState {
    /// Whether a comparison holds.
    func holds(_ sign: ComparisonSign, _ left: Value, _ right: Value) throws(Failure) -> Bool {
        switch sign {
        case .equal: return try equals(left, right)
        case .notEqual: return !(try equals(left, right))
        case .in: return try contains(right, left)
        case .notIn: return !(try contains(right, left))
        case .less: return try compared(left, right, sign) == .less
        case .greater: return try compared(left, right, sign) == .greater
        case .lessOrEqual:
            let ordering = try compared(left, right, sign)
            return ordering == .less || ordering == .equal
        case .greaterOrEqual:
            let ordering = try compared(left, right, sign)
            return ordering == .greater || ordering == .equal
        }
    }

    private func equals(_ left: Value, _ right: Value) throws(Failure) -> Bool {
        let weight = min(left.weight, right.weight)
        if weight > 1 { try charge(weight * 16) }
        return isEqual(left, right)
    }

    private func compared(_ left: Value, _ right: Value, _ sign: ComparisonSign) throws(Failure) -> Ordering {
        try charge(min(left.weight, right.weight) * 16)
        return try compare(left, right, sign.rawValue)
    }
}
