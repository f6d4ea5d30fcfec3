/// Finds which of some names a piece of the tree reads before it assigns them, in the order in which Jinja looks.
struct NameSearch {
    private var names: Set<String>
    private(set) var found: Set<String> = []

    init(_ names: Set<String>) { self.names = names }

    /// Whether statements read a name before they assign it.
    static func reads(_ name: String, _ statements: [Statement]) -> Bool {
        var search = NameSearch([name])
        search.visit(statements)
        return !search.found.isEmpty
    }

    mutating func visit(_ statements: [Statement]) {
        for statement in statements { visit(statement) }
    }

    private mutating func visit(_ statement: Statement) {
        switch statement.kind {
        case .output(let parts):
            for case .expression(let expression) in parts { visit(expression) }
        case .if(let branches, let otherwise):
            for branch in branches {
                visit(branch.test)
                visit(branch.body)
            }
            visit(otherwise)
        case .for(let loop):
            visit(loop.target)
            visit(loop.iterable)
            visit(loop.body)
            visit(loop.otherwise)
            if let test = loop.test { visit(test) }
        case .set(let target, let expression):
            visit(target)
            visit(expression)
        case .setBlock(let target, let filter, let body):
            visit(target)
            if let filter { visit(filter) }
            visit(body)
        case .macro(_, let macro), .generation(let macro): visit(macro)
        case .call(let call, let macro):
            visit(call)
            visit(macro)
        case .filter(let filter, let body):
            visit(body)
            visit(filter)
        case .with(let bindings, let body):
            for (target, _) in bindings { visit(target) }
            for (_, expression) in bindings { visit(expression) }
            visit(body)
        case .autoescape(let expression, let body):
            visit(expression)
            visit(body)
        case .loading(let expression, _), .extends(let expression): visit(expression)
        case .block, .break, .continue: break
        }
    }

    private mutating func visit(_ macro: Macro) {
        names.subtract(macro.parameters)
        for expression in macro.defaults { visit(expression) }
        visit(macro.body)
    }

    private mutating func visit(_ target: Target) {
        switch target {
        case .name(let name, _): names.remove(name)
        case .attribute: break
        case .tuple(let targets): for target in targets { visit(target) }
        }
    }

    private mutating func visit(_ expression: Expression) {
        if case .name(let name) = expression.kind {
            if names.contains(name) { found.insert(name) }
        }
        for child in expression.kind.children { visit(child) }
    }
}

extension [Statement] {
    /// Where a name is assigned in these statements or any within, or nil when nowhere.
    func offset(assigning name: String) -> Int? {
        for statement in self {
            if let offset = statement.offset(assigning: name) { return offset }
        }
        return nil
    }
}

extension Statement {
    fileprivate func offset(assigning name: String) -> Int? {
        switch kind {
        case .if(let branches, let otherwise):
            branches.lazy.compactMap { $0.body.offset(assigning: name) }.first ?? otherwise.offset(assigning: name)
        case .for(let loop): loop.offset(assigning: name)
        case .set(let target, _): target.offset(of: name)
        case .setBlock(let target, _, let body): target.offset(of: name) ?? body.offset(assigning: name)
        case .macro(_, let macro), .call(_, let macro), .generation(let macro): macro.body.offset(assigning: name)
        case .filter(_, let body), .with(_, let body), .autoescape(_, let body), .block(_, _, _, let body):
            body.offset(assigning: name)
        case .output, .break, .continue, .loading, .extends: nil
        }
    }
}

extension ForLoop {
    /// Where the loop assigns a name, or nil when nowhere.
    func offset(assigning name: String) -> Int? {
        target.offset(of: name) ?? body.offset(assigning: name) ?? otherwise.offset(assigning: name)
    }

    /// Whether the body has blocks that see the loop's variables.
    var hasScopedBlock: Bool { body.hasScopedBlock || otherwise.hasScopedBlock }
}

extension Target {
    fileprivate func offset(of name: String) -> Int? {
        switch self {
        case .name(let other, let offset): sameBytes(other, name) ? offset : nil
        case .attribute: nil
        case .tuple(let targets): targets.lazy.compactMap { $0.offset(of: name) }.first
        }
    }
}

extension [Statement] {
    /// The named blocks in these statements and any within, each outer one before its inner ones.
    var blocks: [(name: String, body: [Statement], offset: Int)] { flatMap(\.blocks) }

    fileprivate var hasScopedBlock: Bool { contains { $0.hasScopedBlock } }
}

extension Statement {
    /// The statements within this one.
    private var bodies: [[Statement]] {
        switch kind {
        case .if(let branches, let otherwise): branches.map(\.body) + [otherwise]
        case .for(let loop): [loop.body, loop.otherwise]
        case .macro(_, let macro), .call(_, let macro), .generation(let macro): [macro.body]
        case .setBlock(_, _, let body), .filter(_, let body), .with(_, let body), .autoescape(_, let body),
            .block(_, _, _, let body):
            [body]
        case .output, .set, .break, .continue, .loading, .extends: []
        }
    }

    fileprivate var blocks: [(name: String, body: [Statement], offset: Int)] {
        let inner = bodies.flatMap(\.blocks)
        if case .block(let name, _, _, let body) = kind { return [(name, body, offset)] + inner }
        return inner
    }

    fileprivate var hasScopedBlock: Bool {
        if case .block(_, scoped: true, _, _) = kind { return true }
        return bodies.contains { $0.hasScopedBlock }
    }
}
