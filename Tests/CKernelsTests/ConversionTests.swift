import CKernels
import Testing

@Suite struct ConversionTests {
    @Test("Float16 is the nearest number, the even one of two, for every float16 and what lies between two")
    func float16() {
        var values = (0...UInt16.max).map { Float(Float16(bitPattern: $0)) }.filter { !$0.isNaN }
        let finite = values.filter(\.isFinite).sorted()
        values += zip(finite, finite.dropFirst()).map { ($0 + $1) / 2 }
        values += values.map(\.nextUp) + values.map(\.nextDown) + [1e30, -1e30, .leastNonzeroMagnitude]
        var bits = [UInt16](repeating: 0, count: values.count)
        kernels_narrow_f16(&bits, values, values.count)
        #expect(bits == values.map { Float16($0).bitPattern })
    }

    @Test("Bfloat16 is the nearest number, the even one of two, and NaN stays NaN")
    func bfloat16() {
        let patterns: [UInt32] = [
            0x3f80_0000, 0x3f80_8000, 0x3f81_8000, 0x3f80_8001, 0x3f80_7fff, 0x7f7f_ffff, 0xff80_0000, 0x7f80_0001,
        ]
        var bits = [UInt16](repeating: 0, count: patterns.count)
        kernels_narrow_bf16(&bits, patterns.map(Float.init(bitPattern:)), patterns.count)
        #expect(bits == [0x3f80, 0x3f80, 0x3f82, 0x3f81, 0x3f80, 0x7f80, 0xff80, 0x7fc0])
    }

    @Test("A matrix is turned whatever its size", arguments: [(1, 1), (16, 16), (17, 31), (5, 40), (33, 2)])
    func transpose(rows: Int, columns: Int) {
        let wide = (0..<UInt32(rows * columns)).map { $0 }
        let expected = (0..<columns).flatMap { column in (0..<rows).map { wide[$0 * columns + column] } }
        var turned = [UInt32](repeating: 0, count: wide.count)
        kernels_transpose_32(&turned, rows, wide, columns, rows, columns)
        #expect(turned == expected)
        var narrow = [UInt16](repeating: 0, count: wide.count)
        kernels_transpose_16(&narrow, rows, wide.map { UInt16($0) }, columns, rows, columns)
        #expect(narrow == expected.map { UInt16($0) })
    }

    @Test("A block's scale is its greatest weight by magnitude over -8, and short blocks end in zeros")
    func int4() {
        // ONNX Runtime's own quantiser gave these.
        var weights = [Float](repeating: 0, count: 36)
        weights[0] = 1
        weights[1] = -0.5
        weights[32] = -2
        weights[33] = 2
        weights[35] = 0.3
        var (packed, scales) = ([UInt8](repeating: 255, count: 32), [Float](repeating: 9, count: 2))
        kernels_quantize_int4(&packed, &scales, weights, weights.count)
        #expect(scales == [-0.125, 0.25])
        #expect(packed[0] == 0xc0 && packed[1..<16].allSatisfy { $0 == 0x88 })
        #expect(Array(packed[16..<18]) == [0xf0, 0x98] && packed[18...].allSatisfy { $0 == 0 })
        var back = [Float](repeating: 9, count: 36)
        kernels_dequantize_int4(&back, packed, scales, 36)
        #expect(
            back[0] == 1 && back[1] == -0.5 && back[2] == 0 && back[32] == -2 && back[33] == 1.75 && back[35] == 0.25)
    }

    @Test("A block of zeros has scale 0, and NaN is some quant")
    func specialBlocks() {
        var (packed, scales) = ([UInt8](repeating: 255, count: 32), [Float](repeating: 9, count: 2))
        let weights = [Float](repeating: 0, count: 32) + [Float](repeating: .nan, count: 32)
        kernels_quantize_int4(&packed, &scales, weights, weights.count)
        #expect(scales[0] == 0 && packed[..<16].allSatisfy { $0 == 0x88 })
    }
}
