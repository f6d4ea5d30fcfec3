extension Compiler {
    /// Compiles a loop.
    ///
    /// A recursive loop is a function of its own, which `loop(…)` calls again. The condition of a loop has variables of
    /// its own: it runs ahead of the body where the loop looks at what comes next.
    func compileLoop(_ loop: ForLoop, in scope: Scope, offset: Int) throws(LexicalFailure) -> Execution {
        if let offset = loop.offset(assigning: "loop") {
            throw LexicalFailure("the special variable 'loop' cannot be assigned in a loop", offset)
        }
        let unit = loop.isRecursive ? Unit(parent: scope.symbols.unit) : nil
        var body = scope.inner(unit: unit)
        body.isInLoop = true
        let isExtended = loop.isRecursive || NameSearch.reads("loop", loop.body) || loop.hasScopedBlock
        let loopSlot = isExtended ? body.symbols.declare("loop").slot : nil
        body.symbols.visit(loop.target, asParameter: true)
        body.symbols.visit(loop.body)
        var otherwise = scope.inner(unit: unit)
        otherwise.isInLoop = scope.isInLoop && !loop.isRecursive
        otherwise.symbols.visit(loop.otherwise)

        let filter = try compileLoopTest(loop, in: scope, offset: offset)
        let iterable = try compile(loop.iterable, in: scope)
        let elseBody = try compile(loop.otherwise, in: otherwise)
        let round = CompiledRound(
            assign: try compile(loop.target, in: body, checksNamespaces: false), loopSlot: loopSlot,
            enter: enter(body.symbols), body: try compile(loop.body, in: body), leave: leave(body.symbols),
            enterElse: enter(otherwise.symbols), elseBody: loop.otherwise.isEmpty ? nil : elseBody,
            leaveElse: leave(otherwise.symbols), offset: offset)
        guard let unit else {
            return { (frame) throws(Failure) in
                let value = try filter(frame, try iterable(frame))
                return try round.run(frame, over: value, level: 0, recursion: nil)
            }
        }
        let slots = unit.count
        let escaping = scope.escaping
        return { (frame) throws(Failure) in
            let value = try iterable(frame)
            let text = try round.recur(frame, frame.state, value, 0, slots, filter, escaping)
            try frame.state.write(try frame.state.string(text))
            return .onward
        }
    }

    /// What makes of the values of a loop those that meet its condition, one by one as they are asked for.
    private func compileLoopTest(
        _ loop: ForLoop, in scope: Scope, offset: Int
    ) throws(LexicalFailure) -> @Sendable (Frame, Value) throws(Failure) -> Value {
        guard let test = loop.test else { return { _, value in value } }
        let inner = scope.inner(prefix: "test ")
        inner.symbols.visit(loop.target, asParameter: true)
        inner.symbols.visit(test)
        let enter = enter(inner.symbols)
        let assign = try compile(loop.target, in: inner, checksNamespaces: false)
        let condition = try compile(test, in: inner)
        var width: Int?
        if case .tuple(let targets) = loop.target { width = targets.count }
        return { [width] (frame, value) throws(Failure) in
            let source = try frame.state.iterator(value)
            var hasBegun = false
            let selection = ValueIterator("generator object", depth: source.depth) { (state) throws(Failure) in
                if !hasBegun { enter(frame) }
                hasBegun = true
                while let element = try source.next(state) {
                    state.offset = offset
                    try assign(frame, element)
                    if try condition(frame).isTruthy {
                        // The target's values are put together again.
                        return width == nil ? element : try state.tuple(try state.elements(element))
                    }
                }
                return nil
            }
            return .object(selection)
        }
    }
}

/// The parts of a loop.
private struct CompiledRound: Sendable {
    let assign: Assignment
    let loopSlot: Int?
    let enter: @Sendable (Frame) -> Void
    let body: Execution
    let leave: @Sendable (Frame) -> Void
    let enterElse: @Sendable (Frame) -> Void
    let elseBody: Execution?
    let leaveElse: @Sendable (Frame) -> Void
    let offset: Int

    /// Runs the loop over a value.
    func run(
        _ frame: Frame, over value: Value, level: Int, recursion: LoopObject.Recursion?
    ) throws(Failure) -> Flow {
        let state = frame.state
        state.offset = offset
        var isEmpty = true
        if let loopSlot {
            let loop = try LoopObject(over: value, level: level, recursion: recursion, state)
            while let element = try loop.advance(state) {
                frame.slots[loopSlot] = .object(loop)
                guard try runBody(frame, element, &isEmpty) else { break }
            }
        } else if case .object(let object) = value {
            let iterator = try object.makeIterator(state)
            while let element = try iterator.next(state) {
                guard try runBody(frame, element, &isEmpty) else { break }
            }
        } else {
            for element in try state.elements(value) {
                guard try runBody(frame, element, &isEmpty) else { break }
            }
        }
        leave(frame)
        guard isEmpty, let elseBody else { return .onward }
        enterElse(frame)
        let flow = try elseBody(frame)
        leaveElse(frame)
        return flow
    }

    /// Runs the body once; false when it breaks off.
    ///
    /// A round that does not end as usual leaves the loop's `else` to run.
    @inline(__always)
    private func runBody(_ frame: Frame, _ element: Value, _ isEmpty: inout Bool) throws(Failure) -> Bool {
        let state = frame.state
        try state.step()
        state.offset = offset
        try assign(frame, element)
        enter(frame)
        switch try body(frame) {
        case .onward: isEmpty = false
        case .break: return false
        case .continue: break
        }
        return true
    }

    /// Runs the loop as a function that gives the text.
    func recur(
        _ outer: Frame, _ state: RenderState, _ value: Value, _ level: Int, _ slots: Int,
        _ filter: @escaping @Sendable (Frame, Value) throws(Failure) -> Value, _ escaping: Escaping
    ) throws(Failure) -> Value {
        try state.nested { () throws(Failure) in
            let frame = Frame(slots: slots, parent: outer, state: state)
            let values = try filter(outer, value)
            let text = try state.capture { () throws(Failure) in
                try run(frame, over: values, level: level) { (state, value, level) throws(Failure) in
                    try recur(outer, state, value, level, slots, filter, escaping)
                }
            }.text
            return Compiler.captured(text, escaping, state)
        }
    }
}
