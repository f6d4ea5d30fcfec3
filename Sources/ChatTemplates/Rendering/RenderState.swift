/// What one rendering carries: its text so far, its variables, and what it may still use up.
final class RenderState {
    /// The text written so far into the innermost buffer.
    private(set) var output = ""
    /// The values of the names that come from outside, by their numbers in the template.
    var context: [Value?]
    /// Where the template stands, as an offset into its scalars; the place of a failure.
    var offset = 0
    /// How deep calls are nested.
    private(set) var depth = 0
    /// Whether text is escaped where the template decides that at run time.
    var isEscaping = false
    /// The time that `strftime_now` tells.
    let now: @Sendable () -> LocalTime
    /// What `random` draws from: the same for every rendering.
    var random = SeededGenerator()

    /// The dicts that are being printed, the innermost last.
    var printing: [DictObject] = []

    let limits: RenderLimits
    private let program: Program
    private var stepsLeft: Int
    private let stack = StackGuard()
    private var objects: [TemplateObject] = []
    private var frames: [Frame] = []

    init(
        _ program: Program, context: [Value?], limits: RenderLimits, now: @escaping @Sendable () -> LocalTime
    ) {
        self.program = program
        self.context = context
        self.limits = limits
        self.now = now
        stepsLeft = limits.steps
    }

    /// Counts one step.
    @inline(__always)
    func step() throws(Failure) {
        stepsLeft -= 1
        if stepsLeft < 0 { throw tooManySteps }
    }

    /// Counts the making of text or elements.
    func charge(_ bytes: Int) throws(Failure) {
        guard bytes <= limits.textBytes else {
            throw Failure(.limit, "the template makes a text of more than \(limits.textBytes) bytes")
        }
        stepsLeft -= bytes >> 6
        if stepsLeft < 0 { throw tooManySteps }
    }

    private var tooManySteps: Failure { Failure(.limit, "the template takes more than \(limits.steps) steps") }

    /// Runs something one level deeper.
    func nested<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        guard depth < limits.depth, stack.hasRoom else {
            throw Failure(.limit, "macros or recursive loops call each other more than \(depth) levels deep")
        }
        depth += 1
        defer { depth -= 1 }
        return try body()
    }

    /// Text that an operation made.
    func made(_ text: String) throws(Failure) -> Value {
        try charge(text.utf8.count)
        return .string(text)
    }

    /// A list that an operation made.
    func list(_ elements: [Value]) throws(Failure) -> Value { try .list(object(elements)) }

    /// A tuple that an operation made.
    func tuple(_ elements: [Value]) throws(Failure) -> Value { try .tuple(object(elements)) }

    private func object(_ elements: [Value]) throws(Failure) -> ListObject {
        try charge(elements.count * 32)
        let list = ListObject(elements)
        try check(depth: list.depth, weight: list.weight)
        return list
    }

    /// Refuses values that nest so deep, or hold so much, that walking them would never end.
    func check(depth: Int, weight: Int = 1) throws(Failure) {
        guard depth <= limits.depth else {
            throw Failure(.limit, "values are nested more than \(limits.depth) levels deep")
        }
        guard weight <= limits.textBytes >> 2 else {
            throw Failure(.limit, "a value holds more than \(limits.textBytes >> 2) others")
        }
    }

    /// A dict that an operation made.
    func dict(_ dict: DictObject) throws(Failure) -> Value {
        try charge(dict.count * 64)
        try check(depth: dict.depth, weight: dict.weight)
        return .dict(dict)
    }

    // MARK: Output

    /// Appends text to the innermost buffer.
    @inline(__always)
    func write(_ text: String) throws(Failure) {
        output += text
        if output.utf8.count > limits.textBytes { try charge(output.utf8.count) }
    }

    /// Appends a value that has to be text: what the filters of a block and the call of a block give.
    func write(text value: Value) throws(Failure) {
        guard let text = value.text else {
            throw Failure(.operation, "expected text to be printed, got \(value.typeName)")
        }
        try write(text)
    }

    /// The text that something writes, instead of its going out.
    func capture<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> (text: String, result: Result) {
        let outer = output
        output = ""
        defer { output = outer }
        let result = try body()
        let text = output
        try charge(text.utf8.count)
        return (text, result)
    }

    // MARK: Named blocks

    /// Whether there is a named block.
    func hasBlock(_ name: String) -> Bool { program.blocks[name] != nil }

    /// Runs a named block; what it prints goes to the innermost buffer.
    func runBlock(_ name: String) throws(Failure) {
        guard let block = program.blocks[name] else { return }
        try nested { () throws(Failure) in try block.run(self) }
    }

    // MARK: Objects that may hold each other

    /// Keeps an object whose values change, so that it can be emptied at the end.
    func register(_ object: TemplateObject) { objects.append(object) }

    /// Keeps the variables that a macro closes over, so that they can be emptied at the end.
    func register(_ frame: Frame) {
        if frame.isRegistered { return }
        frame.isRegistered = true
        frames.append(frame)
    }

    /// Breaks the circles in which objects hold each other.
    func finish() {
        for object in objects { object.clear() }
        for frame in frames { frame.clear() }
    }
}

/// The variables of one run of the template, of a macro or of a recursive loop.
final class Frame {
    var slots: [Value?]
    let parent: Frame?
    let state: RenderState
    fileprivate(set) var isRegistered = false

    init(slots: Int, parent: Frame?, state: RenderState) {
        self.slots = Array(repeating: nil, count: slots)
        self.parent = parent
        self.state = state
    }

    func clear() { slots = [] }
}
