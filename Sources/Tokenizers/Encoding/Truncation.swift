/// How encodings are cut to a length.
public struct Truncation: Sendable, Equatable {
    /// Which end is cut off.
    public enum Direction: String, Sendable, CaseIterable {
        /// The beginning is.
        case left = "Left"
        /// The end is.
        case right = "Right"
    }

    /// Which of a pair of texts is cut.
    public enum Strategy: String, Sendable, CaseIterable {
        /// The longer one, and then both.
        case longestFirst = "LongestFirst"
        /// The first one.
        case onlyFirst = "OnlyFirst"
        /// The second one.
        case onlySecond = "OnlySecond"
    }

    /// How many tokens an encoding has at most, those of the post-processor included.
    public var maxLength: Int
    /// How many tokens of a part that was cut off are those of the part before it.
    public var stride: Int
    public var strategy: Strategy
    public var direction: Direction

    /// Makes a truncation.
    public init(
        maxLength: Int, stride: Int = 0, strategy: Strategy = .longestFirst, direction: Direction = .right
    ) {
        self.maxLength = maxLength
        self.stride = stride
        self.strategy = strategy
        self.direction = direction
    }

    init(_ field: Field) throws(TokenizerError) {
        maxLength = try field.required("max_length").count()
        stride = try field.required("stride").count()
        strategy = try field.required("strategy").choice()
        direction = try field.member("direction")?.choice() ?? .right
    }

    /// More tokens in all parts of a text are taken for a mistake.
    private static let mostOverflow = 1 << 26
    /// More pairs of what overflowed of two texts are taken for a mistake: there are as many as the product of both.
    private static let mostPairs = 1 << 16

    /// Cuts the encodings of a text or a pair, so that so many more tokens fit.
    func truncate(_ encodings: inout [Encoding], room: Int) throws(EncodingFailure) {
        try cut(&encodings, room: room)
        let pairs = encodings.reduce(1) { $0 * ($1.overflowing.count + 1) }
        guard encodings.count < 2 || pairs <= Self.mostPairs else {
            throw .init("the texts are cut into parts of which there are \(pairs) pairs, more than \(Self.mostPairs)")
        }
    }

    private func cut(_ encodings: inout [Encoding], room: Int) throws(EncodingFailure) {
        let length = maxLength - room
        guard length >= 0 else { throw .init("max_length \(maxLength) has no room for the \(room) special tokens") }
        let total = encodings.reduce(0) { $0 + $1.count }
        guard length > 0 else {
            for index in encodings.indices { try truncate(&encodings[index], to: 0) }
            return
        }
        guard total > length else { return }
        switch strategy {
        case .longestFirst:
            guard encodings.count == 2 else { return try truncate(&encodings[0], to: length) }
            let (first, second) = Self.shares(encodings[0].count, encodings[1].count, of: length)
            try truncate(&encodings[0], to: first)
            try truncate(&encodings[1], to: second)
        case .onlyFirst, .onlySecond:
            let index = strategy == .onlyFirst ? 0 : 1
            guard encodings.indices.contains(index) else {
                throw .init("truncation of only the second text is asked for, and there is no second text")
            }
            let rest = encodings[index].count - (total - length)
            guard rest > 0 else {
                throw .init(
                    "the text to truncate has \(encodings[index].count) tokens, too few to leave out \(total - length)")
            }
            try truncate(&encodings[index], to: rest)
        }
    }

    /// How many tokens two texts keep: the shorter one all, if that leaves more than half to the longer one.
    private static func shares(_ first: Int, _ second: Int, of length: Int) -> (Int, Int) {
        var short = min(first, second)
        var long = short > length ? short : max(short, length - short)
        if short + long > length {
            short = length / 2
            long = short + length % 2
        }
        return first > second ? (long, short) : (short, long)
    }

    /// Cuts one encoding, and makes parts of what is cut off.
    private func truncate(_ encoding: inout Encoding, to length: Int) throws(EncodingFailure) {
        let count = encoding.count
        guard length < count else { return }
        guard length > 0 else {
            var rest = Encoding(hasDetails: encoding.hasDetails)
            rest.overflowing = encoding.overflowing + [encoding]
            rest.overflowing[rest.overflowing.count - 1].overflowing = []
            encoding = rest
            return
        }
        guard stride < length else {
            throw .init("the stride must be less than the \(length) tokens that are left, found \(stride)")
        }
        let step = length - stride
        guard count / step < Self.mostOverflow / length else {
            throw .init(
                "a stride of \(stride) in \(length) tokens makes more than \(Self.mostOverflow) of \(count) tokens")
        }
        let parts = Self.parts(of: count, length: length, step: step, direction)
        var result = encoding.part(parts[0])
        result.overflowing = parts.dropFirst().map(encoding.part)
        encoding = result
    }

    private static func parts(of count: Int, length: Int, step: Int, _ direction: Direction) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var position = 0
        repeat {
            let end = min(position + length, count)
            parts.append(direction == .right ? position..<end : (count - end)..<(count - position))
            if end == count { break }
            position += step
        } while true
        return parts
    }
}

/// Why a text cannot be encoded, without the name of the tokenizer's file.
struct EncodingFailure: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}
