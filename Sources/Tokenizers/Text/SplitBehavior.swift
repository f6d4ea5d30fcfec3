/// What becomes of the delimiters at which a text is cut.
enum SplitBehavior: String, CaseIterable, Sendable {
    /// They are left out.
    case removed = "Removed"
    /// Each is a piece of its own.
    case isolated = "Isolated"
    /// Each belongs to the piece before, unless that is a delimiter.
    case mergedWithPrevious = "MergedWithPrevious"
    /// Each belongs to the piece after, unless that is a delimiter.
    case mergedWithNext = "MergedWithNext"
    /// Neighbouring ones are one piece.
    case contiguous = "Contiguous"
}

/// Makes pieces of a text from the delimiters in it, one after another.
struct PieceCutter {
    private let behavior: SplitBehavior
    /// Whether what is between the matches are the delimiters.
    private let invert: Bool
    /// How much of the text has been seen.
    private var end = 0
    /// A piece that the next part may still belong to.
    private var open = 0..<0
    private var lastIsDelimiter = false

    init(_ behavior: SplitBehavior, invert: Bool) {
        self.behavior = behavior
        self.invert = invert
    }

    /// Takes the next match.
    @inline(__always)
    mutating func add(_ match: Range<Int>, _ give: (Range<Int>) -> Void) {
        if match.lowerBound > end { addPart(end..<match.lowerBound, isDelimiter: invert, give) }
        addPart(match, isDelimiter: !invert, give)
        end = match.upperBound
    }

    /// Gives out what is left of a text of so many bytes.
    @inline(__always)
    mutating func finish(_ count: Int, _ give: (Range<Int>) -> Void) {
        if end < count { addPart(end..<count, isDelimiter: invert, give) }
        give(open)
    }

    @inline(__always)
    private mutating func addPart(_ part: Range<Int>, isDelimiter: Bool, _ give: (Range<Int>) -> Void) {
        switch behavior {
        case .isolated: give(part)
        case .removed: if !isDelimiter { give(part) }
        case .contiguous: join(part, isJoined: isDelimiter == lastIsDelimiter, give)
        case .mergedWithPrevious: join(part, isJoined: isDelimiter && !lastIsDelimiter, give)
        case .mergedWithNext: join(part, isJoined: !isDelimiter && lastIsDelimiter, give)
        }
        lastIsDelimiter = isDelimiter
    }

    @inline(__always)
    private mutating func join(_ part: Range<Int>, isJoined: Bool, _ give: (Range<Int>) -> Void) {
        if isJoined {
            open = open.lowerBound..<part.upperBound
        } else {
            give(open)
            open = part
        }
    }
}
