import CKernels

/// A matrix of weights `[rows, columns]`, used where it lies in a mapped file and in its own type.
///
/// It holds pointers alone, so that copying it costs nothing while a model runs; the decoder keeps their memory alive.
struct Projection {
    let weights: UnsafeRawPointer
    let rows: Int
    let columns: Int
    let bytesPerRow: Int
    /// What is added to each output, `[rows]`; nil for nothing.
    let bias: UnsafePointer<Float>?
    /// The product for the weights' type.
    let multiply: Multiply
    /// The conversion of such weights to float32.
    let convert: Convert
    let add: Add

    typealias Multiply =
        @convention(c) (
            UnsafeMutablePointer<Float>, Int, UnsafePointer<Float>, Int, UnsafeRawPointer, Int, Int, Int
        ) -> Void
    typealias Convert = @convention(c) (UnsafeMutablePointer<Float>, UnsafeRawPointer, Int) -> Void
    typealias Add = @convention(c) (UnsafeMutablePointer<Float>, Float, UnsafePointer<Float>, Int) -> Void

    /// The rows of a range, as a projection of their own.
    func part(_ range: Range<Int>) -> Projection {
        Projection(
            weights: weights + range.lowerBound * bytesPerRow, rows: range.count, columns: columns,
            bytesPerRow: bytesPerRow, bias: bias.map { $0 + range.lowerBound }, multiply: multiply, convert: convert,
            add: add)
    }

    /// y[t][i] = x[t] · row i + bias[i], for the rows of a range and `tokens` inputs of `columns` numbers each.
    ///
    /// - Parameters:
    ///   - y: Where the first output of the range goes.
    ///   - stride: From one token's outputs to the next one's.
    func apply(
        _ range: Range<Int>, to x: UnsafePointer<Float>, tokens: Int, into y: UnsafeMutablePointer<Float>, stride: Int
    ) {
        guard !range.isEmpty else { return }
        multiply(
            y, stride, x, columns, weights + range.lowerBound * bytesPerRow, range.count, columns, tokens)
        guard let bias else { return }
        for token in 0..<tokens { add(y + token * stride, 1, bias + range.lowerBound, range.count) }
    }

    /// A row as float32.
    func read(_ row: Int, into out: UnsafeMutablePointer<Float>) {
        convert(out, weights + row * bytesPerRow, columns)
    }
}
