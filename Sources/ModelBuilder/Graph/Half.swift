import CKernels

/// Numbers of 16 bits.
enum Half {
    /// The bits of the float16 nearest to a number.
    static func bits(_ value: Float) -> UInt16 {
        var bits: UInt16 = 0
        withUnsafePointer(to: value) { kernels_narrow_f16(&bits, $0, 1) }
        return bits
    }
}
