import CKernels

/// A stored matrix in blocks of 4 bits, with a scale for each block.
struct QuantizedSource: Sendable {
    /// `[rows][blocks][16]` bytes.
    let packed: ByteSource
    /// `[rows][blocks]` float32.
    let scales: TensorSource
    let columnCount: Int

    /// Reads rows as the numbers that they stand for, `[rows.count][columnCount]`.
    func read(_ rows: Range<Int>, into values: UnsafeMutablePointer<Float>) throws(ModelBuilderError) {
        let blocks = Weight.blockCount(columnCount)
        let size = blocks * Weight.blockSize / 2
        let bytes = ScratchBuffer(byteCount: rows.count * size)
        try packed.read(
            UnsafeMutableRawBufferPointer(start: bytes.start, count: rows.count * size), at: rows.lowerBound * size)
        let factors = ScratchBuffer(byteCount: rows.count * blocks * 4)
        try scales.read(rows.lowerBound * blocks..<rows.upperBound * blocks, into: factors.start)
        for row in 0..<rows.count {
            kernels_dequantize_int4(
                values + row * columnCount, bytes.pointer(to: UInt8.self, at: row * size),
                factors.pointer(to: Float.self, at: row * blocks * 4), columnCount)
        }
    }
}
