extension Compiler {
    /// Compiles the definition of a macro.
    func compileMacro(
        _ name: String, _ macro: Macro, in scope: Scope, offset: Int
    ) throws(LexicalFailure) -> Execution {
        let body = try compileMacroBody(macro, in: scope, offset: offset)
        guard let variable = scope.symbols.find(name) else {
            throw LexicalFailure("the macro '\(name)' has no place here", offset)
        }
        let reference = reference(variable, from: scope.symbols.unit)
        let isSeenByBlocks = scope.isTopLevel && hasBlocks
        let index = isSeenByBlocks ? context(name) : 0
        return { (frame) throws(Failure) in
            try frame.state.step()
            let value = Value.object(MacroObject(name, body, frame))
            reference.set(value, frame)
            if isSeenByBlocks { frame.state.context[index] = value }
            return .onward
        }
    }

    /// Compiles a call to which a block is given as `caller`.
    func compileCallBlock(
        _ call: Expression, _ macro: Macro, in scope: Scope, offset: Int
    ) throws(LexicalFailure) -> Execution {
        guard case .call(let callee, let arguments) = call.kind else {
            throw LexicalFailure("expected a call after 'call'", offset)
        }
        guard !arguments.named.contains(where: { $0.name == "caller" }) else {
            throw LexicalFailure("the argument 'caller' of a call block is the block itself", offset)
        }
        let body = try compileMacroBody(macro, in: scope, offset: offset)
        let function = try compile(callee, in: scope)
        // The block stands between the arguments with names and those that `**` spreads.
        var plain = arguments
        plain.namedSpread = nil
        let values = try compile(plain, in: scope)
        let namedSpread = try arguments.namedSpread.map { (it) throws(LexicalFailure) in try compile(it, in: scope) }
        let callOffset = call.offset
        return { (frame) throws(Failure) in
            let state = frame.state
            try state.step()
            let callee = try function(frame)
            var arguments = try values(frame)
            arguments.named.append(("caller", .object(MacroObject(nil, body, frame))))
            if let namedSpread { try arguments.spread(try namedSpread(frame)) }
            state.offset = callOffset
            try state.write(text: try state.call(callee, arguments))
            return .onward
        }
    }

    /// Compiles the parameters and the body of a macro as a function of its own.
    func compileMacroBody(_ macro: Macro, in scope: Scope, offset: Int) throws(LexicalFailure) -> MacroBody {
        let unit = Unit(parent: scope.symbols.unit)
        let inner = scope.inner(unit: unit)
        let symbols = inner.symbols
        for parameter in macro.parameters { symbols.declare(parameter) }
        for expression in macro.defaults { symbols.visit(expression) }
        symbols.visit(macro.body)

        var search = NameSearch(["caller", "kwargs", "varargs"])
        search.visit(macro.body)
        let required = macro.parameters.count - macro.defaults.count
        let takesCaller = search.found.contains("caller")
        if takesCaller, let index = macro.parameters.firstIndex(of: "caller"), index < required {
            throw LexicalFailure("the special parameter 'caller' must be left out or have a default", offset)
        }
        func special(_ name: String) -> Int? {
            search.found.contains(name) && !macro.parameters.contains(name) ? symbols.declare(name).slot : nil
        }
        let callerSlot = special("caller")
        let namedSlot = special("kwargs")
        let positionalSlot = special("varargs")
        let enter = enter(symbols)
        var parameters: [MacroBody.Parameter] = []
        for (index, name) in macro.parameters.enumerated() {
            let value =
                index < required ? nil : try compile(macro.defaults[index - required], in: inner)
            parameters.append(
                MacroBody.Parameter(
                    name: name, slot: symbols.find(name)?.slot ?? 0, value: value,
                    undefined: Undefined("parameter '\(name)' was not provided")))
        }
        let body = try compile(macro.body, in: inner)
        return MacroBody(
            slots: unit.count, parameters: parameters, takesCaller: takesCaller, callerSlot: callerSlot,
            namedSlot: namedSlot, positionalSlot: positionalSlot, enter: enter, body: body)
    }
}

/// A macro's parameters and body.
final class MacroBody: Sendable {
    /// A parameter, its variable, and its default, which is evaluated at every call.
    struct Parameter: Sendable {
        let name: String
        let slot: Int
        let value: Evaluation?
        let undefined: Undefined
    }

    private let slots: Int
    let parameters: [Parameter]
    let takesCaller: Bool
    private let callerSlot: Int?
    private let namedSlot: Int?
    private let positionalSlot: Int?
    private let enter: @Sendable (Frame) -> Void
    private let body: Execution

