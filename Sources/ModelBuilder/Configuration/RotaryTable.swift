import Glibc

/// The cosines and sines of positions from 0.
struct RotaryTable: Sendable {
    /// What the angle of each pair grows by from position to position, in radians.
    let frequencies: [Float]
    /// How many positions.
    let positionCount: Int
    /// What cosines and sines are multiplied by.
    let scaling: Float

    /// Calculates a part of the table, in float32 throughout as transformers does.
    ///
    /// - Parameter values: `[positions.count][frequencies.count]`.
    func write(_ function: Function, positions: Range<Int>, to values: UnsafeMutableBufferPointer<Float>) {
        var index = 0
        for position in positions {
            for frequency in frequencies {
                let angle = Float(position) * frequency
                values[index] = (function == .cosine ? cosf(angle) : sinf(angle)) * scaling
                index += 1
            }
        }
    }

    enum Function: Sendable {
        case cosine
        case sine
    }
}
