/// An expression of the template language, and where it stands.
struct Expression: Sendable {
    /// The kinds of expressions.
    indirect enum Kind: Sendable {
        case null
        case bool(Bool)
        case integer(String)
        case float(Double)
        case string(String)
        case name(String)
        case list([Expression])
        case tuple([Expression])
        case dict([(key: Expression, value: Expression)])
        case attribute(Expression, String)
        case item(Expression, Expression)
        case slice(Expression, start: Expression?, stop: Expression?, step: Expression?)
        case call(Expression, ArgumentList)
        /// The base is nil in filter blocks: what the block holds.
        case filter(Expression?, String, ArgumentList)
        case test(Expression, String, ArgumentList)
        case conditional(test: Expression, then: Expression, otherwise: Expression?)
        case and(Expression, Expression)
        case or(Expression, Expression)
        case not(Expression)
        case negative(Expression)
        case positive(Expression)
        case arithmetic(ArithmeticSign, Expression, Expression)
        case concatenation([Expression])
        case comparison(Expression, [(sign: ComparisonSign, Expression)])
        /// A subscript that no object takes: a slice within a tuple.
        case sliceInTuple
    }

    let kind: Kind
    let offset: Int
    /// How many expressions stand in each other, this one included; a walk through the tree goes that deep.
    let height: Int

    init(kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
        height = 1 + (kind.children.lazy.map(\.height).max() ?? 0)
    }
}

extension Expression {
    /// Whether the value is known from the text alone, without names, calls, filters and tests.
    var isLiteral: Bool {
        switch kind {
        case .name, .call, .filter, .test: false
        default: kind.children.allSatisfy(\.isLiteral)
        }
    }
}

extension Expression.Kind {
    /// The expressions of which this one is made, in the order in which they are evaluated.
    var children: [Expression] {
        switch self {
        case .null, .bool, .integer, .float, .string, .name, .sliceInTuple: []
        case .list(let items), .tuple(let items), .concatenation(let items): items
        case .dict(let members): members.flatMap { [$0.key, $0.value] }
        case .attribute(let base, _), .not(let base), .negative(let base), .positive(let base): [base]
        case .item(let left, let right), .and(let left, let right), .or(let left, let right),
            .arithmetic(_, let left, let right):
            [left, right]
        case .slice(let base, let start, let stop, let step): [base] + [start, stop, step].compactMap { $0 }
        case .call(let base, let arguments), .test(let base, _, let arguments): [base] + arguments.all
        case .filter(let base, _, let arguments): (base.map { [$0] } ?? []) + arguments.all
        case .conditional(let test, let then, let otherwise): [test, then] + (otherwise.map { [$0] } ?? [])
        case .comparison(let first, let others): [first] + others.map { $0.1 }
        }
    }
}

/// The operators that compare.
enum ComparisonSign: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case `in`
    case notIn = "not in"
}

/// The arguments of a call, a filter or a test.
struct ArgumentList: Sendable {
    var positional: [Expression] = []
    var named: [(name: String, value: Expression)] = []
    /// What `*` spreads.
    var spread: Expression?
    /// What `**` spreads.
    var namedSpread: Expression?

    /// All expressions, in the order in which they are evaluated.
    var all: [Expression] { positional + named.map(\.value) + [spread, namedSpread].compactMap { $0 } }
}

/// What a value is assigned to.
indirect enum Target: Sendable {
    case name(String, offset: Int)
    /// An attribute of a namespace.
    case attribute(String, String, offset: Int)
    case tuple([Target])
}
