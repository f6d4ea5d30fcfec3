extension RenderState {
    /// What `value.name` is: an attribute before an element.
    func attribute(_ base: Value, _ name: String) throws(Failure) -> Value {
        if case .undefined(let undefined) = base {
            guard isPythonAttribute(base, name) else { throw undefined.failure }
            return unsafe(base, name)
        }
        if let value = try ownAttribute(base, name) { return value }
        if let value = try element(base, .string(name)) { return value }
        return .undefined("'\(base.typeDescription)' has no attribute '\(name)'")
    }

    /// What `value[key]` is: an element before an attribute.
    func item(_ base: Value, _ key: Value) throws(Failure) -> Value {
        if case .undefined(let undefined) = base { throw undefined.failure }
        if let value = try element(base, key) { return value }
        guard let name = key.text else {
            return .undefined("\(base.typeDescription) has no element \(try repr(key))")
        }
        return try ownAttribute(base, name) ?? .undefined("'\(base.typeDescription)' has no attribute '\(name)'")
    }

    /// The element under a key, or nil where Python raises a `TypeError` or a `LookupError`.
    private func element(_ base: Value, _ key: Value) throws(Failure) -> Value? {
        switch base {
        case .dict(let dict):
            if case .string(let text) = key { return dict[text] }
            return key.isHashable ? dict.value(for: try DictKey(key)) : nil
        case .list(let list), .tuple(let list):
            return position(key, list.elements.count).map { list.elements[$0] }
        case .string(let text):
            guard let position = position(key, scalarCount(text)) else { return nil }
            return .string(scalars(text, position..<position + 1))
        case .markup(let text):
            guard let position = position(key, scalarCount(text)) else { return nil }
            return .markup(scalars(text, position..<position + 1))
        case .object(let object): return try object.item(key, self)
        default: return nil
        }
    }

    /// The position for an index that counts from the end when it is negative, or nil when there is none.
    func position(_ key: Value, _ count: Int) -> Int? {
        switch key {
        case .bool, .integer: break
        default: return nil
        }
        guard case .integer(let index)? = Number(key) else { return nil }
        let position = index < 0 ? index + count : index
        return (0..<count).contains(position) ? position : nil
    }

    /// An attribute that Python's object has, or nil when it has none of that name.
    func ownAttribute(_ base: Value, _ name: String) throws(Failure) -> Value? {
        if name.hasPrefix("_") {
            guard isPythonAttribute(base, name) else { return nil }
            return unsafe(base, name)
        }
        switch base {
        case .string(let text): return StringMethods.method(name, of: text, isMarkup: false)
        case .markup(let text): return StringMethods.method(name, of: text, isMarkup: true)
        case .dict(let dict): return DictMethods.method(name, of: dict) ?? mutator(base, name)
        case .list(let list): return ListMethods.method(name, of: list, isTuple: false) ?? mutator(base, name)
        case .tuple(let tuple):
            return (tuple as? GroupObject)?.element(name) ?? ListMethods.method(name, of: tuple, isTuple: true)
        case .bool, .integer, .bigInteger, .double: return try NumberMethods.attribute(name, of: base)
        case .object(let object): return try object.attribute(name, self)
        case .null, .undefined: return nil
        }
    }

    private func mutator(_ base: Value, _ name: String) -> Value? {
        let names = if case .dict = base { DictMethods.mutators } else { ListMethods.mutators }
        return names.contains(name) ? unsafe(base, name) : nil
    }

    private func unsafe(_ base: Value, _ name: String) -> Value {
        .undefined(
            Undefined("access to attribute '\(name)' of '\(base.typeName)' object is unsafe.", isUnsafe: true))
    }

    private static let commonAttributes: Set<String> = [
        "__class__", "__delattr__", "__dir__", "__doc__", "__eq__", "__format__", "__ge__", "__getattribute__",
        "__getstate__", "__gt__", "__hash__", "__init__", "__init_subclass__", "__le__", "__lt__", "__ne__",
        "__new__", "__reduce__", "__reduce_ex__", "__repr__", "__setattr__", "__sizeof__", "__str__",
        "__subclasshook__",
    ]
    private static let containerAttributes: Set<String> = ["__contains__", "__getitem__", "__iter__", "__len__"]

    /// Whether Python's object has an attribute of this name, which is out of reach.
    private func isPythonAttribute(_ base: Value, _ name: String) -> Bool {
        if Self.commonAttributes.contains(name) { return true }
        switch base {
        case .undefined: return ["__bool__", "__call__", "__getitem__", "__iter__", "__len__"].contains(name)
        case .string, .markup, .list, .tuple, .dict: return Self.containerAttributes.contains(name)
        default: return false
        }
    }

    /// Calls a value.
    func call(_ callee: Value, _ arguments: Arguments) throws(Failure) -> Value {
        try step()
        switch callee {
        case .object(let object): return try object.call(arguments, self)
        case .undefined(let undefined): throw undefined.failure
        default: throw Failure(.operation, "'\(callee.typeName)' object is not callable")
        }
    }

    // MARK: Slices

    /// What `value[start:stop:step]` is.
    func slice(_ base: Value, _ start: Value, _ stop: Value, _ step: Value) throws(Failure) -> Value {
        switch base {
        case .undefined(let undefined): throw undefined.failure
        case .list(let list):
            let positions = try positions(list.elements.count, start, stop, step)
            return try self.list(positions.map { list.elements[$0] })
        case .tuple(let tuple):
            let positions = try positions(tuple.elements.count, start, stop, step)
            return try self.tuple(positions.map { tuple.elements[$0] })
        case .string(let text): return try made(slice(text, start, stop, step))
        case .markup(let text): return .markup(try slice(text, start, stop, step))
        case .object(let range as RangeObject):
            return .object(try range.slice(positions(range.length, start, stop, step)))
        default:
            throw Failure(.operation, "'\(base.typeName)' object cannot be sliced")
        }
    }

    private func slice(_ text: String, _ start: Value, _ stop: Value, _ step: Value) throws(Failure) -> String {
        let positions = try positions(scalarCount(text), start, stop, step)
        if positions.isEmpty { return "" }
        if positions.step == 1 { return scalars(text, positions.first..<positions.first + positions.count) }
        try charge(text.utf8.count)
        let all = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for position in positions { result.append(all[position]) }
        return String(result)
    }

    /// The positions that a slice takes, as Python's `slice.indices`.
    private func positions(
        _ count: Int, _ start: Value, _ stop: Value, _ step: Value
    ) throws(Failure) -> SlicePositions {
        let step = try bound(step) ?? 1
        guard step != 0 else { throw Failure(.operation, "slice step cannot be zero") }
        let lowest = step < 0 ? -1 : 0
        let highest = step < 0 ? count - 1 : count
        func clamp(_ value: Int?, _ fallback: Int) -> Int {
            guard var value else { return fallback }
            if value < 0 { value = max(value + count, lowest) }
            return min(value, highest)
        }
        return SlicePositions(
            first: clamp(try bound(start), step < 0 ? highest : lowest),
            end: clamp(try bound(stop), step < 0 ? lowest : highest), step: step)
    }

    private func bound(_ value: Value) throws(Failure) -> Int? {
        switch value {
        case .null: return nil
        case .bool(let value): return value ? 1 : 0
        case .integer(let value): return min(max(value, -1 << 60), 1 << 60)
        case .bigInteger(let value): return value.isNegative ? -1 << 60 : 1 << 60
        default: throw Failure(.operation, "slice indices must be integers or None, not \(value.typeName)")
        }
    }
}

/// The positions that a slice takes.
struct SlicePositions: Sequence {
    let first: Int
    let step: Int
    let count: Int

    /// The position at which the slice stops, before or after which its last one is.
    let end: Int

    init(first: Int, end: Int, step: Int) {
        self.first = first
        self.end = end
        self.step = step
        let distance = step > 0 ? end - first : first - end
        count = distance > 0 ? (distance - 1) / Int(step.magnitude) + 1 : 0
    }

    var isEmpty: Bool { count == 0 }

    func makeIterator() -> StrideToIterator<Int> {
        stride(from: first, to: first + count * step, by: step).makeIterator()
    }
}
