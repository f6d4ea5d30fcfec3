extension PatternShape {
    /// Reads an alternative, or returns nil when it has no such shape.
    init?(_ node: RegexNode, tests: inout ScalarTests, endings rows: inout [Row]) {
        var parts: [RegexNode] = if case .sequence(let nodes) = node { nodes } else { [node] }
        if let row = Self.row(parts, &tests) {
            self = .row(row)
            return
        }
        let endings = Self.endings(of: &parts, &tests, &rows)
        if endings.isEmpty, let guarded = Self.guarded(parts, &tests) {
            self = guarded
            return
        }
        var elements: [Element] = []
        for part in parts {
            guard let element = Element(part, tests: &tests) else { return nil }
            elements.append(element)
        }
        // A scalar before the run, unless it is the run.
        var lead: Lead?
        if elements.count > 1, elements[0].maximum == 1 {
            let first = elements.removeFirst()
            lead = Lead(set: first.set, isOptional: first.minimum == 0, isKept: first.isKept)
        }
        switch elements.count {
        case 1 where elements[0].minimum > 0:
            let run = elements[0]
            self = .run(Run(lead: lead, set: run.set, minimum: run.minimum, maximum: run.maximum, endings: endings))
        case 2 where elements[0].minimum > 0 && elements[1].minimum == 0 && elements[1].maximum == .max:
            let run = elements[0]
            self = .run(
                Run(
                    lead: lead, set: run.set, minimum: run.minimum, maximum: run.maximum, tail: elements[1].set,
                    endings: endings))
        case 2 where elements[0].isAny && !elements[0].isKept && elements[1].minimum == 1:
            guard elements[1].maximum == 1 || elements[1].maximum == .max else { return nil }
            self = .turn(
                Turn(
                    lead: lead, first: elements[0].set, second: elements[1].set,
                    repeatsSecond: elements[1].maximum == .max, endings: endings))
        default: return nil
        }
    }

    /// A set and how often it may come.
    private struct Element {
        var set: Int
        var minimum: Int
        var maximum: Int
        var isKept: Bool

        var isAny: Bool { minimum == 0 && maximum == .max }

        init?(_ node: RegexNode, tests: inout ScalarTests) {
            switch node {
            case .set(let set):
                guard let number = tests.number(of: set) else { return nil }
                self.set = number
                (minimum, maximum, isKept) = (1, 1, false)
            case .repetition(.set(let set), let repetition):
                guard repetition.preference != .lazy, let number = tests.number(of: set) else { return nil }
                self.set = number
                minimum = repetition.minimum
                maximum = repetition.maximum ?? .max
                isKept = repetition.preference == .possessive
                guard maximum > 0 else { return nil }
            default: return nil
            }
        }
    }

    /// The sets of a sequence of single scalars.
    private static func row(_ nodes: [RegexNode], _ tests: inout ScalarTests) -> Row? {
        var sets: [Int] = []
        for node in nodes {
            guard case .set(let set) = node, let number = tests.number(of: set) else { return nil }
            sets.append(number)
        }
        return sets.isEmpty ? nil : Row(sets)
    }

    /// Takes an optional group of rows from the end of a sequence and adds them to the scanner's.
    private static func endings(
        of nodes: inout [RegexNode], _ tests: inout ScalarTests, _ rows: inout [Row]
    ) -> Range<Int> {
        guard case .repetition(.alternatives(let choices), let repetition) = nodes.last,
            repetition == RegexRepetition(minimum: 0, maximum: 1)
        else { return 0..<0 }
        var endings: [Row] = []
        for choice in choices {
            let parts: [RegexNode] = if case .sequence(let parts) = choice { parts } else { [choice] }
            guard let row = row(parts, &tests) else { return 0..<0 }
            endings.append(row)
        }
        nodes.removeLast()
        rows += endings
        return (rows.count - endings.count)..<rows.count
    }

    /// A run that is not followed by some set.
    private static func guarded(_ nodes: [RegexNode], _ tests: inout ScalarTests) -> PatternShape? {
        guard nodes.count == 2, case .repetition(.set(let set), let repetition) = nodes[0],
            repetition.preference == .greedy, repetition.maximum == nil, repetition.minimum > 0,
            case .look(.set(let excluded), RegexLook(isAhead: true, isNegated: true)) = nodes[1],
            let run = tests.number(of: set), let follower = tests.number(of: excluded)
        else { return nil }
        return .guarded(set: run, minimum: repetition.minimum, excluded: follower)
    }

    /// The sets of which a match begins with one.
    var firsts: [Int] {
        switch self {
        case .row(let row): [row.first]
        case .guarded(let set, _, _): [set]
        case .run(let run): (run.lead.map { [$0.set] } ?? []) + (run.lead?.isOptional == false ? [] : [run.set])
        case .turn(let turn):
            (turn.lead.map { [$0.set] } ?? []) + (turn.lead?.isOptional == false ? [] : [turn.first, turn.second])
        }
    }
}
