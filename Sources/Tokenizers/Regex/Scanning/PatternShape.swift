/// An alternative of a pattern that can be scanned without trying again; sets are numbers in ``ScalarTests``.
///
/// The patterns of published tokenizers are made of these: GPT-2, Llama 3, Qwen, GPT-4o, Mistral, DeepSeek, Kimi, CLIP, BLOOM and
/// what follows them. Nothing in a shape can fail after the part that decides its length, so the longest run is always right.
enum PatternShape: Sendable {
    /// One scalar of each set in a row: `'re`, `[0-9][0-9][0-9]`.
    case row(Row)
    /// ` ?\p{L}+`, `[^\r\n\p{L}\p{N}]?\p{L}+`, `\p{N}{1,3}`, ` ?[^\s\p{L}\p{N}]+[\r\n]*`, `[\p{P}][A-Za-z]+`.
    case run(Run)
    /// `\s*[\r\n]+`, `[…]?[\p{Lu}\p{M}]*[\p{Ll}\p{M}]+`.
    case turn(Turn)
    /// `\s+(?!\S)`.
    case guarded(set: Int, minimum: Int, excluded: Int)

    /// The sets of up to eight scalars in a row, a byte each.
    struct Row: Sendable {
        var sets: UInt64 = 0
        var count = 0

        init?(_ sets: [Int]) {
            guard sets.count <= 8 else { return nil }
            for set in sets.reversed() { self.sets = self.sets << 8 | UInt64(set) }
            count = sets.count
        }

        var first: Int { Int(sets & 0xFF) }
    }

    /// A run of one set, perhaps with a scalar before it and another run after it.
    struct Run: Sendable {
        var lead: Lead?
        var set: Int
        var minimum: Int
        var maximum: Int
        /// What may follow any number of times.
        var tail: Int?
        /// What may follow once: the first of these rows.
        var endings = 0..<0
    }

    /// A run of one set that turns into a run of another, of which there is at least one.
    ///
    /// When nothing of the second set follows the first run, its last scalar that is in the second set is the turn.
    struct Turn: Sendable {
        var lead: Lead?
        var first: Int
        var second: Int
        /// Whether the second set may follow more than once.
        var repeatsSecond: Bool
        var endings = 0..<0
    }

    /// A scalar before a run.
    struct Lead: Sendable {
        var set: Int
        var isOptional: Bool
        /// Whether it is not given back when the run fails after it.
        var isKept: Bool
    }
}

extension PatternShape {
    /// Where a match that begins at a position ends, or -1.
    @inline(__always)
    func end(in text: TestedText, from start: Int) -> Int {
        switch self {
        case .row(let row): Self.end(of: row, in: text, from: start)
        case .run(let run): run.end(in: text, from: start)
        case .turn(let turn): turn.end(in: text, from: start)
        case .guarded(let set, let minimum, let excluded):
            Self.end(ofGuarded: set, minimum: minimum, excluded: excluded, in: text, from: start)
        }
    }

    @inline(__always)
    private static func end(of row: Row, in text: TestedText, from start: Int) -> Int {
        var position = start
        var sets = row.sets
        for _ in 0..<row.count {
            position = text.end(of: Int(sets & 0xFF), at: position)
            if position < 0 { return -1 }
            sets >>= 8
        }
        return position
    }

    /// Goes on with the first ending that follows.
    @inline(__always)
    fileprivate static func end(of endings: Range<Int>, in text: TestedText, from start: Int) -> Int {
        for index in endings {
            let end = end(of: text.endings[index], in: text, from: start)
            if end >= 0 { return end }
        }
        return start
    }

    private static func end(
        ofGuarded set: Int, minimum: Int, excluded: Int, in text: TestedText, from start: Int
    ) -> Int {
        let floor = text.endOfRun(of: set, from: start, maximum: minimum)
        guard floor.count == minimum else { return -1 }
        var end = text.endOfRun(of: set, from: floor.end)
        while text.end(of: excluded, at: end) >= 0 {
            guard end > floor.end else { return -1 }
            end = text.utf8.validScalarStart(before: end)
        }
        return end
    }
}

extension PatternShape.Run {
    @inline(__always)
    fileprivate func end(in text: TestedText, from start: Int) -> Int {
        if let lead {
            let body = text.end(of: lead.set, at: start)
            if body >= 0 {
                let end = endWithoutLead(in: text, from: body)
                if end >= 0 || lead.isKept { return end }
            }
            if !lead.isOptional { return -1 }
        }
        return endWithoutLead(in: text, from: start)
    }

    @inline(__always)
    private func endWithoutLead(in text: TestedText, from start: Int) -> Int {
        var end: Int
        if minimum == 1 && maximum == .max {
            end = text.endOfRun(of: set, from: start)
            if end == start { return -1 }
        } else {
            let run = text.endOfRun(of: set, from: start, maximum: maximum)
            if run.count < minimum { return -1 }
            end = run.end
        }
        if let tail { end = text.endOfRun(of: tail, from: end) }
        return PatternShape.end(of: endings, in: text, from: end)
    }
}

extension PatternShape.Turn {
    @inline(__always)
    fileprivate func end(in text: TestedText, from start: Int) -> Int {
        if let lead {
            let body = text.end(of: lead.set, at: start)
            if body >= 0 {
                let end = endWithoutLead(in: text, from: body)
                if end >= 0 || lead.isKept { return end }
            }
            if !lead.isOptional { return -1 }
        }
        return endWithoutLead(in: text, from: start)
    }

    @inline(__always)
    private func endWithoutLead(in text: TestedText, from start: Int) -> Int {
        let turn = text.endOfRun(of: first, from: start)
        var end = text.end(of: second, at: turn)
        if end < 0 {
            let last = text.lastStart(of: second, in: start..<turn)
            if last < 0 { return -1 }
            end = text.end(of: second, at: last)
        } else if repeatsSecond {
            end = text.endOfRun(of: second, from: end)
        }
        return PatternShape.end(of: endings, in: text, from: end)
    }
}
