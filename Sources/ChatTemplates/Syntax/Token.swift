/// A piece of a template's text: words and signs within tags, or the text between them.
struct Token {
    /// What a token is.
    enum Kind: Equatable {
        case data, variableBegin, variableEnd, blockBegin, blockEnd
        case name, string, integer, float, end
        /// An operator or a bracket, by its characters.
        case sign(String)
    }

    let kind: Kind
    /// The characters: the text, the name, the unescaped string, the digits.
    let text: String
    /// Where it begins, as an offset into the template's scalars.
    let offset: Int

    /// Whether this is the name or word.
    func isName(_ name: String) -> Bool { kind == .name && sameBytes(text, name) }
    /// Whether this is the operator or bracket.
    func isSign(_ sign: String) -> Bool { kind == .sign(sign) }

    /// The token as messages name it.
    var description: String {
        switch kind {
        case .data: "template text"
        case .variableBegin: "begin of print statement"
        case .variableEnd: "end of print statement"
        case .blockBegin: "begin of statement block"
        case .blockEnd: "end of statement block"
        case .name: "'\(text)'"
        case .string: "a string"
        case .integer: "an integer"
        case .float: "a float"
        case .end: "end of template"
        case .sign(let sign): "'\(sign)'"
        }
    }
}
