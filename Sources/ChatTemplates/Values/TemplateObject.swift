/// A value that is neither text, number nor container: functions, namespaces, loops, iterators, views.
class TemplateObject {
    /// How deep the values below nest.
    let depth: Int

    init(depth: Int = 0) { self.depth = depth }

    /// The name of the type, as Python gives it.
    var typeName: String { "object" }
    /// The type as it stands in the message about an attribute that is not there.
    var typeDescription: String { "\(typeName) object" }
    /// Whether Python holds the object for true.
    var isTruthy: Bool { true }
    /// Whether it can be a key of a dict.
    var isHashable: Bool { true }
    /// Whether it can be called.
    var isCallable: Bool { false }
    /// How many elements it has, or nil when Python's `len` refuses it.
    var count: Int? { nil }
    /// Whether it can be iterated.
    var isIterable: Bool { false }
    /// Whether it can be subscripted, as sequences and mappings can.
    var isSubscriptable: Bool { false }

    /// Whether another object is equal to this one.
    func isEqual(to other: TemplateObject) -> Bool { self === other }
    /// Hashes so that equal objects hash alike.
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
    /// The object as Python prints it.
    func repr(_ state: RenderState, depth: Int) throws(Failure) -> String { "<\(typeName) object>" }
    /// The object as Python prints it outside of containers.
    func text(_ state: RenderState) throws(Failure) -> String { try repr(state, depth: 0) }
    /// An attribute, or nil when there is none of that name.
    func attribute(_ name: String, _ state: RenderState) throws(Failure) -> Value? { nil }
    /// The element under a key, or nil when there is none.
    func item(_ key: Value, _ state: RenderState) throws(Failure) -> Value? { nil }
    /// Calls the object.
    func call(_ arguments: Arguments, _ state: RenderState) throws(Failure) -> Value {
        throw Failure(.operation, "'\(typeName)' object is not callable")
    }
    /// A run through the elements.
    func makeIterator(_ state: RenderState) throws(Failure) -> ValueIterator {
        throw Failure(.operation, "'\(typeName)' object is not iterable")
    }
    /// A run through the elements from the last to the first, or nil when there is none.
    func makeReversedIterator(_ state: RenderState) throws(Failure) -> ValueIterator? { nil }
    /// Whether a value is among the elements, or nil when only a run through them tells.
    func contains(_ value: Value, _ state: RenderState) throws(Failure) -> Bool? { nil }
    /// Lets go of all values, so that objects which hold each other are freed.
    func clear() {}
}

/// A run through values, one after the other, that ends with nil.
final class ValueIterator: TemplateObject {
    private var advance: ((RenderState) throws(Failure) -> Value?)?
    private let name: String

    /// Creates an iterator of a Python type's name from what gives the next value.
    init(_ name: String, depth: Int, _ advance: @escaping (RenderState) throws(Failure) -> Value?) {
        self.name = name
        self.advance = advance
        super.init(depth: depth + 1)
    }

    /// An iterator over values that are all there.
    convenience init(_ name: String, over values: [Value], depth: Int) {
        var position = 0
        self.init(name, depth: depth) { _ throws(Failure) in
            guard position < values.count else { return nil }
            position += 1
            return values[position - 1]
        }
    }

    /// The next value; after the end there is none for ever.
    func next(_ state: RenderState) throws(Failure) -> Value? {
        try state.step()
        guard let advance else { return nil }
        do {
            if let value = try advance(state) { return value }
            self.advance = nil
            return nil
        } catch {
            self.advance = nil
            throw error
        }
    }

    override var typeName: String { name.hasPrefix("generator") ? "generator" : name }
    override var isIterable: Bool { true }
    override func makeIterator(_ state: RenderState) throws(Failure) -> ValueIterator { self }
    override func repr(_ state: RenderState, depth: Int) throws(Failure) -> String { "<\(name) at 0x000000000000>" }
}
