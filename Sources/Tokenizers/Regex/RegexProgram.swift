/// One step of a regular expression; numbers are places in the program unless said otherwise.
enum RegexStep {
    /// Takes a scalar of a set.
    case set(Int)
    /// Takes scalars of a set from a minimum number up to a maximum, which is `Int.max` for no limit.
    case run(set: Int, minimum: Int, maximum: Int, RegexRepetition.Preference)
    /// Goes on at the first place, or at the second when that fails.
    case fork(Int, else: Int)
    case jump(Int)
    case anchor(RegexAnchor)
    /// Notes where a round of a loop begins.
    case beginRound(loop: Int)
    /// Leaves a loop when the round took nothing, as it would otherwise never end.
    case endRound(loop: Int, exit: Int)
    /// A part of its own follows up to where it accepts; then goes on.
    case look(RegexLook, lengths: ClosedRange<Int>, end: Int)
    case atomic(end: Int)
    /// The end of the pattern or of a part.
    case accept
    /// The end of a part that has to match up to a place.
    case acceptBehind
}

/// A regular expression as steps for ``RegexMatcher``.
struct RegexProgram: Sendable {
    private(set) var steps: [RegexStep] = []
    private(set) var sets: [ScalarSet] = []
    /// How many loops note where their rounds begin.
    private(set) var loopCount = 0
    /// The ASCII characters with which a match can begin.
    private(set) var firstASCII = ScalarSet.all
    /// Whether a match may be empty.
    let matchesEmpty: Bool

    /// Repetitions are written out, so that patterns can ask for very long programs.
    private static let stepLimit = 1 << 15

    init(_ node: RegexNode) throws(RegexError) {
        matchesEmpty = node.length.minimum == 0
        try append(node)
        try append(.accept)
        if let first = node.first { firstASCII = first }
    }

    private mutating func append(_ step: RegexStep) throws(RegexError) {
        guard steps.count < Self.stepLimit else { throw RegexError("takes more than \(Self.stepLimit) steps") }
        steps.append(step)
    }

    private mutating func append(_ node: RegexNode) throws(RegexError) {
        switch node {
        case .set(let set): try append(RegexStep.set(number(of: set)))
        case .sequence(let nodes): for node in nodes { try append(node) }
        case .alternatives(let nodes): try append(alternatives: nodes)
        case .repetition(let node, let repetition): try append(node, repeated: repetition)
        case .anchor(let anchor): try append(RegexStep.anchor(anchor))
        case .atomic(let node):
            let start = steps.count
            try append(part: node, end: .accept)
            steps[start] = .atomic(end: steps.count)
        case .look(let node, let look):
            let length = node.length
            let start = steps.count
            try append(part: node, end: look.isAhead ? .accept : .acceptBehind)
            steps[start] = .look(look, lengths: length.minimum...(length.maximum ?? .max), end: steps.count)
        }
    }

    /// Appends a step that is to be set, and after it a part of its own.
    private mutating func append(part node: RegexNode, end: RegexStep) throws(RegexError) {
        try append(.accept)
        try append(node)
        try append(end)
    }

    private mutating func append(alternatives nodes: [RegexNode]) throws(RegexError) {
        var jumps: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index + 1 < nodes.count else {
                try append(node)
                break
            }
            let fork = steps.count
            try append(.accept)
            try append(node)
            jumps.append(steps.count)
            try append(.accept)
            steps[fork] = .fork(fork + 1, else: steps.count)
        }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }

    private mutating func append(_ node: RegexNode, repeated repetition: RegexRepetition) throws(RegexError) {
        if case .set(let set) = node {
            let maximum = repetition.maximum ?? .max
            return try append(
                .run(set: number(of: set), minimum: repetition.minimum, maximum: maximum, repetition.preference))
        }
        if repetition.preference == .possessive {
            var greedy = repetition
            greedy.preference = .greedy
            return try append(.atomic(.repetition(node, greedy)))
        }
        for _ in 0..<repetition.minimum {
            let start = steps.count
            try append(node)
            // What takes no step takes none however often.
            if steps.count == start { return }
        }
        guard let maximum = repetition.maximum else { return try append(loopOf: node, repetition.preference) }
        var forks: [Int] = []
        for _ in 0..<(maximum - repetition.minimum) {
            forks.append(steps.count)
            try append(.accept)
            try append(node)
        }
        for fork in forks { setFork(at: fork, into: fork + 1, past: steps.count, repetition.preference) }
    }

    private mutating func append(loopOf node: RegexNode, _ preference: RegexRepetition.Preference) throws(RegexError) {
        let start = steps.count
        let canBeEmpty = node.length.minimum == 0
        let loop = loopCount
        try append(.accept)
        if canBeEmpty {
            loopCount += 1
            try append(.beginRound(loop: loop))
        }
        try append(node)
        let end = steps.count
        if canBeEmpty { try append(.accept) }
        try append(.jump(start))
        if canBeEmpty { steps[end] = .endRound(loop: loop, exit: steps.count) }
        setFork(at: start, into: start + 1, past: steps.count, preference)
    }

    private mutating func setFork(
        at fork: Int, into body: Int, past end: Int, _ preference: RegexRepetition.Preference
    ) {
        steps[fork] = preference == .lazy ? .fork(end, else: body) : .fork(body, else: end)
    }

    private mutating func number(of set: ScalarSet) -> Int {
        if let number = sets.firstIndex(of: set) { return number }
        sets.append(set)
        return sets.count - 1
    }
}

extension RegexNode {
    /// A set that holds every scalar with which a match can begin, or nil when a match may take none.
    var first: ScalarSet? {
        switch self {
        case .set(let set): return set
        case .look, .anchor: return nil
        case .atomic(let node): return node.first
        case .repetition(let node, let repetition): return repetition.minimum > 0 ? node.first : nil
        case .alternatives(let nodes):
            let sets = nodes.compactMap(\.first)
            return sets.count == nodes.count ? sets.reduce(.none) { $0.union($1) } : nil
        case .sequence(let nodes):
            var found = ScalarSet.none
            for node in nodes {
                if let set = node.first { return found.union(set) }
                guard let set = node.optionalFirst else { return nil }
                found = found.union(set)
            }
            return nil
        }
    }

    /// For what may take nothing: the scalars with which it begins if it takes any.
    private var optionalFirst: ScalarSet? {
        switch self {
        case .look, .anchor: ScalarSet.none
        case .repetition(let node, _): node.first
        default: nil
        }
    }
}
