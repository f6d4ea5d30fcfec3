import CFlavor
import FlavorKit
import Testing

@Suite("A decoder reads tensors with strides")
struct StridedTensorTests {
    @Test("A transposed matrix")
    func transposed() throws {
        let raw = RawTensor(.float32, [3, 2], strides: [1, 3])
        let tensor = try raw.decode(over: [1, 2, 3, 4, 5, 6] as [Float])
        #expect(tensor.shape == [3, 2])
        #expect(tensor.elements(as: Float.self) == [1, 4, 2, 5, 3, 6])
    }

    @Test("Every other element, from an offset")
    func sliced() throws {
        var raw = RawTensor(.int16, [3], strides: [2])
        raw.tensor.byte_offset = 2
        #expect(try raw.decode(over: [0, 1, 2, 3, 4, 5] as [Int16]).elements(as: Int16.self) == [1, 3, 5])
    }

    @Test("One element for a whole axis")
    func broadcast() throws {
        let raw = RawTensor(.int64, [2, 3], strides: [0, 1])
        #expect(try raw.decode(over: [7, 8, 9] as [Int64]).elements(as: Int64.self) == [7, 8, 9, 7, 8, 9])
    }

    @Test("Elements of every width", arguments: [DType.int8, .int16, .int32, .int64, .complex128])
    func widths(dtype: DType) throws {
        let width = Int(dtype.bits) / 8
        let bytes = (0..<UInt8(12 * width)).map(\.self)
        let tensor = try RawTensor(dtype, [3, 4], strides: [1, 3]).decode(over: bytes)
        var expected: [UInt8] = []
        for row in 0..<3 {
            for column in 0..<4 { expected += bytes[(row + column * 3) * width..<(row + column * 3 + 1) * width] }
        }
        tensor.withUnsafeBytes { #expect($0.elementsEqual(expected)) }
    }

    @Test("Strides that say row-major change nothing, whatever they say of an axis of one")
    func contiguous() throws {
        let elements: [Int32] = [1, 2, 3, 4, 5, 6]
        for strides in [[6, 3, 1], [99, 3, 1], [.max, 3, 1]] as [[Int64]] {
            let raw = RawTensor(.int32, [1, 2, 3], strides: strides)
            #expect(try raw.decode(over: elements).elements(as: Int32.self) == elements)
        }
    }

    @Test("Every permutation of four axes equals a plain loop")
    func permutations() throws {
        let elements = (0..<120).map(Int32.init)
        let extents: [Int64] = [2, 3, 4, 5]
        let strides: [Int64] = [60, 20, 5, 1]
        for order in Self.permutations(of: [0, 1, 2, 3]) {
            let raw = RawTensor(.int32, order.map { extents[$0] }, strides: order.map { strides[$0] })
            var expected: [Int32] = []
            for a in 0..<raw.shape[0] {
                for b in 0..<raw.shape[1] {
                    for c in 0..<raw.shape[2] {
                        for d in 0..<raw.shape[3] {
                            let place = zip([a, b, c, d], order).reduce(0) { $0 + $1.0 * strides[$1.1] }
                            expected.append(Int32(place))
                        }
                    }
                }
            }
            #expect(try raw.decode(over: elements).elements(as: Int32.self) == expected, "\(order)")
        }
    }

    @Test("Packed elements have no strides, except those that say row-major")
    func packed() throws {
        let bytes: [UInt8] = [0x21, 0x43]
        #expect(try RawTensor(.uint4, [4], strides: [1]).decode(over: bytes).byteCount == 2)
        #expect(throws: FlavorError(.internal, "a tensor of packed uint4 has strides")) {
            try RawTensor(.uint4, [2], strides: [2]).decode(over: bytes)
        }
    }

    @Test("Strides that run backwards are refused")
    func negative() {
        #expect(throws: FlavorError(.internal, "a tensor has the strides [-1]")) {
            try RawTensor(.int8, [2], strides: [-1]).decode(over: [1, 2] as [Int8])
        }
    }

    @Test(
        "Strides that leave the address space are refused",
        arguments: [([3], [.max / 2]), ([2, 2], [.max / 2, .max / 2]), ([5], [.max]), ([2], [1 << 61])]
            as [([Int64], [Int64])]
    )
    func overflow(shape: [Int64], strides: [Int64]) {
        let error = #expect(throws: FlavorError.self) {
            try RawTensor(.float64, shape, strides: strides).decode(over: [1, 2, 3, 4, 5] as [Double])
        }
        #expect(error?.message.contains("strides") == true)
    }

    private static func permutations(of items: [Int]) -> [[Int]] {
        guard items.count > 1 else { return [items] }
        return items.flatMap { first in permutations(of: items.filter { $0 != first }).map { [first] + $0 } }
    }
}
