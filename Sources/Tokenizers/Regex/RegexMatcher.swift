/// Matches a regular expression by backtracking, in the order in which Oniguruma tries things.
///
/// A pattern comes from a model folder and may be made to take for ever. Steps are counted: a single attempt may go back as
/// often as Oniguruma lets it (ten million times), and all attempts on a text may take a number of steps that grows with it.
struct RegexMatcher {
    private let program: RegexProgram
    private let utf8: UnsafeBufferPointer<UInt8>
    /// Places to go back to, the last one first.
    private var stack: [Choice] = []
    /// Where the present round of each loop began.
    private var rounds: [Int]
    private var searchStart = 0
    /// Where the text of a look-behind has to end.
    private var behindEnd = 0
    private var retries = 0
    private var steps = 0
    private let stepLimit: Int
    private let retryLimit: Int

    private static let choiceLimit = 1 << 22

    /// Something else to try.
    private enum Choice {
        case step(Int, position: Int)
        /// Giving back scalars of a greedy run one by one down to a floor.
        case shorterRun(Int, position: Int, floor: Int)
        /// Taking one more scalar in a lazy run.
        case longerRun(Int, position: Int, rest: Int)
        /// Not to try, but to restore.
        case round(loop: Int, start: Int)
    }

    /// - Parameter retryLimit: How often an attempt may go back.
    init(_ program: RegexProgram, _ utf8: UnsafeBufferPointer<UInt8>, retryLimit: Int = 10_000_000) {
        self.program = program
        self.retryLimit = retryLimit
        self.utf8 = utf8
        rounds = [Int](repeating: -1, count: program.loopCount)
        stepLimit = 50_000_000 + 1_000 * utf8.count
    }

    /// Finds the first match that begins at a position or after it.
    mutating func firstMatch(from start: Int) throws(RegexError) -> Range<Int>? {
        searchStart = start
        var position = start
        while position <= utf8.count {
            if !program.matchesEmpty {
                while position < utf8.count, utf8[position] < 0x80, !program.firstASCII.contains(ascii: utf8[position])
                {
                    position += 1
                }
                if position == utf8.count { return nil }
            }
            retries = 0
            if let end = try match(at: 0, from: position) { return position..<end }
            position += position < utf8.count ? utf8.validScalar(at: position).end - position : 1
        }
        return nil
    }
}

extension RegexMatcher {
    private func isIn(_ set: Int, at position: Int) -> Int? {
        guard position < utf8.count else { return nil }
        let (scalar, end) = utf8.validScalar(at: position)
        return program.sets[set].contains(scalar) ? end : nil
    }

    /// Matches from a step on and returns where the match ends.
    private mutating func match(at step: Int, from start: Int) throws(RegexError) -> Int? {
        let base = stack.count
        defer { stack.removeLast(stack.count - base) }
        var step = step
        var position = start
        while true {
            steps += 1
            guard steps <= stepLimit, stack.count <= Self.choiceLimit else {
                throw RegexError("takes too long on this text")
            }
            var failed = false
            switch program.steps[step] {
            case .set(let set):
                if let end = isIn(set, at: position) { position = end } else { failed = true }
                step += 1
            case .run(let set, let minimum, let maximum, let preference):
                let end = run(of: set, minimum: minimum, maximum: maximum, preference, next: step + 1, from: position)
                if let end { position = end } else { failed = true }
                step += 1
            case .fork(let first, let second):
                stack.append(.step(second, position: position))
                step = first
            case .jump(let target): step = target
            case .anchor(let anchor):
                failed = !holds(anchor, at: position)
                step += 1
            case .beginRound(let loop):
                stack.append(.round(loop: loop, start: rounds[loop]))
                rounds[loop] = position
                step += 1
            case .endRound(let loop, let exit): step = rounds[loop] == position ? exit : step + 1
            case .look(let look, let lengths, let end):
                let found =
                    look.isAhead
                    ? try match(at: step + 1, from: position) != nil
                    : try precedes(position, part: step + 1, lengths: lengths)
                failed = found == look.isNegated
                step = end
            case .atomic(let end):
                if let found = try match(at: step + 1, from: position) { position = found } else { failed = true }
                step = end
            case .accept: return position
            case .acceptBehind:
                if position == behindEnd { return position }
                failed = true
            }
            if failed {
                guard let (next, start) = try retry(downTo: base) else { return nil }
                step = next
                position = start
            }
        }
    }

