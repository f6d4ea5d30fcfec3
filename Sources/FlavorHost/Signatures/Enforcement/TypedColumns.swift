import FlavorKit

extension Tensor {
    /// int64 elements as float64; nil when one would be rounded and must not be.
    func doubles(isRounding: Bool) -> Value? {
        convert(Int64.self) { isRounding ? Double($0) : Double(exactly: $0) }
    }

    /// float64 elements rounded to float32; nil when one is too large or too small.
    var roundedFloats: Value? {
        convert(Double.self) { number in
            let rounded = Float(number)
            return rounded.isFinite == number.isFinite && (rounded != 0) == (number != 0) ? rounded : nil
        }
    }

    /// int64 elements as int32; nil when one does not fit.
    var narrowIntegers: Value? {
        convert(Int64.self) { Int32(exactly: $0) }
    }

    private func convert<From: TensorElement, To: TensorElement>(
        _ type: From.Type, _ element: (From) -> To?
    ) -> Value? {
        guard dtype == From.dtype else { return nil }
        var isWhole = true
        let count = elementCount
        let storage = withUnsafeBytes { source in
            TensorStorage(byteCount: count * MemoryLayout<To>.size) { target in
                for position in 0..<count {
                    let value = source.loadUnaligned(fromByteOffset: position * MemoryLayout<From>.size, as: type)
                    guard let converted = element(value) else {
                        isWhole = false
                        return
                    }
                    target.storeBytes(of: converted, toByteOffset: position * MemoryLayout<To>.size, as: To.self)
                }
            }
        }
        guard isWhole, let tensor = try? Tensor(dtype: To.dtype, shape: shape, storage: storage) else { return nil }
        return .tensor(tensor)
    }
}
