/// A statement of the template language, and where it stands.
struct Statement: Sendable {
    /// The kinds of statements.
    indirect enum Kind: Sendable {
        case output([OutputPart])
        case `if`([(test: Expression, body: [Statement])], otherwise: [Statement])
        case `for`(ForLoop)
        case set(Target, Expression)
        case setBlock(Target, filter: Expression?, body: [Statement])
        case macro(String, Macro)
        /// A call to which the body is given as `caller`.
        case call(Expression, Macro)
        /// A block whose text the assistant is to write.
        case generation(Macro)
        case filter(Expression, body: [Statement])
        case with([(Target, Expression)], body: [Statement])
        case autoescape(Expression, body: [Statement])
        case block(String, scoped: Bool, required: Bool, body: [Statement])
        case `break`
        case `continue`
        /// A statement that needs other templates, of which there are none.
        case loading(Expression, stores: [String])
        /// As `loading`, only at the top of the template.
        case extends(Expression)
    }

    let kind: Kind
    let offset: Int
}

/// A piece of what is printed.
enum OutputPart: Sendable {
    case text(String)
    case expression(Expression)
}

/// A loop.
struct ForLoop: Sendable {
    let target: Target
    let iterable: Expression
    let test: Expression?
    let isRecursive: Bool
    let body: [Statement]
    let otherwise: [Statement]
}

/// The parameters and the body of a macro, or of the block of a call.
struct Macro: Sendable {
    let parameters: [String]
    /// The defaults of the last parameters.
    let defaults: [Expression]
    let body: [Statement]
}
