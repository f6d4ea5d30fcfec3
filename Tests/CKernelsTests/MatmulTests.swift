import CKernels
import Testing

@Suite("The matrix product")
struct MatmulTests {
    /// How weights are stored.
    enum WeightType: String, CaseIterable, CustomTestStringConvertible {
        case bf16
        case f16
        case f32

        var testDescription: String { rawValue }

        /// Appends a number's bytes and returns the number that they stand for.
        func encode(_ number: Float, to bytes: inout [UInt8]) -> Double {
            switch self {
            case .bf16:
                let bits = number.bitPattern >> 16
                bytes += [UInt8(bits & 0xFF), UInt8(bits >> 8)]
                return Double(Float(bitPattern: bits << 16))
            case .f16:
                let half = Float16(number)
                bytes += [UInt8(half.bitPattern & 0xFF), UInt8(half.bitPattern >> 8)]
                return Double(half)
            case .f32:
                withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
                return Double(number)
            }
        }

        func multiply(_ kernels: Kernels)
            -> @convention(c) (
                UnsafeMutablePointer<Float>, Int, UnsafePointer<Float>, Int, UnsafeRawPointer, Int, Int, Int
            ) -> Void
        {
            switch self {
            case .bf16: kernels.table.pointee.matmul_bf16
            case .f16: kernels.table.pointee.matmul_f16
            case .f32: kernels.table.pointee.matmul_f32
            }
        }
    }

    /// Compares one shape with sums in double precision; the bound follows from rounding each product and sum.
    private func check(_ kernels: Kernels, _ type: WeightType, rows: Int, columns: Int, tokens: Int, shift: Int) {
        var numbers = Numbers(rows * 7919 + columns * 31 + tokens)
        var bytes: [UInt8] = []
        let w = numbers.floats(rows * columns).map { type.encode($0, to: &bytes) }
        let weights = Guarded(bytes, shift: shift)
        let xStride = columns + 3
        let yStride = rows + 2
        let x = Guarded(numbers.floats((tokens - 1) * xStride + columns), shift: 4 * (shift % 3))
        let y = Guarded([Float](repeating: 77, count: (tokens - 1) * yStride + rows), shift: 4 * (shift % 5))
        defer { keep(weights, x, y) }
        type.multiply(kernels)(y.start, yStride, x.start, xStride, weights.bytes, rows, columns, tokens)
        let result = y.elements
        let xs = x.elements
        for index in result.indices {
            let (token, row) = (index / yStride, index % yStride)
            guard row < rows else {
                if result[index] != 77 { Issue.record("what lies between two tokens is written") }
                continue
            }
            var sum = 0.0
            var magnitude = 0.0
            for k in 0..<columns {
                let product = Double(xs[token * xStride + k]) * w[row * columns + k]
                sum += product
                magnitude += abs(product)
            }
            let bound = magnitude * (4 + Double(columns) / 8) * Double(Float.ulpOfOne)
            guard abs(Double(result[index]) - sum) <= bound + 1e-30 else {
                Issue.record(
                    "row \(row) of \(rows), token \(token) of \(tokens), \(columns) columns: \(result[index]), not \(sum)"
                )
                return
            }
        }
    }

    @Test("Every number of columns is summed to its end and no further", arguments: Kernels.all, WeightType.allCases)
    func columns(_ kernels: Kernels, _ type: WeightType) {
        for columns in lengths + [1023, 1024, 1025, 1056, 2049] {
            for (rows, tokens) in [(5, 1), (5, 5)] {
                check(kernels, type, rows: rows, columns: columns, tokens: tokens, shift: 0)
            }
        }
    }

    @Test("Every number of rows and tokens is done", arguments: Kernels.all, WeightType.allCases)
    func rowsAndTokens(_ kernels: Kernels, _ type: WeightType) {
        for rows in 1...13 {
            for tokens in 1...11 { check(kernels, type, rows: rows, columns: 37, tokens: tokens, shift: 0) }
        }
    }

    @Test("Weights may begin at any byte", arguments: Kernels.all, WeightType.allCases)
    func unaligned(_ kernels: Kernels, _ type: WeightType) {
        for shift in [1, 2, 3, 4, 7, 8, 16, 24] {
            for columns in [1, 15, 33, 77] {
                check(kernels, type, rows: 6, columns: columns, tokens: 1, shift: shift)
                check(kernels, type, rows: 6, columns: columns, tokens: 7, shift: shift)
            }
        }
    }

    @Test("No rows are no work, and no columns sum to zero", arguments: Kernels.all, WeightType.allCases)
    func empty(_ kernels: Kernels, _ type: WeightType) {
        let y = Guarded<Float>([5, 5, 5, 5, 5, 5])
        let x = Guarded<Float>([1])
        let weights = Guarded<UInt8>([0, 0, 0, 0])
        defer { keep(weights, x, y) }
        type.multiply(kernels)(y.start, 3, x.start, 1, weights.bytes, 0, 1, 2)
        #expect(y.elements == [5, 5, 5, 5, 5, 5])
        type.multiply(kernels)(y.start, 3, x.start, 0, weights.bytes, 3, 0, 2)
        #expect(y.elements == [0, 0, 0, 0, 0, 0])
        type.multiply(kernels)(y.start, 0, x.start, 0, weights.bytes, 6, 0, 1)
        #expect(y.elements == [0, 0, 0, 0, 0, 0])
    }

    @Test("Activations are not rounded to the weights' type", arguments: Kernels.all, WeightType.allCases)
    func keepsActivations(_ kernels: Kernels, _ type: WeightType) {
        let exact: Float = 1 + 0x1p-20
        let x = Guarded([Float](repeating: exact, count: 64))
        var bytes: [UInt8] = []
        for k in 0..<64 { _ = type.encode(k == 0 ? 1 : 0, to: &bytes) }
        let weights = Guarded(bytes)
        let y = Guarded<Float>([0])
        defer { keep(weights, x, y) }
        type.multiply(kernels)(y.start, 1, x.start, 64, weights.bytes, 1, 64, 1)
        #expect(y.elements == [exact])
    }
}
