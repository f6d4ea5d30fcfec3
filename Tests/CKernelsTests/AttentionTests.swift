import CKernels
import Glibc
import Testing

@Suite("The attention of one head")
struct AttentionTests {
    private static let tile = Int(KERNELS_TILE)

    /// A query against positions `first..<end` of a cache whose other positions hold what must not be seen.
    private func check(_ kernels: Kernels, first: Int, end: Int, size: Int) {
        var numbers = Numbers(first * 1009 + end * 31 + size)
        let tiles = (end + Self.tile - 1) / Self.tile
        let keys = Guarded([Float](repeating: .nan, count: tiles * Self.tile * size))
        let values = Guarded([Float](repeating: .nan, count: end * size))
        let query = Guarded(numbers.floats(size))
        let scale = 1 / Float(size).squareRoot()
        var scores: [Double] = []
        for position in first..<end {
            let key = numbers.floats(size)
            kernels_store_key(keys.start, key, position, size)
            scores.append(zip(query.elements, key).reduce(0) { $0 + Double($1.0) * Double($1.1) } * Double(scale))
            for (element, value) in numbers.floats(size).enumerated() {
                values.start[position * size + element] = value
            }
        }
        let greatest = scores.max() ?? 0
        let powers = scores.map { exp($0 - greatest) }
        let sum = powers.reduce(0, +)
        let out = Guarded([Float](repeating: 0, count: size))
        let scratch = Guarded([Float](repeating: 0, count: end - first + 2 * Self.tile))
        defer { keep(keys, values, query, out, scratch) }
        kernels.table.pointee.attention(
            out.start, query.start, keys.start, values.start, scratch.start, first, end, size, scale)
        for element in 0..<size {
            var expected = 0.0
            for position in first..<end {
                expected += powers[position - first] / sum * Double(values.start[position * size + element])
            }
            #expect(
                abs(Double(out.start[element]) - expected) < 4e-6,
                "element \(element) of \(size), positions \(first)..<\(end)")
        }
    }

    @Test("Every length is attended to from its first to its last position and no further", arguments: Kernels.all)
    func everyLength(_ kernels: Kernels) {
        for end in 1...150 { check(kernels, first: 0, end: end, size: 32) }
    }

    @Test("Positions before the first and from the end on are not seen", arguments: Kernels.all)
    func windows(_ kernels: Kernels) {
        for first in [1, 5, 15, 16, 17, 31, 47, 100] {
            for count in [1, 2, 8, 15, 16, 17, 33, 64, 65, 129] {
                check(kernels, first: first, end: first + count, size: 24)
            }
        }
    }

    @Test("Heads of every size are attended to", arguments: Kernels.all)
    func everySize(_ kernels: Kernels) {
        for size in lengths.filter({ $0 < 260 }) { check(kernels, first: 3, end: 45, size: size) }
    }
}
