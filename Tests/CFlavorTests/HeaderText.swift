import TestSupport
import Testing

/// The header's structs as its text declares them.
struct HeaderStruct: Sendable, CustomTestStringConvertible {
    struct Field: Sendable {
        let name: String
        let isFunction: Bool
        /// The comment above.
        let comment: String
    }

    let name: String
    let fields: [Field]
    /// The text of the file it stands in.
    let file: String

    var testDescription: String { name }
    /// Whether a later version may add fields.
    var isGrowable: Bool { fields.first?.name == "struct_size" }

    /// Every struct with fields in the header.
    static let all: [HeaderStruct] = {
        let folder = "\(TestPlugins.headers)/flavor"
        return SourceTree.files(in: folder).flatMap { name -> [HeaderStruct] in
            guard let bytes = try? readFile("\(folder)/\(name)") else { return [] }
            return structs(in: String(decoding: bytes, as: UTF8.self))
        }
    }()

    private static func structs(in text: String) -> [HeaderStruct] {
        var found: [HeaderStruct] = []
        var name: String?
        var body: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let opened = line.wholeMatch(of: /(?:typedef )?struct (\w+) \{/) {
                name = String(opened.1)
                body = []
            } else if line.hasPrefix("}"), let current = name {
                found.append(HeaderStruct(name: current, fields: fields(in: body), file: text))
                name = nil
            } else if name != nil {
                body.append(line)
            }
        }
        return found
    }

    /// The fields of a struct's outermost level.
    private static func fields(in body: [Substring]) -> [Field] {
        var fields: [Field] = []
        var comment = ""
        var declaration = ""
        var depth = 0
        for line in body {
            if let remark = line.wholeMatch(of: /\s*\/\/\/ ?(.*)/) {
                if depth == 0 { comment += remark.1 + " " }
                continue
            }
            for character in line {
                if character == "{" { depth += 1 }
                if depth == 0 { declaration.append(character) }
                if character == "}" { depth -= 1 }
                guard character == ";", depth == 0 else { continue }
                if let field = field(declaration, comment: comment) { fields += field }
                declaration = ""
                comment = ""
            }
        }
        return fields
    }

    private static func field(_ declaration: String, comment: String) -> [Field]? {
        if let function = declaration.firstMatch(of: /\(\*(?:FLAVOR_\w+ )?(\w+)\)/) {
            return [Field(name: String(function.1), isFunction: true, comment: comment)]
        }
        return declaration.matches(of: /(\w+)\s*[;,]/).map {
            Field(name: String($0.1), isFunction: false, comment: comment)
        }
    }
}
