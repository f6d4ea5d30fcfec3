/// Finds added tokens in a text: the leftmost first, of those the longest, and none that overlaps the one before.
///
/// An Aho-Corasick automaton of the reversed tokens reads the text from its end, and so learns for every place the
/// longest token that begins there. One more pass from the start picks the matches. Both passes are linear in the text,
/// whatever the tokens are.
struct AddedTokenMatcher: Sendable {
    /// A token with the text by which it is found.
    struct Pattern: Sendable {
        let id: Int
        let token: AddedToken
        let text: [UInt8]
    }

    /// A part of a text.
    enum Part: Equatable {
        /// What lies between tokens; never empty.
        case text(Range<Int>)
        /// A token with the white space that it takes; never empty.
        case token(id: Int, Range<Int>)
    }

    private let patterns: [Pattern]
    /// For a state and a byte, the next state.
    private var transitions = PairTable(capacity: 0)
    /// For every state, the state of the longest proper suffix of its string.
    private var fallbacks: [Int32] = [0]
    /// For every state, the longest pattern that its string ends with, or -1.
    private var longest: [Int32] = [-1]
    /// The states one byte from the start.
    private var firstStates = [Int32](repeating: 0, count: 256)

    /// Makes a matcher; of patterns with equal texts it finds the first.
    init(_ patterns: [Pattern]) {
        self.patterns = patterns
        var children: [[(byte: Int32, state: Int32)]] = [[]]
        for (index, pattern) in patterns.enumerated() where !pattern.text.isEmpty {
            var state: Int32 = 0
            for byte in pattern.text.reversed() {
                if let (next, _) = transitions[state, Int32(byte)] {
                    state = next
                } else {
                    let next = Int32(truncatingIfNeeded: longest.count)
                    transitions.set(state, Int32(byte), to: (next, 0))
                    children[Int(state)].append((Int32(byte), next))
                    children.append([])
                    fallbacks.append(0)
                    longest.append(-1)
                    state = next
                }
            }
            if longest[Int(state)] < 0 { longest[Int(state)] = Int32(truncatingIfNeeded: index) }
        }
        for (byte, state) in children[0] { firstStates[Int(byte)] = state }
        // Breadth first, so that the fallbacks of shorter strings are known.
        var level = children[0].map(\.state)
        while !level.isEmpty {
            var nextLevel: [Int32] = []
            for state in level {
                if longest[Int(state)] < 0 { longest[Int(state)] = longest[Int(fallbacks[Int(state)])] }
                for (byte, child) in children[Int(state)] {
                    fallbacks[Int(child)] = next(after: fallbacks[Int(state)], UInt8(truncatingIfNeeded: byte))
                    nextLevel.append(child)
                }
            }
            level = nextLevel
        }
    }

    @inline(__always)
    private func next(after state: Int32, _ byte: UInt8) -> Int32 {
        var state = state
        while state != 0 {
            if let (next, _) = transitions[state, Int32(byte)] { return next }
            state = fallbacks[Int(state)]
        }
        return firstStates[Int(byte)]
    }

    /// Cuts a text into added tokens and what lies between them.
    func parts(of text: UnsafeBufferPointer<UInt8>) -> [Part] {
        var parts: [Part] = []
        var partStart = 0
        for (pattern, match) in matches(in: text) {
            var start = match.lowerBound
            var end = match.upperBound
            if pattern.token.isSingleWord && !isWord(match, in: text) { continue }
            if pattern.token.stripsLeft {
                // The token before may have taken the white space already.
                start = max(text.whitespaceStart(before: start), partStart)
            }
            if pattern.token.stripsRight {
                end = text.whitespaceEnd(from: end)
            }
            if partStart < start { parts.append(.text(partStart..<start)) }
            // A token of white space that was taken whole is not there any more.
            if start < end { parts.append(.token(id: pattern.id, start..<end)) }
            partStart = end
        }
        if partStart < text.count { parts.append(.text(partStart..<text.count)) }
        return parts
    }

    private func isWord(_ match: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let isAfterWord =
            match.lowerBound > 0
            && text.validScalar(at: text.validScalarStart(before: match.lowerBound)).scalar.isWordCharacter
        let isBeforeWord =
            match.upperBound < text.count && text.validScalar(at: match.upperBound).scalar.isWordCharacter
        return !isAfterWord && !isBeforeWord
    }

    /// The matches from left to right, before single words and white space are looked at.
    private func matches(in text: UnsafeBufferPointer<UInt8>) -> [(Pattern, Range<Int>)] {
        if patterns.isEmpty { return [] }
        var candidates: [(pattern: Int32, start: Int)] = []
        var state: Int32 = 0
        for index in text.indices.reversed() {
            state = next(after: state, text[index])
            if state != 0, longest[Int(state)] >= 0 { candidates.append((longest[Int(state)], index)) }
        }
        var matches: [(Pattern, Range<Int>)] = []
        var end = 0
        for candidate in candidates.reversed() where candidate.start >= end {
            let pattern = patterns[Int(candidate.pattern)]
            end = candidate.start + pattern.text.count
            matches.append((pattern, candidate.start..<end))
        }
        return matches
    }
}
