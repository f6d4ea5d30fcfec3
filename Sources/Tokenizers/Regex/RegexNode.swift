/// A regular expression as a tree.
indirect enum RegexNode: Equatable, Sendable {
    /// One scalar of a set.
    case set(ScalarSet)
    /// One after another; none matches the empty text.
    case sequence([RegexNode])
    /// The first that leads to a match.
    case alternatives([RegexNode])
    case repetition(RegexNode, RegexRepetition)
    /// What follows or precedes, without taking it.
    case look(RegexNode, RegexLook)
    /// The first match of the part and no other.
    case atomic(RegexNode)
    case anchor(RegexAnchor)
}

/// How often something is repeated.
struct RegexRepetition: Equatable, Sendable {
    enum Preference: Equatable, Sendable {
        /// As often as possible, fewer times when the rest then fails.
        case greedy
        /// As rarely as possible.
        case lazy
        /// As often as possible and never fewer times.
        case possessive
    }

    var minimum: Int
    /// Nil for no limit.
    var maximum: Int?
    var preference: Preference = .greedy
}

/// A condition on what stands before or after a place.
struct RegexLook: Equatable, Sendable {
    var isAhead: Bool
    var isNegated: Bool
}

/// A condition on a place; the names are Oniguruma's.
enum RegexAnchor: Equatable, Sendable {
    /// `^`, the beginning of a line.
    case lineStart
    /// `$`, the end of a line.
    case lineEnd
    /// `\A`.
    case textStart
    /// `\z`.
    case textEnd
    /// `\Z`, the end of the text or before a line feed there.
    case lastLineEnd
    /// `\G`, where the search began.
    case searchStart
    /// `\b`.
    case wordBoundary
    /// `\B`.
    case noWordBoundary
}

extension RegexNode {
    /// Whether there are only conditions in one of the alternatives, which Oniguruma does not let repeat.
    var isAnchored: Bool {
        switch self {
        case .anchor, .look: true
        case .sequence(let nodes): !nodes.isEmpty && nodes.allSatisfy(\.isAnchored)
        case .alternatives(let nodes): nodes.contains(where: \.isAnchored)
        case .set, .repetition, .atomic: false
        }
    }

    /// How many scalars a match can take; `maximum` is nil for no limit.
    var length: (minimum: Int, maximum: Int?) {
        switch self {
        case .set: return (1, 1)
        case .look, .anchor: return (0, 0)
        case .atomic(let node): return node.length
        case .sequence(let nodes):
            return nodes.reduce((minimum: 0, maximum: 0)) { sum, node in
                let length = node.length
                return (
                    Self.sum(sum.minimum, length.minimum),
                    sum.maximum.flatMap { sum in length.maximum.map { Self.sum(sum, $0) } }
                )
            }
        case .alternatives(let nodes):
            let lengths = nodes.map(\.length)
            let maxima = lengths.compactMap(\.maximum)
            return (lengths.map(\.minimum).min() ?? 0, maxima.count == lengths.count ? maxima.max() ?? 0 : nil)
        case .repetition(let node, let repetition):
            let length = node.length
            let maximum = repetition.maximum.flatMap { times in length.maximum.map { Self.product($0, times) } }
            return (Self.product(length.minimum, repetition.minimum), length.maximum == 0 ? 0 : maximum)
        }
    }

    /// Beyond this lengths are all the same: longer than any text.
    private static let lengthLimit = 1 << 40

    private static func sum(_ left: Int, _ right: Int) -> Int { min(left + right, lengthLimit) }

    private static func product(_ left: Int, _ right: Int) -> Int {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? lengthLimit : min(product, lengthLimit)
    }
}