    /// Takes the last choice that is left.
    private mutating func retry(downTo base: Int) throws(RegexError) -> (step: Int, position: Int)? {
        retries += 1
        if retries > retryLimit { throw RegexError("takes too long on this text") }
        while stack.count > base, let choice = stack.popLast() {
            switch choice {
            case .step(let step, let position): return (step, position)
            case .round(let loop, let start): rounds[loop] = start
            case .shorterRun(let step, let position, let floor):
                let shorter = utf8.validScalarStart(before: position)
                if shorter > floor { stack.append(.shorterRun(step, position: shorter, floor: floor)) }
                return (step, shorter)
            case .longerRun(let step, let position, let rest):
                guard case .run(let set, _, _, _) = program.steps[step - 1], let end = isIn(set, at: position) else {
                    continue
                }
                if rest > 1 { stack.append(.longerRun(step, position: end, rest: rest - 1)) }
                return (step, end)
            }
        }
        return nil
    }

    /// Takes a run and returns where it ends, with the choices that are left.
    private mutating func run(
        of set: Int, minimum: Int, maximum: Int, _ preference: RegexRepetition.Preference, next: Int, from start: Int
    ) -> Int? {
        var position = start
        var count = 0
        var floor = start
        let target = preference == .lazy ? minimum : maximum
        while count < target, let end = isIn(set, at: position) {
            position = end
            count += 1
            if count == minimum { floor = end }
        }
        steps += count
        guard count >= minimum else { return nil }
        if preference == .lazy, maximum > minimum {
            stack.append(.longerRun(next, position: position, rest: maximum - minimum))
        } else if preference == .greedy, position > floor {
            stack.append(.shorterRun(next, position: position, floor: floor))
        }
        return position
    }

    /// Whether a part matches a text that ends at a position.
    private mutating func precedes(_ position: Int, part: Int, lengths: ClosedRange<Int>) throws(RegexError) -> Bool {
        var start = position
        var length = 0
        while true {
            if length >= lengths.lowerBound, try matches(part, from: start, to: position) { return true }
            guard length < lengths.upperBound, start > 0 else { return false }
            start = utf8.validScalarStart(before: start)
            length += 1
        }
    }

    /// Whether a part has some match from one position to another.
    private mutating func matches(_ part: Int, from start: Int, to end: Int) throws(RegexError) -> Bool {
        let outer = behindEnd
        behindEnd = end
        defer { behindEnd = outer }
        return try match(at: part, from: start) != nil
    }

    private func holds(_ anchor: RegexAnchor, at position: Int) -> Bool {
        switch anchor {
        case .textStart: position == 0
        case .textEnd: position == utf8.count
        case .lineStart: position == 0 || isLineFeed(at: position - 1) && position < utf8.count
        case .lineEnd: position == utf8.count || isLineFeed(at: position)
        case .lastLineEnd: position == utf8.count || position == utf8.count - 1 && isLineFeed(at: position)
        case .searchStart: position == searchStart
        case .wordBoundary: isWord(before: position) != isWord(at: position)
        case .noWordBoundary: isWord(before: position) == isWord(at: position)
        }
    }

    private func isLineFeed(at position: Int) -> Bool { position >= 0 && utf8[position] == UInt8(ascii: "\n") }

    private func isWord(at position: Int) -> Bool {
        position < utf8.count && ScalarClasses(of: utf8.validScalar(at: position).scalar).intersects(.word)
    }

    private func isWord(before position: Int) -> Bool {
        position > 0 && isWord(at: utf8.validScalarStart(before: position))
    }
}
