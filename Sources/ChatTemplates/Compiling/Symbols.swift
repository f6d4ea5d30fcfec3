/// The variables of one function of the compiled template: its body, a macro's, a recursive loop's.
///
/// Jinja compiles templates to Python functions, and a name means what it means there: a variable of the innermost
/// function that has it, whatever is assigned to it later. The slots here are those variables.
final class Unit {
    let parent: Unit?
    private var names: [String: Int] = [:]

    init(parent: Unit?) { self.parent = parent }

    /// How many variables there are.
    var count: Int { names.count }

    /// The number of a variable.
    ///
    /// Scopes side by side share theirs, as Jinja's do.
    func slot(_ name: String) -> Int {
        if let slot = names[name] { return slot }
        names[name] = names.count
        return names.count - 1
    }
}

/// A variable of a unit.
struct Variable: Hashable {
    let unit: Unit
    let slot: Int

    static func == (left: Variable, right: Variable) -> Bool { left.unit === right.unit && left.slot == right.slot }

    func hash(into hasher: inout Hasher) { hasher.combine(slot) }
}

/// What a variable holds when its scope begins.
enum Load {
    /// What is passed in.
    case parameter
    /// What the name means outside of the template.
    case resolve(String)
    /// What a variable of an outer scope holds.
    case alias(Variable)
    case missing
}

/// The names of one scope and the variables that they stand for.
final class Symbols {
    let unit: Unit
    private let parent: Symbols?
    private let level: Int
    private var references: [String: Variable] = [:]
    private(set) var loads: [Variable: Load] = [:]
    private(set) var stores: Set<String> = []
    /// Sets the variables of a loop's condition apart from those of its body.
    private let prefix: String

    init(unit: Unit, parent: Symbols?, prefix: String = "") {
        self.unit = unit
        self.parent = parent
        self.prefix = prefix
        level = parent.map { $0.level + 1 } ?? 0
    }

    private init(copying other: Symbols) {
        unit = other.unit
        parent = other.parent
        level = other.level
        prefix = other.prefix
        references = other.references
        loads = other.loads
        stores = other.stores
    }

    /// The variable of a name, here or in an outer scope.
    func find(_ name: String) -> Variable? { references[name] ?? parent?.find(name) }

    /// All names that are assigned here or in outer scopes.
    var allStores: [(name: String, variable: Variable)] {
        var names = Set<String>()
        var scope: Symbols? = self
        while let symbols = scope {
            names.formUnion(symbols.stores)
            scope = symbols.parent
        }
        return names.sorted().compactMap { name in find(name).map { (name, $0) } }
    }

    private func define(_ name: String, _ load: Load) -> Variable {
        let variable = Variable(unit: unit, slot: unit.slot("\(prefix)\(level) \(name)"))
        references[name] = variable
        loads[variable] = load
        return variable
    }

    /// Notes that a name is read.
    func load(_ name: String) {
        if find(name) == nil { _ = define(name, .resolve(name)) }
    }

    /// Notes that a name is assigned.
    func store(_ name: String) {
        stores.insert(name)
        guard references[name] == nil else { return }
        _ = define(name, parent?.find(name).map(Load.alias) ?? .missing)
    }

    /// Notes that a name is passed in.
    @discardableResult
    func declare(_ name: String) -> Variable {
        stores.insert(name)
        return define(name, .parameter)
    }

    /// Takes over what the branches of an `if` read and assigned.
    ///
    /// A name that only some of them assign means before that what it means outside.
    private func update(_ branches: [Symbols]) {
        let added = branches.reduce(into: Set<String>()) { $0.formUnion($1.stores) }.subtracting(stores)
        for branch in branches {
            references.merge(branch.references) { $1 }
            loads.merge(branch.loads) { $1 }
            stores.formUnion(branch.stores)
        }
        for name in added {
            guard let variable = find(name) else { continue }
            loads[variable] = parent?.find(name).map(Load.alias) ?? .resolve(name)
        }
    }
}

// MARK: Reading names off the tree

extension Symbols {
    /// Notes the names of statements that are in this scope itself, not in scopes within.
    func visit(_ statements: [Statement]) {
        for statement in statements { visit(statement) }
    }

    private func visit(_ statement: Statement) {
        switch statement.kind {
        case .output(let parts):
            for case .expression(let expression) in parts { visit(expression) }
        case .if(let branches, let otherwise): visitIf(branches, otherwise)
        case .for(let loop): visit(loop.iterable)
        case .set(let target, let expression):
            visit(expression)
            visit(target)
        case .setBlock(let target, _, _): visit(target)
        case .macro(let name, _): store(name)
        case .call(let call, _): visit(call)
        case .filter(let filter, _): visit(filter)
        case .with(let bindings, _): for (_, expression) in bindings { visit(expression) }
        case .loading(let template, let names):
            visit(template)
            names.forEach(store)
        case .extends(let template): visit(template)
        case .generation, .autoescape, .block, .break, .continue: break
        }
    }

    /// The branches see each other's names only when the `if` is over, and `elif` is an `if` in the second branch.
    private func visitIf(_ branches: [(test: Expression, body: [Statement])], _ otherwise: [Statement]) {
        guard let first = branches.first else { return }
        visit(first.test)
        let body = Symbols(copying: self)
        body.visit(first.body)
        let others = Symbols(copying: self)
        for branch in branches.dropFirst() { others.visitIf([branch], []) }
        let last = Symbols(copying: self)
        last.visit(otherwise)
        update([body, others, last])
    }

    func visit(_ expression: Expression) {
        if case .name(let name) = expression.kind { load(name) }
        for child in expression.kind.children { visit(child) }
    }

    func visit(_ target: Target, asParameter: Bool = false) {
        switch target {
        case .name(let name, _): if asParameter { declare(name) } else { store(name) }
        case .attribute(let name, _, _): load(name)
        case .tuple(let targets): for target in targets { visit(target, asParameter: asParameter) }
        }
    }
}
