import CFlavor
import FlavorKit

/// A tensor of the header's, as a plug-in would lay it out, for a decoder to read.
struct RawTensor {
    var tensor = flavor_tensor()
    var shape: [Int64]
    var strides: [Int64]?
    var validity: [UInt8]?

    init(_ dtype: DType, _ shape: [Int64], strides: [Int64]? = nil) {
        self.shape = shape
        self.strides = strides
        tensor.device.type = Int32(FLAVOR_DEVICE_CPU)
        tensor.ndim = Int32(shape.count)
        tensor.dtype.code = dtype.code
        tensor.dtype.bits = dtype.bits
        tensor.dtype.lanes = 1
    }

    /// Decodes the tensor over some elements.
    func decode<Element: BitwiseCopyable>(
        over elements: [Element], with decoder: ABI.Decoder = ABI.Decoder()
    ) throws -> Tensor {
        var elements = elements
        return try elements.withUnsafeMutableBytes { bytes in
            try decode(at: bytes.baseAddress, with: decoder)
        }
    }

    /// Decodes the tensor over memory that starts at an address.
    func decode(at data: UnsafeMutableRawPointer?, with decoder: ABI.Decoder = ABI.Decoder()) throws -> Tensor {
        try shape.withUnsafeBufferPointer { shape in
            try withOptional(strides) { strides in
                try withOptional(validity) { validity in
                    var tensor = tensor
                    tensor.data = data
                    tensor.shape = shape.baseAddress
                    tensor.strides = strides
                    tensor.validity = validity
                    return try withUnsafePointer(to: &tensor) { place in
                        var value = flavor_value()
                        value.kind = UInt32(FLAVOR_KIND_TENSOR)
                        value.as.tensor = place
                        guard case .tensor(let result) = try decoder.decode(&value) else {
                            throw FlavorError(.internal, "another kind came back")
                        }
                        return result
                    }
                }
            }
        }
    }

    private func withOptional<Element, Result>(
        _ array: [Element]?, _ body: (UnsafePointer<Element>?) throws -> Result
    ) rethrows -> Result {
        guard let array else { return try body(nil) }
        return try array.withUnsafeBufferPointer { try body($0.baseAddress) }
    }
}
