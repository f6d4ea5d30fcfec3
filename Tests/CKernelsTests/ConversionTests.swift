import CKernels
import Testing

@Suite("The conversions to float32")
struct ConversionTests {
    @Test("Every float16 becomes the same number", arguments: Kernels.all)
    func everyFloat16(_ kernels: Kernels) {
        let bits = (0...UInt16.max).map { $0 }
        let source = Guarded(bits)
        let target = Guarded([Float](repeating: 0, count: bits.count))
        defer { keep(source, target) }
        kernels.table.pointee.convert_f16(target.start, source.bytes, bits.count)
        for (bits, number) in zip(bits, target.elements) {
            let expected = Float(Float16(bitPattern: bits))
            guard number.bitPattern == expected.bitPattern || number.isNaN && expected.isNaN else {
                Issue.record("\(bits) becomes \(number), not \(expected)")
                return
            }
        }
    }

    @Test("Every bfloat16 becomes the same number", arguments: Kernels.all)
    func everyBFloat16(_ kernels: Kernels) {
        let bits = (0...UInt16.max).map { $0 }
        let source = Guarded(bits)
        let target = Guarded([Float](repeating: 0, count: bits.count))
        defer { keep(source, target) }
        kernels.table.pointee.convert_bf16(target.start, source.bytes, bits.count)
        #expect(target.elements.map(\.bitPattern) == bits.map { UInt32($0) << 16 })
    }

    @Test("Any count from any byte is converted to its end and no further", arguments: Kernels.all)
    func counts(_ kernels: Kernels) {
        for count in [0] + lengths {
            for shift in [0, 1, 3] {
                var numbers = Numbers(count)
                let wanted = numbers.floats(count).map { Float(Float16($0)) }
                let halves = Guarded(wanted.map { Float16($0).bitPattern }, shift: shift)
                let brains = Guarded(wanted.map { UInt16($0.bitPattern >> 16) }, shift: shift)
                let floats = Guarded(wanted, shift: shift)
                let target = Guarded([Float](repeating: 0, count: count))
                defer { keep(halves, brains, floats, target) }
                kernels.table.pointee.convert_f16(target.start, halves.bytes, count)
                #expect(target.elements == wanted)
                kernels.table.pointee.convert_bf16(target.start, brains.bytes, count)
                #expect(target.elements == wanted.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) })
                kernels.table.pointee.convert_f32(target.start, floats.bytes, count)
                #expect(target.elements == wanted)
            }
        }
    }
}

@Suite("The choice of an instruction set")
struct ChoiceTests {
    @Test("The best is the last of the supported ones, and always the same")
    func best() throws {
        let best = kernels_best()
        #expect(String(cString: best.pointee.name) == Kernels.all.last?.name)
        #expect(kernels_best() == best)
    }

    @Test("Each table has its name, and there is none of another name")
    func names() {
        for kernels in Kernels.all { #expect(String(cString: kernels.table.pointee.name) == kernels.name) }
        #expect(Kernels.all.first?.name == "portable")
        #expect(kernels_named("avx3") == nil)
        #expect(kernels_named("") == nil)
    }
}
