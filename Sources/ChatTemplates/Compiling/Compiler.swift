/// Evaluates an expression.
typealias Evaluation = @Sendable (Frame) throws(Failure) -> Value
/// Executes a statement.
typealias Execution = @Sendable (Frame) throws(Failure) -> Flow
/// Assigns a value.
typealias Assignment = @Sendable (Frame, Value) throws(Failure) -> Void

/// How execution goes on after a statement.
enum Flow { case onward, `break`, `continue` }

/// Makes functions of a template's tree, with a number in place of every name.
final class Compiler {
    /// The numbers of the names whose values come from outside.
    private(set) var contextNames: [String: Int] = [:]
    /// Whether there are named blocks, which see what is assigned at the top level.
    private(set) var hasBlocks = false

    /// Compiles a template.
    func compile(_ statements: [Statement]) throws(LexicalFailure) -> Program {
        let unit = Unit(parent: nil)
        let symbols = Symbols(unit: unit, parent: nil)
        let scope = Scope(symbols: symbols, isTopLevel: true)
        let readsSelf = NameSearch.reads("self", statements)
        let selfSlot = readsSelf ? symbols.declare("self").slot : nil
        symbols.visit(statements)
        let named = statements.blocks
        hasBlocks = !named.isEmpty
        let entry = enter(symbols)
        let body = try compile(statements, in: scope)
        var blocks: [String: CompiledBody] = [:]
        for block in named {
            guard blocks[block.name] == nil else {
                throw LexicalFailure("block '\(block.name)' is defined twice", block.offset)
            }
            blocks[block.name] = try compileBlock(block.body, named: block.name)
        }
        return Program(
            body: CompiledBody(slots: unit.count, enter: entry, body: body, selfSlot: selfSlot), blocks: blocks,
            contextNames: contextNames.sorted { $0.value < $1.value }.map(\.key))
    }

    private func compileBlock(_ statements: [Statement], named name: String) throws(LexicalFailure) -> CompiledBody {
        let unit = Unit(parent: nil)
        let symbols = Symbols(unit: unit, parent: nil)
        var scope = Scope(symbols: symbols)
        scope.isBlock = true
        let selfSlot = NameSearch.reads("self", statements) ? symbols.declare("self").slot : nil
        let superSlot = NameSearch.reads("super", statements) ? symbols.declare("super").slot : nil
        symbols.visit(statements)
        let entry = enter(symbols)
        let body = try compile(statements, in: scope)
        let undefined = Undefined("there is no parent block called '\(name)'.")
        let enterBlock: @Sendable (Frame) -> Void = { frame in
            entry(frame)
            if let superSlot { frame.slots[superSlot] = .undefined(undefined) }
        }
        return CompiledBody(slots: unit.count, enter: enterBlock, body: body, selfSlot: selfSlot)
    }

    /// The number of a name whose value comes from outside.
    func context(_ name: String) -> Int {
        if let index = contextNames[name] { return index }
        contextNames[name] = contextNames.count
        return contextNames.count - 1
    }

    // MARK: Scopes

    /// Sets a scope's variables to what they hold when it begins.
    func enter(_ symbols: Symbols) -> @Sendable (Frame) -> Void {
        var resolved: [(slot: Int, name: Int)] = []
        var aliases: [(slot: Int, reference: Reference)] = []
        var missing: [Int] = []
        for (variable, load) in symbols.loads.sorted(by: { $0.key.slot < $1.key.slot }) {
            switch load {
            case .parameter: break
            case .resolve(let name): resolved.append((variable.slot, context(name)))
            case .alias(let outer): aliases.append((variable.slot, reference(outer, from: symbols.unit)))
            case .missing: missing.append(variable.slot)
            }
        }
        if resolved.isEmpty, aliases.isEmpty, missing.isEmpty { return { _ in } }
        return { [resolved, aliases, missing] frame in
            for (slot, name) in resolved { frame.slots[slot] = frame.state.context[name] }
            for (slot, reference) in aliases { frame.slots[slot] = reference.value(frame) }
            for slot in missing { frame.slots[slot] = nil }
        }
    }

    /// Forgets a scope's variables when it ends.
    func leave(_ symbols: Symbols) -> @Sendable (Frame) -> Void {
        let slots = symbols.loads.keys.map(\.slot)
        return { frame in for slot in slots { frame.slots[slot] = nil } }
    }

    /// How to come by a variable from a unit, over the units in which it stands.
    func reference(_ variable: Variable, from unit: Unit) -> Reference {
        var hops = 0
        var current: Unit? = unit
        while let candidate = current, candidate !== variable.unit {
            hops += 1
            current = candidate.parent
        }
        return Reference(hops: hops, slot: variable.slot)
    }
}

/// A variable as seen from a function: how many functions further out it is, and its number there.
struct Reference: Sendable {
    let hops: Int
    let slot: Int

    @inline(__always)
    func value(_ frame: Frame) -> Value? {
        if hops == 0 { return frame.slots[slot] }
        let frame = self.frame(from: frame)
        return slot < frame.slots.count ? frame.slots[slot] : nil
    }

    func set(_ value: Value, _ frame: Frame) {
        let frame = self.frame(from: frame)
        if slot < frame.slots.count { frame.slots[slot] = value }
    }

    private func frame(from frame: Frame) -> Frame {
        var frame = frame
        for _ in 0..<hops { frame = frame.parent ?? frame }
        return frame
    }
}

/// What the compiler knows about the place of a statement.
struct Scope {
    let symbols: Symbols
    /// Whether assignments are seen by blocks: outside of loops and macros.
    var isTopLevel = false
    /// Whether this is a named block.
    var isBlock = false
    /// Whether unknown filters and tests are errors only once they are reached: within `if`.
    var isSoft = false
    /// Whether a loop of the same function is open.
    var isInLoop = false
    /// How text is escaped here.
    var escaping = Escaping.off

    /// A scope within this one, in the same function unless another is given.
    func inner(unit: Unit? = nil, prefix: String = "") -> Scope {
        var scope = Scope(
            symbols: Symbols(unit: unit ?? symbols.unit, parent: symbols, prefix: prefix), escaping: escaping)
        scope.isInLoop = isInLoop && unit == nil
        return scope
    }
}

/// How printed values are escaped: not, for HTML, or as `autoescape` says at run time.
enum Escaping: Sendable {
    case off, on, dynamic

    func isOn(_ state: RenderState) -> Bool {
        switch self {
        case .off: false
        case .on: true
        case .dynamic: state.isEscaping
        }
    }
}

/// A function of the compiled template.
struct CompiledBody: Sendable {
    let slots: Int
    let enter: @Sendable (Frame) -> Void
    let body: Execution
    /// Where the variable `self` is, when the body reads it.
    let selfSlot: Int?

    /// Runs the body; what it prints goes to the innermost buffer.
    func run(_ state: RenderState) throws(Failure) {
        let frame = Frame(slots: slots, parent: nil, state: state)
        enter(frame)
        if let selfSlot { frame.slots[selfSlot] = .object(BlocksObject()) }
        _ = try body(frame)
    }
}

/// A compiled template.
struct Program: Sendable {
    let body: CompiledBody
    let blocks: [String: CompiledBody]
    /// The names whose values come from outside, by their numbers.
    let contextNames: [String]
}
