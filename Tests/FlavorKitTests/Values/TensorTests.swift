import FlavorKit
import Testing

@Suite("Tensors")
struct TensorTests {
    private func storage(_ byteCount: Int) -> TensorStorage { TensorStorage(byteCount: byteCount) { _ in } }

    @Test("Elements of every Swift type come back as they were given")
    func elements() throws {
        #expect(Tensor([1, -2] as [Int8]).elements(as: Int8.self) == [1, -2])
        #expect(Tensor([.min, .max] as [Int64]).elements(as: Int64.self) == [.min, .max])
        #expect(Tensor([.max] as [UInt64]).elements(as: UInt64.self) == [.max])
        #expect(Tensor([0.5] as [Float16]).elements(as: Float16.self) == [0.5])
        #expect(Tensor([true, false]).elements(as: Bool.self) == [true, false])
        #expect(Tensor([] as [Double]).elements(as: Double.self) == [])
        #expect(try Tensor([1.5], shape: []).elements(as: Double.self) == [1.5])
        #expect(Tensor([1, 2] as [Int32]).elements(as: Float.self) == nil)
    }

    @Test("The number of elements must be the shape's product")
    func elementCount() {
        #expect(
            throws: FlavorError(
                .invalidArgument, "tensor with shape [2, 2]: expected as many elements as the shape's product, found 3")
        ) { try Tensor([1, 2, 3] as [Int32], shape: [2, 2]) }
        #expect(throws: FlavorError.self) { try Tensor([] as [Int32], shape: []) }
        #expect(throws: FlavorError.self) { try Tensor([1] as [Int32], shape: [-1, -1]) }
    }

    @Test(
        "Shapes that no memory could hold are refused",
        arguments: [[-1], [.max, 2], [1 << 32, 1 << 32], [.max], [Int](repeating: 1, count: 33)])
    func impossibleShapes(shape: [Int]) {
        #expect(throws: FlavorError(.invalidArgument, "tensor of float64: shape \(shape) is not a possible one")) {
            try Tensor(dtype: .float64, shape: shape, storage: storage(64))
        }
    }

    @Test("The storage must hold the elements from the offset on")
    func tooFewBytes() throws {
        #expect(throws: Never.self) { try Tensor(dtype: .int16, shape: [2, 2], storage: storage(10), byteOffset: 2) }
        #expect(
            throws: FlavorError(
                .invalidArgument, "tensor of int16 with shape [2, 2]: expected 8 bytes at offset 4, found 10 in all")
        ) { try Tensor(dtype: .int16, shape: [2, 2], storage: storage(10), byteOffset: 4) }
        for offset in [-1, .max, .min] {
            #expect(throws: FlavorError.self) {
                try Tensor(dtype: .int16, shape: [1], storage: storage(10), byteOffset: offset)
            }
        }
    }

    @Test("Packed elements take whole bytes together")
    func packed() throws {
        #expect(try Tensor(dtype: .int4, shape: [3], storage: storage(2)).byteCount == 2)
        #expect(try Tensor(dtype: .int2, shape: [5], storage: storage(2)).byteCount == 2)
        #expect(try Tensor(dtype: .float6e2m3fn, shape: [4], storage: storage(3)).byteCount == 3)
        #expect(throws: FlavorError.self) { try Tensor(dtype: .int4, shape: [5], storage: storage(2)) }
    }

    @Test("The validity must have a bit for each element")
    func validity() throws {
        let tensor = try Tensor(dtype: .int8, shape: [9], storage: storage(9), validity: [0b1111_1101, 0])
        #expect((0..<9).filter { !tensor.isValid(at: $0) } == [1, 8])
        #expect(
            throws: FlavorError(
                .invalidArgument, "tensor of int8 with shape [9]: expected 2 bytes of validity, found 1")
        ) { try Tensor(dtype: .int8, shape: [9], storage: storage(9), validity: [255]) }
    }

    @Test("Tensors are equal by type, shape, nulls and bytes")
    func equality() throws {
        let base = Tensor([1, 2, 3, 4] as [Int32])
        #expect(base == Tensor([1, 2, 3, 4] as [Int32]))
        #expect(base != Tensor([1, 2, 3, 5] as [Int32]))
        #expect(base != Tensor([1, 2, 3, 4] as [UInt32]))
        #expect(try base != Tensor([1, 2, 3, 4] as [Int32], shape: [2, 2]))
        let storage = TensorStorage(byteCount: 4) { $0.copyBytes(from: [1, 2, 3, 4]) }
        let whole = try Tensor(dtype: .int8, shape: [4], storage: storage, validity: [0xFF])
        #expect(try whole == Tensor(dtype: .int8, shape: [4], storage: storage))
        #expect(try whole != Tensor(dtype: .int8, shape: [4], storage: storage, validity: [0xF7]))
    }

    @Test("An empty tensor whose other extents overflow is refused or usable, never a trap")
    func emptyOverflow() {
        if let tensor = try? Tensor(dtype: .int8, shape: [1 << 62, 4, 0], storage: storage(0)) {
            #expect(tensor.elementCount == 0)
            #expect(tensor.byteCount == 0)
        }
    }

    @Test("Storage is aligned to 64 bytes")
    func alignment() {
        for byteCount in [0, 1, 63, 4097] {
            storage(byteCount).withUnsafeBytes { bytes in
                #expect(bytes.count == byteCount)
                #expect(UInt(bitPattern: bytes.baseAddress) % 64 == 0)
            }
        }
    }

    @Test("Strings need as many items as the shape's product")
    func strings() throws {
        #expect(try StringTensor(["a", "b", "c", nil], shape: [2, 2]).items.count == 4)
        #expect(
            throws: FlavorError(
                .invalidArgument, "strings with shape [2, 2]: expected as many items as the shape's product, found 3")
        ) { try StringTensor(["a", "b", "c"], shape: [2, 2]) }
        #expect(throws: FlavorError.self) { try StringTensor(["a"], shape: [Int](repeating: 1, count: 33)) }
        #expect(throws: FlavorError.self) { try StringTensor([], shape: [-1]) }
    }
}