    init(
        slots: Int, parameters: [Parameter], takesCaller: Bool, callerSlot: Int?, namedSlot: Int?,
        positionalSlot: Int?, enter: @escaping @Sendable (Frame) -> Void, body: @escaping Execution
    ) {
        self.slots = slots
        self.parameters = parameters
        self.takesCaller = takesCaller
        self.callerSlot = callerSlot
        self.namedSlot = namedSlot
        self.positionalSlot = positionalSlot
        self.enter = enter
        self.body = body
    }

    var takesNamed: Bool { namedSlot != nil }
    var takesPositional: Bool { positionalSlot != nil }
    var hasCallerParameter: Bool { parameters.contains { $0.name == "caller" } }

    /// Calls the macro; gives the text it prints.
    func call(
        _ arguments: Arguments, _ outer: Frame, _ state: RenderState, name: String? = nil
    ) throws(Failure) -> Value {
        try state.nested { () throws(Failure) in
            try state.step()
            let frame = Frame(slots: slots, parent: outer, state: state)
            let unset = try bind(arguments, frame, name)
            enter(frame)
            for index in unset {
                let parameter = parameters[index]
                frame.slots[parameter.slot] = try parameter.value?(frame) ?? .undefined(parameter.undefined)
            }
            let text = try state.capture { () throws(Failure) in try body(frame) }.text
            return state.isEscaping ? .markup(text) : .string(text)
        }
    }

    /// Gives the parameters their values; returns which get none.
    private func bind(_ arguments: Arguments, _ frame: Frame, _ name: String?) throws(Failure) -> [Int] {
        let name = name.map { "macro '\($0)'" } ?? "the block of a call"
        var named = arguments.named
        func take(_ name: String) -> Value? {
            named.firstIndex { sameBytes($0.name, name) }.map { named.remove(at: $0).value }
        }
        var unset: [Int] = []
        var foundCaller = arguments.positional.count >= parameters.count && hasCallerParameter
        for (index, parameter) in parameters.enumerated() {
            if index < arguments.positional.count {
                frame.slots[parameter.slot] = arguments.positional[index]
                continue
            }
            if parameter.name == "caller" { foundCaller = true }
            if let value = take(parameter.name) {
                frame.slots[parameter.slot] = value
            } else {
                unset.append(index)
            }
        }
        if takesCaller, !foundCaller {
            let caller = take("caller")
            if let callerSlot { frame.slots[callerSlot] = caller ?? .undefined("No caller defined") }
        }
        if let namedSlot {
            frame.slots[namedSlot] = .dict(DictObject(unique: named.map { ($0.name, $0.value) }))
        } else if let (other, _) = named.first {
            throw Failure(.operation, "\(name) takes no keyword argument '\(other)'")
        }
        let rest = arguments.positional.dropFirst(parameters.count)
        if let positionalSlot {
            frame.slots[positionalSlot] = .tuple(Array(rest))
        } else if !rest.isEmpty {
            throw Failure(
                .operation,
                "\(name) takes not more than \(parameters.count) arguments, got \(arguments.positional.count)")
        }
        return unset
    }
}

/// A macro as a value: its body and the variables around it.
final class MacroObject: TemplateObject {
    private let name: String?
    private let body: MacroBody
    private let frame: Frame

    init(_ name: String?, _ body: MacroBody, _ frame: Frame) {
        self.name = name
        self.body = body
        self.frame = frame
        super.init()
        frame.state.register(frame)
    }

    override var typeName: String { "Macro" }
    override var typeDescription: String { "jinja2.runtime.Macro object" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ state: RenderState) throws(Failure) -> Value {
        try body.call(arguments, frame, state, name: name)
    }

    override func attribute(_ name: String, _ state: RenderState) throws(Failure) -> Value? {
        switch name {
        case "name": self.name.map { .string($0) } ?? .null
        case "arguments": .tuple(body.parameters.map { .string($0.name) })
        case "catch_kwargs": .bool(body.takesNamed)
        case "catch_varargs": .bool(body.takesPositional)
        case "caller": .bool(body.takesCaller)
        case "explicit_caller": .bool(body.hasCallerParameter)
        default: nil
        }
    }

    override func repr(_ state: RenderState, depth: Int) throws(Failure) -> String {
        name.map { "<Macro \(quoted($0))>" } ?? "<Macro anonymous>"
    }
}
