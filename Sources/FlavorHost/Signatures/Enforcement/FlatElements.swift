import FlavorKit

/// The innermost elements of nested lists whose lengths agree, and those lengths.
struct FlatElements {
    private(set) var elements: [Value] = []
    private(set) var shape: [Int] = []
    /// How many lists enclose an element; nil before the first.
    private var depth: Int?

    /// Appends a value and all that it holds.
    ///
    /// - Throws: `SchemaMismatch` where a list is longer, shorter or nested otherwise than those before.
    mutating func append(_ value: Value, level: Int, path: String) throws(SchemaMismatch) {
        guard let count = value.cellCount else {
            guard value.mapValue == nil else {
                throw SchemaMismatch(path, expected: "an element of a tensor", found: value.kindName)
            }
            guard level == depth ?? shape.count, level == shape.count else {
                throw SchemaMismatch(path, expected: "a list as beside it", found: value.kindName)
            }
            depth = level
            elements.append(value.scalar)
            return
        }
        guard depth != level else {
            throw SchemaMismatch(path, expected: "no list, as beside it", found: value.kindName)
        }
        if shape.count == level { shape.append(count) }
        guard shape[level] == count else {
            throw SchemaMismatch(
                path, expected: "\(shape[level]) elements as in the list before", found: "\(count)")
        }
        for (index, cell) in value.cells.enumerated() {
            try append(cell, level: level + 1, path: "\(path)[\(index)]")
        }
    }

    /// Puts another element in an element's place.
    mutating func replace(_ position: Int, with value: Value) { elements[position] = value }

    /// The place of an element, by its row-major position.
    func place(of position: Int, in path: String) -> String {
        var rest = position
        var indices: [Int] = []
        for extent in shape.reversed() where extent > 0 {
            indices.append(rest % extent)
            rest /= extent
        }
        return path + indices.reversed().map { "[\($0)]" }.joined()
    }

    /// The elements, converted, in nested lists again.
    func nested(_ convert: (Value, String) throws(SchemaMismatch) -> Value) throws(SchemaMismatch) -> Value {
        var values: [Value] = []
        for element in elements { values.append(try convert(element, "")) }
        guard var extents = Optional(shape), !extents.isEmpty else { return values.first ?? .null }
        while extents.count > 1 {
            let extent = extents.removeLast()
            guard extent > 0 else { return .list([]) }
            values = stride(from: 0, to: values.count, by: extent).map { .list(Array(values[$0..<$0 + extent])) }
        }
        return .list(values)
    }
}

extension Value {
    /// The one value of an array without dimensions; anything else as it is.
    var scalar: Value {
        switch self {
        case .tensor(let tensor) where tensor.shape.isEmpty:
            tensor.isValid(at: 0) ? tensor.withUnsafeBytes { tensor.element(at: 0, in: $0) } : .null
        case .strings(let strings) where strings.shape.isEmpty: strings.items.first?.map(Value.string) ?? .null
        default: self
        }
    }
}
