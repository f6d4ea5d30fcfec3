import ONNX

/// A tensor that is written, and how its elements come about.
struct Weight: Sendable {
    /// Its name; of quantised matrices, what their two tensors' names begin with.
    let name: String
    let elementType: ONNXElementType
    let shape: [Int]
    let content: Content
    /// Whether an element that its type cannot hold is an error instead of being rounded.
    var keepsValues = false

    enum Content: Sendable {
        /// The elements of the sources, one after the other.
        case rows([TensorSource])
        /// The same, and a number added to each; small ones only.
        case offset([TensorSource], by: Float)
        /// A matrix whose rows are some columns of the sources: `[columns, rows of all sources]`.
        case columns([TensorSource], Range<Int>)
        /// The rows of the sources in blocks of 4 bits, then the scales of the blocks.
        case int4([TensorSource])
        /// Some rows of a matrix in blocks of 4 bits.
        case dequantized(QuantizedSource, Range<Int>)
        /// Cosines or sines, `[positions, pairs]`.
        case rotary(RotaryTable, RotaryTable.Function)
    }

    /// How many weights share a scale.
    static let blockSize = 32

    /// The initializers that stand for it in the graph.
    ///
    /// - Parameter offset: Where it begins in the file.
    func initializers(in location: String, at offset: Int) -> [ONNXTensor] {
        func tensor(_ name: String, _ type: ONNXElementType, _ shape: [Int], at offset: Int) -> ONNXTensor {
            let length = type.byteCount(of: shape) ?? 0
            return ONNXTensor(
                name: name, elementType: type, shape: shape,
                content: .external(ONNXExternalData(location: location, offset: offset, length: length)))
        }
        guard case .int4 = content else { return [tensor(name, elementType, shape, at: offset)] }
        let blocks = Self.blockCount(shape[1])
        return [
            tensor("\(name)_Q4", .uint8, [shape[0], blocks, Self.blockSize / 2], at: offset),
            tensor("\(name)_scales", .float, [shape[0], blocks], at: offset + packedByteCount),
        ]
    }

    /// How many bytes it takes in the file.
    var byteCount: Int {
        guard case .int4 = content else { return elementType.byteCount(of: shape) ?? 0 }
        return packedByteCount + shape[0] * Self.blockCount(shape[1]) * 4
    }

    /// How many bytes the packed integers of a quantised matrix take.
    var packedByteCount: Int { shape[0] * Self.blockCount(shape[1]) * Self.blockSize / 2 }

    static func blockCount(_ columns: Int) -> Int { (columns + blockSize - 1) / blockSize }
}

extension Weight {
    /// The stored tensors that it is made of.
    var sources: [TensorSource] {
        switch content {
        case .rows(let sources), .offset(let sources, _), .columns(let sources, _), .int4(let sources): sources
        case .dequantized, .rotary: []
        }
    }
}
