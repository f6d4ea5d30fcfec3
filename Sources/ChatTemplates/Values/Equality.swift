import Glibc
import JSON

/// Whether two texts are the same bytes; Swift's own comparison takes equivalent characters for equal.
@inline(__always)
func sameBytes(_ left: String, _ right: String) -> Bool {
    let count = left.utf8.count
    guard count == right.utf8.count else { return false }
    if count == 0 { return true }
    var left = left
    var right = right
    return left.withUTF8 { left in
        right.withUTF8 { right in
            guard let left = left.baseAddress, let right = right.baseAddress else { return true }
            return memcmp(left, right, count) == 0
        }
    }
}

/// Whether Python's `==` holds; values of different kinds are different, but for numbers.
func isEqual(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.string(let left), .string(let right)), (.string(let left), .markup(let right)),
        (.markup(let left), .string(let right)), (.markup(let left), .markup(let right)):
        sameBytes(left, right)
    case (.integer(let left), .integer(let right)): left == right
    case (.undefined, .undefined), (.null, .null): true
    case (.bool, _), (.integer, _), (.bigInteger, _), (.double, _): isEqualNumber(left, right)
    case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
        left === right
            || left.elements.count == right.elements.count
                && zip(left.elements, right.elements).allSatisfy { isEqual($0, $1) }
    case (.dict(let left), .dict(let right)): isEqualDict(left, right)
    case (.object(let left), .object(let right)): left === right || left.isEqual(to: right)
    default: false
    }
}

private func isEqualNumber(_ left: Value, _ right: Value) -> Bool {
    guard let left = Number(left), let right = Number(right) else { return false }
    return left.compare(to: right) == .equal
}

private func isEqualDict(_ left: DictObject, _ right: DictObject) -> Bool {
    if left === right { return true }
    guard left.count == right.count else { return false }
    for (key, value) in zip(left.keys, left.values) {
        guard let key = try? DictKey(key), let other = right.value(for: key), isEqual(value, other) else {
            return false
        }
    }
    return true
}

extension Value {
    /// Whether Python can hash the value: all but lists and dicts, and tuples of them.
    var isHashable: Bool {
        switch self {
        case .list, .dict: false
        case .tuple(let tuple): tuple.elements.allSatisfy(\.isHashable)
        case .object(let object): object.isHashable
        default: true
        }
    }

    /// Hashes so that equal values hash alike.
    func hash(into hasher: inout Hasher) {
        switch self {
        case .undefined: hasher.combine(-1)
        case .null: hasher.combine(-2)
        case .bool(let value): Double(value ? 1 : 0).hash(into: &hasher)
        case .integer(let value): Double(value).hash(into: &hasher)
        case .bigInteger(let value): value.doubleValue.hash(into: &hasher)
        case .double(let value): value.hash(into: &hasher)
        case .string(let text), .markup(let text): ExactString(text).hash(into: &hasher)
        case .list(let list), .tuple(let list): for element in list.elements { element.hash(into: &hasher) }
        case .dict(let dict): hasher.combine(dict.count)
        case .object(let object): object.hash(into: &hasher)
        }
    }
}

/// How two values stand to each other.
enum Ordering { case less, equal, greater, unordered }

/// Compares as Python's `<` and `>` do.
/// - Throws: when the kinds have no order.
func compare(_ left: Value, _ right: Value, _ sign: String) throws(Failure) -> Ordering {
    if case .undefined(let undefined) = left { throw undefined.failure }
    if case .undefined(let undefined) = right { throw undefined.failure }
    if let left = left.text, let right = right.text { return order(left, right) }
    if let left = Number(left), let right = Number(right) { return left.compare(to: right) }
    switch (left, right) {
    case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
        for (left, right) in zip(left.elements, right.elements) where !isEqual(left, right) {
            return try compare(left, right, sign)
        }
        let counts = (left.elements.count, right.elements.count)
        return counts.0 < counts.1 ? .less : counts.0 > counts.1 ? .greater : .equal
    default:
        throw Failure(
            .operation, "'\(sign)' not supported between instances of '\(left.typeName)' and '\(right.typeName)'")
    }
}

/// The order of two texts by their scalars, which is that of their bytes in UTF-8.
func order(_ left: String, _ right: String) -> Ordering {
    if sameBytes(left, right) { return .equal }
    return left.utf8.lexicographicallyPrecedes(right.utf8) ? .less : .greater
}
