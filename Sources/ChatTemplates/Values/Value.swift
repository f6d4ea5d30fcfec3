/// A value of the template language: what Python's objects are to Jinja.
enum Value {
    case undefined(Undefined)
    case null
    case bool(Bool)
    case integer(Int)
    /// An integer that does not fit in 64 bits.
    case bigInteger(BigInteger)
    case double(Double)
    case string(String)
    /// Text that is marked as safe for HTML: what is joined to it is escaped.
    case markup(String)
    case list(ListObject)
    case tuple(ListObject)
    case dict(DictObject)
    case object(TemplateObject)
}

/// What a name or an attribute that does not exist evaluates to.
final class Undefined: Sendable {
    /// Why it is undefined.
    let message: String
    /// Whether the sandbox forbids what would be there.
    let isUnsafe: Bool

    init(_ message: String, isUnsafe: Bool = false) {
        self.message = message
        self.isUnsafe = isUnsafe
    }

    /// A name that has no value.
    convenience init(name: String) { self.init("'\(name)' is undefined") }

    /// The error of using it.
    var failure: Failure { Failure(isUnsafe ? .unsafe : .undefined, message) }
}

/// The elements of a list or a tuple.
class ListObject {
    let elements: [Value]
    /// How deep the values below nest.
    let depth: Int
    /// How many values there are below, each counted as often as a walk comes by.
    let weight: Int

    init(_ elements: [Value]) {
        self.elements = elements
        var depth = 0
        var weight = 1
        for element in elements {
            depth = max(depth, element.depth)
            weight += element.weight
        }
        self.depth = depth + 1
        self.weight = weight
    }
}

extension Value {
    /// A list of values.
    static func list(_ elements: [Value]) -> Value { .list(ListObject(elements)) }
    /// A tuple of values.
    static func tuple(_ elements: [Value]) -> Value { .tuple(ListObject(elements)) }
    /// An undefined value with a reason.
    static func undefined(_ message: String) -> Value { .undefined(Undefined(message)) }

    /// How deep the value nests: 0 for what holds no others.
    var depth: Int {
        switch self {
        case .list(let list), .tuple(let list): list.depth
        case .dict(let dict): dict.depth
        case .object(let object): object.depth
        default: 0
        }
    }

    /// How many values a walk through this one comes by.
    var weight: Int {
        switch self {
        case .list(let list), .tuple(let list): list.weight
        case .dict(let dict): dict.weight
        default: 1
        }
    }

    /// The characters, when this is text of either kind.
    var text: String? {
        switch self {
        case .string(let text), .markup(let text): text
        default: nil
        }
    }

    /// Whether this is text that is marked as safe.
    var isMarkup: Bool { if case .markup = self { true } else { false } }
    /// Whether this is undefined.
    var isUndefined: Bool { if case .undefined = self { true } else { false } }
    /// Whether this is `none`.
    var isNone: Bool { if case .null = self { true } else { false } }

    /// The name of the type, as Python gives it.
    var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .null: "NoneType"
        case .bool: "bool"
        case .integer, .bigInteger: "int"
        case .double: "float"
        case .string: "str"
        case .markup: "Markup"
        case .list: "list"
        case .tuple: "tuple"
        case .dict: "dict"
        case .object(let object): object.typeName
        }
    }

    /// The type as it stands in the message about an attribute that is not there.
    var typeDescription: String {
        switch self {
        case .null: "None"
        case .object(let object): object.typeDescription
        default: typeName == "Markup" ? "markupsafe.Markup object" : "\(typeName) object"
        }
    }

    /// Whether Python holds the value for true.
    var isTruthy: Bool {
        switch self {
        case .undefined, .null: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .bigInteger: true
        case .double(let value): value != 0
        case .string(let text), .markup(let text): !text.isEmpty
        case .list(let list), .tuple(let list): !list.elements.isEmpty
        case .dict(let dict): dict.count > 0
        case .object(let object): object.isTruthy
        }
    }
}
