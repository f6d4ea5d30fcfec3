/// Why a regular expression cannot be used; a reason that continues "the pattern …".
struct RegexError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// Something that Oniguruma knows and this engine does not.
    static func unsupported(_ what: String) -> RegexError { RegexError("uses \(what), which is not supported") }
}
