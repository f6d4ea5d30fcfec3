import FlavorKit
import ModelConfiguration

/// The memory that a sequence calculates in, reserved once.
final class Scratch {
    /// How many tokens go through the layers together.
    static let tokens = 64

    /// Where the parts are, without a reference to the memory, which this object keeps.
    struct Pointers {
        /// The vectors that the layers add to, `[tokens][hiddenSize]`.
        let hidden: UnsafeMutablePointer<Float>
        /// Their norms, of the same shape.
        let normed: UnsafeMutablePointer<Float>
        /// What a projection back to the hidden size gives, of the same shape.
        let projected: UnsafeMutablePointer<Float>
        /// `[tokens][headCount][headSize]`.
        let queries: UnsafeMutablePointer<Float>
        /// What the heads give, of the same shape.
        let attended: UnsafeMutablePointer<Float>
        /// `[tokens][intermediateSize]`.
        let gate: UnsafeMutablePointer<Float>
        let up: UnsafeMutablePointer<Float>
        /// `[tokens][pairCount]`.
        let cosines: UnsafeMutablePointer<Float>
        let sines: UnsafeMutablePointer<Float>
        /// `[vocabularySize]`.
        let logits: UnsafeMutablePointer<Float>
        /// Each share's norm of a single token, `[shares][ownCount]`.
        let own: UnsafeMutablePointer<Float>
        let ownCount: Int
        /// Each share's keys on their way to the cache, `[shares][keyCount]`.
        let keys: UnsafeMutablePointer<Float>
        let keyCount: Int
    }

    let pointers: Pointers
    private let buffer: FloatBuffer

    init(_ configuration: DecoderConfiguration, shares: Int) throws(FlavorError) {
        let hidden = configuration.hiddenSize * Self.tokens
        let queries = configuration.headCount * configuration.headSize * Self.tokens
        let inner = configuration.intermediateSize * Self.tokens
        let angles = configuration.rope.pairCount * Self.tokens
        let own = Self.wholeLines(configuration.hiddenSize)
        let keys = Self.wholeLines(configuration.headSize * Self.tokens)
        let counts = [
            hidden, hidden, hidden, queries, queries, inner, inner, angles, angles, configuration.vocabularySize,
            own * shares, keys * shares,
        ]
        var starts = [0]
        for count in counts { starts.append(starts[starts.count - 1] + Self.wholeLines(count)) }
        buffer = try FloatBuffer(count: starts[starts.count - 1], for: "calculating with this model")
        let parts = starts.map { [start = buffer.start] in start + $0 }
        pointers = Pointers(
            hidden: parts[0], normed: parts[1], projected: parts[2], queries: parts[3], attended: parts[4],
            gate: parts[5], up: parts[6], cosines: parts[7], sines: parts[8], logits: parts[9], own: parts[10],
            ownCount: own, keys: parts[11], keyCount: keys)
    }

    /// A count taken up to whole lines of cache, so that no two parts share one.
    private static func wholeLines(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
