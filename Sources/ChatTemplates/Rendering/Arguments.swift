/// The values that a call, a filter or a test is given.
struct Arguments {
    var positional: [Value] = []
    var named: [(name: String, value: Value)] = []

    /// The values of parameters by position or name; nil where a parameter is not given.
    /// - Throws: as Python does when there are too many or too few, or others.
    func bind(_ function: String, _ parameters: [String], required: Int = 0) throws(Failure) -> [Value?] {
        guard positional.count <= parameters.count else {
            throw Failure(
                .operation,
                "\(function)() takes at most \(parameters.count) arguments, got \(positional.count)")
        }
        var values = positional.map(Optional.some) + Array(repeating: nil, count: parameters.count - positional.count)
        for (name, value) in named {
            guard let index = parameters.firstIndex(where: { sameBytes($0, name) }) else {
                throw Failure(.operation, "\(function)() got an unexpected keyword argument '\(name)'")
            }
            guard values[index] == nil else {
                throw Failure(.operation, "\(function)() got multiple values for argument '\(name)'")
            }
            values[index] = value
        }
        if let missing = values.prefix(required).firstIndex(where: { $0 == nil }) {
            throw Failure(.operation, "\(function)() missing the required argument '\(parameters[missing])'")
        }
        return values
    }

    /// The values of parameters that have no names to be given by.
    func bindPositional(_ function: String, _ counts: ClosedRange<Int>) throws(Failure) -> [Value?] {
        try refuseNamed(function)
        guard counts.contains(positional.count) else {
            let expected =
                counts.lowerBound == counts.upperBound
                ? "\(counts.lowerBound)" : "from \(counts.lowerBound) to \(counts.upperBound)"
            throw Failure(.operation, "\(function)() takes \(expected) arguments, got \(positional.count)")
        }
        return positional.map(Optional.some) + Array(repeating: nil, count: counts.upperBound - positional.count)
    }

    /// Refuses arguments by name.
    func refuseNamed(_ function: String) throws(Failure) {
        if let (name, _) = named.first {
            throw Failure(.operation, "\(function)() got an unexpected keyword argument '\(name)'")
        }
    }
}

/// A function that templates can call.
final class Function: TemplateObject {
    typealias Body = (Arguments, RenderState) throws(Failure) -> Value

    private let name: String
    private let description: String
    private let body: Body

    /// Creates a function of a name; `description` is how Python prints it.
    init(_ name: String, description: String? = nil, depth: Int = 0, _ body: @escaping Body) {
        self.name = name
        self.description = description ?? "<function \(name) at 0x000000000000>"
        self.body = body
        super.init(depth: depth)
    }

    /// A method of an object.
    static func method<Receiver: TemplateObject>(
        _ name: String, of receiver: Receiver,
        _ body: @escaping (Receiver, Arguments, RenderState) throws(Failure) -> Value
    ) -> Value {
        .object(
            Function(name, description: "<bound method \(receiver.typeName).\(name) of \(receiver.typeName)>") {
                (arguments, state) throws(Failure) in try body(receiver, arguments, state)
            })
    }

    override var typeName: String { description.hasPrefix("<built-in") ? "builtin_function_or_method" : "function" }
    override var isCallable: Bool { true }
    override func call(_ arguments: Arguments, _ state: RenderState) throws(Failure) -> Value {
        try body(arguments, state)
    }
    override func repr(_ state: RenderState, depth: Int) throws(Failure) -> String { description }
}
