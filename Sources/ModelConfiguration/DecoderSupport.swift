/// What a user of configurations can do with a decoder; a model that needs more is refused with a sentence.
public struct DecoderSupport: Sendable {
    /// The families, in the order in which a refusal names them.
    public let families: [DecoderFamily]
    /// The activations of the feed-forward part.
    public let activations: [DecoderActivation]
    /// Whether some layers may see a window only while others see everything.
    public let mixesWindows: Bool
    /// Whether the part of a head that turns may have an odd size, which transformers takes up to whole pairs.
    public let turnsOddSizes: Bool
    /// The longest context.
    public let longestContext: Int

    /// The longest window that is taken for one, and the longest context that any user may name: more positions than float32
    /// tells apart.
    public static let mostPositions = 1 << 31

    /// Creates a description.
    public init(
        families: [DecoderFamily], activations: [DecoderActivation], mixesWindows: Bool, turnsOddSizes: Bool,
        longestContext: Int = mostPositions
    ) {
        self.families = families
        self.activations = activations
        self.mixesWindows = mixesWindows
        self.turnsOddSizes = turnsOddSizes
        self.longestContext = longestContext
    }
}
