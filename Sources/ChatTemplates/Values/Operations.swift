extension RenderState {
    /// The result of an operator of arithmetic, which also joins and repeats text and lists.
    func operate(_ sign: ArithmeticSign, _ left: Value, _ right: Value) throws(Failure) -> Value {
        if case .undefined(let undefined) = left { throw undefined.failure }
        // What Python asks the right operand comes after what it asks the left one.
        if case .undefined(let undefined) = right, sign != .remainder || left.text == nil { throw undefined.failure }
        switch sign {
        case .add: if let sum = try join(left, right) { return sum }
        case .multiply: if let product = try `repeat`(left, right) { return product }
        case .remainder:
            if let text = left.text { return try printf(text, right, isMarkup: left.isMarkup) }
        default: break
        }
        guard let x = Number(left), let y = Number(right) else { throw unsupported(sign, left, right) }
        return try arithmetic(sign, x, y)
    }

    private func unsupported(_ sign: ArithmeticSign, _ left: Value, _ right: Value) -> Failure {
        if sign == .add, left.text != nil {
            return Failure(.operation, "can only concatenate str (not \"\(right.typeName)\") to str")
        }
        let name = sign == .power ? "** or pow()" : sign.rawValue
        return Failure(
            .operation,
            "unsupported operand type(s) for \(name): '\(left.typeName)' and '\(right.typeName)'")
    }

    private func join(_ left: Value, _ right: Value) throws(Failure) -> Value? {
        switch (left, right) {
        case (.string(let left), .string(let right)): return try made(left + right)
        case (.markup, .string), (.string, .markup), (.markup, .markup):
            let text = try escape(left) + escape(right)
            try charge(text.utf8.count)
            return .markup(text)
        case (.list(let left), .list(let right)): return try list(left.elements + right.elements)
        case (.tuple(let left), .tuple(let right)): return try tuple(left.elements + right.elements)
        default: return nil
        }
    }

    private func `repeat`(_ left: Value, _ right: Value) throws(Failure) -> Value? {
        if isSequence(left), let times = Number(right) { return try `repeat`(left, times: times) }
        if isSequence(right), let times = Number(left) { return try `repeat`(right, times: times) }
        return nil
    }

    private func isSequence(_ value: Value) -> Bool {
        switch value {
        case .string, .markup, .list, .tuple: true
        default: false
        }
    }

    private func `repeat`(_ value: Value, times: Number) throws(Failure) -> Value? {
        let count: Int
        switch times {
        case .integer(let value): count = max(value, 0)
        case .big:
            throw Failure(.limit, "a text or a list cannot be repeated that often: the number does not fit in 64 bits")
        case .double:
            throw Failure(.operation, "can't multiply sequence by non-int of type 'float'")
        }
        func size(_ unit: Int) throws(Failure) -> Int {
            let (size, overflow) = unit.multipliedReportingOverflow(by: count)
            try charge(overflow ? .max : size)
            return size
        }
        switch value {
        case .string(let text):
            return try .string(size(text.utf8.count) == 0 ? "" : String(repeating: text, count: count))
        case .markup(let text):
            return try .markup(size(text.utf8.count) == 0 ? "" : String(repeating: text, count: count))
        case .list(let list):
            return try size(list.elements.count * 32) == 0 ? .list([]) : self.list(Self.elements(list, times: count))
        case .tuple(let tuple):
            return try size(tuple.elements.count * 32) == 0
                ? .tuple([]) : self.tuple(Self.elements(tuple, times: count))
        default: return nil
        }
    }

    private static func elements(_ list: ListObject, times: Int) -> [Value] {
        Array(repeatElement(list.elements, count: times).joined())
    }

    /// The negated number.
    func negate(_ value: Value) throws(Failure) -> Value {
        if case .undefined(let undefined) = value { throw undefined.failure }
        switch Number(value) {
        case .integer(let value)?: return value == .min ? try .integer(BigInteger(value).negated) : .integer(-value)
        case .big(let value)?: return try .integer(value.negated)
        case .double(let value)?: return .double(-value)
        case nil: throw Failure(.operation, "bad operand type for unary -: '\(value.typeName)'")
        }
    }

    /// The number itself; true and false become 1 and 0.
    func affirm(_ value: Value) throws(Failure) -> Value {
        if case .undefined(let undefined) = value { throw undefined.failure }
        switch Number(value) {
        case .integer(let value)?: return .integer(value)
        case .some: return value
        case nil: throw Failure(.operation, "bad operand type for unary +: '\(value.typeName)'")
        }
    }

    /// Whether a container holds a value, as Python's `in` tells.
    func contains(_ container: Value, _ value: Value) throws(Failure) -> Bool {
        switch container {
        case .string(let text), .markup(let text):
            guard let part = value.text else {
                throw Failure(
                    .operation, "'in <string>' requires string as left operand, not \(value.typeName)")
            }
            return find(part, in: text) != nil
        case .list(let list), .tuple(let list):
            try charge(list.elements.count * 16)
            return list.elements.contains { isEqual($0, value) }
        case .dict(let dict):
            if let text = value.text { return dict[text] != nil }
            return try dict.value(for: DictKey(value)) != nil
        case .undefined: return false
        case .object(let object) where object.isIterable:
            if let answer = try object.contains(value, self) { return answer }
            let iterator = try object.makeIterator(self)
            while let element = try iterator.next(self) {
                if isEqual(element, value) { return true }
            }
            return false
        default:
            throw Failure(.operation, "argument of type '\(container.typeName)' is not iterable")
        }
    }

    /// How many elements a value has, as Python's `len` tells.
    func count(_ value: Value) throws(Failure) -> Int {
        switch value {
        case .string(let text), .markup(let text): return scalarCount(text)
        case .list(let list), .tuple(let list): return list.elements.count
        case .dict(let dict): return dict.count
        case .undefined: return 0
        case .object(let object):
            if let count = object.count { return count }
        default: break
        }
        throw Failure(.operation, "object of type '\(value.typeName)' has no len()")
    }

    /// A run through a value's elements.
    func iterator(_ value: Value) throws(Failure) -> ValueIterator {
        switch value {
        case .undefined: return ValueIterator("generator object Undefined.__iter__", over: [], depth: 0)
        case .object(let object): return try object.makeIterator(self)
        case .list(let list): return ValueIterator("list_iterator", over: list.elements, depth: list.depth)
        case .tuple(let tuple): return ValueIterator("tuple_iterator", over: tuple.elements, depth: tuple.depth)
        case .dict(let dict): return ValueIterator("dict_keyiterator", over: dict.keys, depth: dict.depth)
        case .string, .markup: return try ValueIterator("str_iterator", over: elements(value), depth: 0)
        default: throw Failure(.operation, "'\(value.typeName)' object is not iterable")
        }
    }

    /// All elements of a value; a text gives its characters.
    func elements(_ value: Value) throws(Failure) -> [Value] {
        switch value {
        case .list(let list), .tuple(let list): return list.elements
        case .dict(let dict): return dict.keys
        case .undefined: return []
        case .string(let text), .markup(let text):
            try charge(text.utf8.count * 16)
            return text.unicodeScalars.map { .string(String($0)) }
        case .object(let object):
            let iterator = try object.makeIterator(self)
            var elements: [Value] = []
            while let element = try iterator.next(self) { elements.append(element) }
            try charge(elements.count * 32)
            return elements
        default: throw Failure(.operation, "'\(value.typeName)' object is not iterable")
        }
    }
}
