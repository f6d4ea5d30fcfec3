import CFlavor
import FlavorKit
import Testing

@Suite("Buffers of the host are kept without a copy, and given back")
struct BufferOwnershipTests {
    @Test("A tensor in a buffer keeps one reference for as long as it lives")
    func balanced() throws {
        let ledger = BufferLedger()
        let buffer = ledger.allocate(byteCount: 64)
        defer { ledger.free(buffer) }
        buffer.pointee.data.storeBytes(of: 42, toByteOffset: 8, as: Double.self)

        var tensor: Tensor? = try decode(in: buffer, with: ledger)
        #expect(ledger.references(to: buffer) == 2)
        tensor?.withUnsafeBytes { bytes in
            #expect(bytes.baseAddress == UnsafeRawPointer(buffer.pointee.data + 8))
        }
        #expect(tensor?.elements(as: Double.self)?.first == 42)
        var copy = tensor
        tensor = nil
        #expect(ledger.references(to: buffer) == 2)
        copy = nil
        #expect(copy == nil && ledger.references(to: buffer) == 1)
    }

    @Test("A tensor that is passed on names its buffer again")
    func passedOn() throws {
        let ledger = BufferLedger()
        let buffer = ledger.allocate(byteCount: 64)
        defer { ledger.free(buffer) }
        let first = try decode(in: buffer, with: ledger)
        let second = try roundTrip(.tensor(first), with: ledger.decoder)
        #expect(ledger.references(to: buffer) == 3)
        #expect(second == .tensor(first))
        withExtendedLifetime((first, second)) {}
    }

    @Test("Elements that do not lie wholly in the buffer are copied, and nothing is kept")
    func outside() throws {
        let ledger = BufferLedger()
        let buffer = ledger.allocate(byteCount: 8)
        defer { ledger.free(buffer) }
        let elements: [Double] = [1, 2, 3]
        var raw = RawTensor(.float64, [3])
        raw.tensor.owner = UnsafePointer(buffer)
        let tensor = try raw.decode(over: elements, with: ledger.decoder)
        #expect(tensor.elements(as: Double.self) == elements)
        #expect(ledger.references(to: buffer) == 1)
    }

    @Test("A buffer that is not the host's is refused")
    func foreign() throws {
        let ledger = BufferLedger()
        let other = BufferLedger()
        let buffer = other.allocate(byteCount: 64)
        defer { other.free(buffer) }
        #expect(throws: FlavorError(.internal, "a tensor's owner is not a buffer of this host")) {
            try decode(in: buffer, with: ledger)
        }
        #expect(other.references(to: buffer) == 1)
    }

    @Test("Without a way to retain it a buffer is copied from")
    func copied() throws {
        let ledger = BufferLedger()
        let buffer = ledger.allocate(byteCount: 64)
        var raw = RawTensor(.float64, [4])
        raw.tensor.owner = UnsafePointer(buffer)
        let tensor = try raw.decode(at: buffer.pointee.data)
        #expect(ledger.references(to: buffer) == 1)
        ledger.free(buffer)
        #expect(tensor.elements(as: Double.self) == [0, 0, 0, 0])
    }

    @Test("Strides make a copy, and nothing is kept")
    func strided() throws {
        let ledger = BufferLedger()
        let buffer = ledger.allocate(byteCount: 64)
        defer { ledger.free(buffer) }
        var raw = RawTensor(.float64, [3], strides: [2])
        raw.tensor.owner = UnsafePointer(buffer)
        _ = try raw.decode(at: buffer.pointee.data, with: ledger.decoder)
        #expect(ledger.references(to: buffer) == 1)
    }

    @Test("A refusal later in the tree gives back what was kept")
    func refusal() throws {
        let ledger = BufferLedger()
        let buffer = ledger.allocate(byteCount: 64)
        defer { ledger.free(buffer) }
        var raw = RawTensor(.float64, [4])
        raw.tensor.owner = UnsafePointer(buffer)
        raw.tensor.data = buffer.pointee.data
        raw.shape.withUnsafeBufferPointer { shape in
            raw.tensor.shape = shape.baseAddress
            withUnsafePointer(to: &raw.tensor) { tensor in
                var items = [flavor_value(), flavor_value()]
                items[0].kind = UInt32(FLAVOR_KIND_TENSOR)
                items[0].as.tensor = tensor
                items[1].kind = 99
                items.withUnsafeBufferPointer { items in
                    var list = flavor_value()
                    list.kind = UInt32(FLAVOR_KIND_LIST)
                    list.as.list.items = items.baseAddress
                    list.as.list.count = 2
                    #expect(throws: FlavorError.self) { try ledger.decoder.decode(&list) }
                }
            }
        }
        #expect(ledger.references(to: buffer) == 1)
    }

    private func decode(in buffer: UnsafeMutablePointer<flavor_buffer>, with ledger: BufferLedger) throws -> Tensor {
        var raw = RawTensor(.float64, [4])
        raw.tensor.owner = UnsafePointer(buffer)
        raw.tensor.byte_offset = 8
        return try raw.decode(at: buffer.pointee.data, with: ledger.decoder)
    }
}
