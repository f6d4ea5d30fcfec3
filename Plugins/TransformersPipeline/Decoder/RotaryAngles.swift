import Glibc
import ModelConfiguration

/// The cosines and sines of a rotary position encoding.
final class RotaryAngles {
    private let rope: RopeConfiguration
    /// The frequencies of ordinary sequences, then those of extended ones.
    private let frequencies: UnsafeMutablePointer<Float>

    init(_ rope: RopeConfiguration) {
        self.rope = rope
        let all = rope.frequencies + (rope.extended?.frequencies ?? rope.frequencies)
        frequencies = .allocate(capacity: all.count)
        frequencies.initialize(from: all, count: all.count)
    }

    deinit {
        frequencies.deallocate()
    }

    /// Writes the angles of positions, in float32 throughout as transformers calculates them.
    ///
    /// - Parameters:
    ///   - isExtended: Whether the sequence is longer than the threshold of the configuration's extension.
    ///   - cosines: `[tokens][pairCount]`, and so are the sines.
    func write(
        from position: Int, tokens: Int, isExtended: Bool, cosines: UnsafeMutablePointer<Float>,
        sines: UnsafeMutablePointer<Float>
    ) {
        let count = rope.pairCount
        let first = frequencies + (isExtended ? count : 0)
        for token in 0..<tokens {
            let angle = Float(position + token)
            for pair in 0..<count {
                cosines[token * count + pair] = cosf(angle * first[pair]) * rope.scaling
                sines[token * count + pair] = sinf(angle * first[pair]) * rope.scaling
            }
        }
    }
}
