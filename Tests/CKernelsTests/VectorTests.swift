import CKernels
import Glibc
import Testing

@Suite("The functions of vectors")
struct VectorTests {
    private func isClose(_ found: Float, _ expected: Double, relative: Double = 4e-6, absolute: Double = 1e-30) -> Bool
    {
        abs(Double(found) - expected) <= abs(expected) * relative + absolute
    }

    @Test("dot is the sum of products", arguments: Kernels.all)
    func dot(_ kernels: Kernels) {
        for count in [0] + lengths {
            var numbers = Numbers(count)
            let x = Guarded(numbers.floats(count), shift: 4)
            let y = Guarded(numbers.floats(count))
            defer { keep(x, y) }
            let products = zip(x.elements, y.elements).map { Double($0) * Double($1) }
            let bound = products.reduce(0) { $0 + abs($1) } * 1e-6
            let sum = kernels.table.pointee.dot(x.start, y.start, count)
            #expect(isClose(sum, products.reduce(0, +), relative: 0, absolute: bound))
        }
    }

    @Test("axpy adds a multiple", arguments: Kernels.all)
    func axpy(_ kernels: Kernels) {
        for count in [0] + lengths {
            var numbers = Numbers(count)
            let x = Guarded(numbers.floats(count))
            let before = numbers.floats(count)
            let y = Guarded(before, shift: 8)
            defer { keep(x, y) }
            kernels.table.pointee.axpy(y.start, 0.7, x.start, count)
            for index in 0..<count {
                let expected = Double(before[index]) + Double(Float(0.7)) * Double(x.start[index])
                #expect(isClose(y.start[index], expected, absolute: 1e-6))
            }
        }
    }

    @Test("rmsnorm divides by the root of the mean square, also in place", arguments: Kernels.all)
    func rmsnorm(_ kernels: Kernels) {
        for count in lengths {
            var numbers = Numbers(count)
            let values = numbers.floats(count)
            let x = Guarded(values, shift: 4)
            let weight = Guarded(numbers.floats(count))
            let out = Guarded([Float](repeating: 0, count: count))
            defer { keep(x, weight, out) }
            kernels.table.pointee.rmsnorm(out.start, x.start, weight.start, count, 1e-2)
            let mean = values.reduce(0) { $0 + Double($1) * Double($1) } / Double(count)
            for index in 0..<count {
                let expected = Double(values[index]) / (mean + Double(Float(1e-2))).squareRoot()
                #expect(isClose(out.start[index], expected * Double(weight.start[index])))
            }
            kernels.table.pointee.rmsnorm(x.start, x.start, weight.start, count, 1e-2)
            #expect(x.elements == out.elements)
        }
    }

    @Test("softmax gives shares of one, whatever the size of its numbers", arguments: Kernels.all)
    func softmax(_ kernels: Kernels) {
        for count in lengths {
            for (spread, offset) in [(Float(4), Float(0)), (60, 1e4), (0.001, -1e4)] {
                var numbers = Numbers(count)
                let values = numbers.floats(count, in: -spread...spread).map { $0 + offset }
                let x = Guarded(values, shift: 4)
                kernels.table.pointee.softmax(x.start, count)
                let greatest = Double(values.max() ?? 0)
                let powers = values.map { exp(Double($0) - greatest) }
                let sum = powers.reduce(0, +)
                for (found, power) in zip(x.elements, powers) {
                    #expect(isClose(found, power / sum, absolute: 1.2e-38))
                }
            }
        }
    }

    @Test("softmax gives minus infinity nothing", arguments: Kernels.all)
    func softmaxOfInfinity(_ kernels: Kernels) {
        for count in [2, 9, 17, 40] {
            let x = Guarded((0..<count).map { $0 == 1 ? 3 : -Float.infinity })
            kernels.table.pointee.softmax(x.start, count)
            #expect(x.elements == (0..<count).map { $0 == 1 ? 1 : 0 })
        }
    }

    @Test("rope turns pairs that are half a head apart", arguments: Kernels.all)
    func rope(_ kernels: Kernels) {
        for half in [0] + lengths {
            var numbers = Numbers(half)
            let values = numbers.floats(2 * half)
            let x = Guarded(values, shift: 4)
            let angles = numbers.floats(half, in: -3...3)
            let cosines = Guarded(angles.map { cosf($0) })
            let sines = Guarded(angles.map { sinf($0) })
            defer { keep(x, cosines, sines) }
            kernels.table.pointee.rope(x.start, cosines.start, sines.start, half)
            for index in 0..<half {
                let (first, second) = (Double(values[index]), Double(values[index + half]))
                let (cosine, sine) = (Double(cosines.start[index]), Double(sines.start[index]))
                #expect(isClose(x.start[index], first * cosine - second * sine, absolute: 1e-6))
                #expect(isClose(x.start[index + half], second * cosine + first * sine, absolute: 1e-6))
            }
        }
    }

    @Test("silu_multiply weighs a number by its own sigmoid", arguments: Kernels.all)
    func siluMultiply(_ kernels: Kernels) {
        for count in [0] + lengths {
            var numbers = Numbers(count)
            let values = numbers.floats(count, in: -30...30)
            let gate = Guarded(values, shift: 4)
            let up = Guarded(numbers.floats(count))
            defer { keep(gate, up) }
            kernels.table.pointee.silu_multiply(gate.start, up.start, count)
            for index in 0..<count {
                let expected = Double(values[index]) / (1 + exp(-Double(values[index]))) * Double(up.start[index])
                #expect(isClose(gate.start[index], expected))
            }
        }
    }

    @Test("silu_multiply keeps its value far out", arguments: Kernels.all)
    func siluFarOut(_ kernels: Kernels) {
        let far: [Float] = [-1e30, -1000, -200, -104, -89, -88.5, -87, 0, 87, 88.5, 89, 104, 1000, 1e30]
        let gate = Guarded(far)
        let up = Guarded([Float](repeating: 1, count: far.count))
        defer { keep(gate, up) }
        kernels.table.pointee.silu_multiply(gate.start, up.start, far.count)
        for (found, value) in zip(gate.elements, far) {
            let expected = Double(value) / (1 + exp(-Double(value)))
            #expect(isClose(found, expected, absolute: 1e-35), "of \(value)")
        }
    }

    private func argmax(_ kernels: Kernels, _ values: [Float]) -> Int {
        let x = Guarded(values, shift: 4)
        defer { keep(x) }
        return kernels.table.pointee.argmax(x.start, x.count)
    }

    @Test("argmax is the first of the greatest", arguments: Kernels.all)
    func argmaxOfMany(_ kernels: Kernels) {
        for count in lengths {
            var numbers = Numbers(count)
            var values = numbers.floats(count)
            let at = Int.random(in: 0..<count, using: &numbers)
            values[at] = 9
            #expect(argmax(kernels, values) == at)
            values[Int.random(in: at..<count, using: &numbers)] = 9
            #expect(argmax(kernels, values) == at)
        }
    }

    @Test("argmax passes over NaN, and of nothing is 0", arguments: Kernels.all)
    func argmaxOfNaN(_ kernels: Kernels) {
        for count in [1, 7, 8, 16, 19, 40] {
            var values = [Float](repeating: .nan, count: count)
            #expect(argmax(kernels, values) == 0)
            values[count - 1] = -5
            #expect(argmax(kernels, values) == count - 1)
            #expect(argmax(kernels, [Float](repeating: -.infinity, count: count)) == 0)
        }
        #expect(argmax(kernels, []) == 0)
    }
}
