/// The variable `loop`: where a loop is, and what comes before and after.
final class LoopObject: TemplateObject {
    /// Renders the loop's body over other values, when the loop is recursive.
    typealias Recursion = (RenderState, Value, _ level: Int) throws(Failure) -> Value

    private var elements: [Value]
    /// Where the elements come from, when they are not all there yet.
    private var iterator: ValueIterator?
    private var position = 0
    private var previous: Value?
    private var current: Value?
    private var changedValue: [Value]?
    private let level: Int
    private let recursion: Recursion?

    /// Creates the loop over a value.
    init(over value: Value, level: Int, recursion: Recursion?, _ state: RenderState) throws(Failure) {
        self.level = level
        self.recursion = recursion
        if case .object = value {
            elements = []
            iterator = try state.iterator(value)
        } else {
            elements = try state.elements(value)
        }
        super.init()
        state.register(self)
    }

    /// Goes on to the next element; nil after the last.
    func advance(_ state: RenderState) throws(Failure) -> Value? {
        guard let next = try peek(state) else { return nil }
        position += 1
        previous = current
        current = next
        return next
    }

    /// The element that comes next.
    private func peek(_ state: RenderState) throws(Failure) -> Value? {
        if position == elements.count, let value = try iterator?.next(state) { elements.append(value) }
        return position < elements.count ? elements[position] : nil
    }

    private func length(_ state: RenderState) throws(Failure) -> Int {
        while let iterator, let value = try iterator.next(state) { elements.append(value) }
        return elements.count
    }

    override var typeName: String { "LoopContext" }
    override var typeDescription: String { "jinja2.runtime.LoopContext object" }
    override var isIterable: Bool { true }
    override var isCallable: Bool { true }

    override func attribute(_ name: String, _ state: RenderState) throws(Failure) -> Value? {
        switch name {
        case "index": .integer(position)
        case "index0": .integer(position - 1)
        case "revindex": .integer(try length(state) - position + 1)
        case "revindex0": .integer(try length(state) - position)
        case "first": .bool(position == 1)
        case "last": .bool(try peek(state) == nil)
        case "length": .integer(try length(state))
        case "depth": .integer(level + 1)
        case "depth0": .integer(level)
        case "previtem": position == 1 ? .undefined("there is no previous item") : previous ?? .null
        case "nextitem": try peek(state) ?? .undefined("there is no next item")
        case "cycle":
            Function.method("cycle", of: self) { (loop, arguments, _) throws(Failure) in
                try loop.cycle(arguments)
            }
        case "changed":
            Function.method("changed", of: self) { (loop, arguments, _) throws(Failure) in
                try loop.changed(arguments)
            }
        default: nil
        }
    }

    private func cycle(_ arguments: Arguments) throws(Failure) -> Value {
        try arguments.refuseNamed("cycle")
        guard !arguments.positional.isEmpty else { throw Failure(.operation, "no items for cycling given") }
        return arguments.positional[max(position - 1, 0) % arguments.positional.count]
    }

    private func changed(_ arguments: Arguments) throws(Failure) -> Value {
        try arguments.refuseNamed("changed")
        let values = arguments.positional
        if let changedValue, changedValue.count == values.count,
            zip(changedValue, values).allSatisfy(ChatTemplates.isEqual)
        {
            return .bool(false)
        }
        changedValue = values
        return .bool(true)
    }

    override func call(_ arguments: Arguments, _ state: RenderState) throws(Failure) -> Value {
        let values = try arguments.bind("loop", ["iterable"], required: 1)
        guard let recursion else {
            throw Failure(.operation, "a loop needs the marker 'recursive' to be called")
        }
        return try recursion(state, values[0] ?? .null, level + 1)
    }

    override func makeIterator(_ state: RenderState) throws(Failure) -> ValueIterator {
        ValueIterator("LoopContext", depth: 1) { (state) throws(Failure) in
            guard let value = try self.advance(state) else { return nil }
            return try state.tuple([value, .object(self)])
        }
    }

    override func repr(_ state: RenderState, depth: Int) throws(Failure) -> String {
        "<LoopContext \(position)/\(try length(state))>"
    }

    override func clear() {
        elements = []
        iterator = nil
        previous = nil
        current = nil
        changedValue = nil
    }
}
