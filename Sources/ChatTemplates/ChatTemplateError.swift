/// Why a chat template could not be read or rendered, and where in its text.
public struct ChatTemplateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure this is.
    public enum Code: Sendable, Equatable {
        /// The text is no template: Jinja's `TemplateSyntaxError`, and what Python refuses in what Jinja compiles.
        case syntax
        /// The template called `raise_exception`; the reason is its text.
        case raised
        /// Something undefined was used as if it were there.
        case undefined
        /// The template reached for what the sandbox forbids.
        case unsafe
        /// An operation does not exist for its operands, as Python's `TypeError` and `ValueError`.
        case operation
        /// The template took more steps, depth or memory than its limits allow.
        case limit
        /// The conversation or another input cannot be rendered, by the rules of `apply_chat_template`.
        case input
    }

    /// What kind of failure this is.
    public let code: Code
    /// What was expected and found; the text itself of `raise_exception`.
    public let reason: String
    /// The line, counted from 1, where the failure has a place in the template.
    public internal(set) var line: Int?
    /// The column in Unicode scalars, counted from 1.
    public internal(set) var column: Int?
    /// The template's name, where it has one.
    public internal(set) var template: String?

    /// Creates an error that has no place in a template.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The template's name and the place, where known, and the reason, in one line.
    public var description: String {
        var place = template.map { "\($0): " } ?? ""
        if let line, let column { place += "line \(line), column \(column): " }
        return place + reason.split(omittingEmptySubsequences: false) { $0.isNewline }.joined(separator: " ")
    }
}

typealias Failure = ChatTemplateError
