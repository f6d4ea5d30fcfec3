import CFlavor
import FlavorKit
import Testing

@Suite("A decoder refuses what breaks the contract")
struct DecoderRefusalTests {
    /// What the decoder says of a value, or nil when it takes it.
    private func refusal(of value: flavor_value) -> String? {
        do {
            withExtendedLifetime(try withUnsafePointer(to: value) { try ABI.Decoder().decode($0) }) {}
            return nil
        } catch let error as FlavorError {
            return error.code == .internal ? error.message : "another code: \(error.code)"
        } catch {
            return "another error: \(error)"
        }
    }

    private func refusal(of raw: RawTensor) -> String? {
        do {
            _ = try raw.decode(over: [1, 2, 3, 4] as [Double])
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func value(_ kind: Int) -> flavor_value {
        var value = flavor_value()
        value.kind = UInt32(kind)
        return value
    }

    @Test("Kinds that the header does not have", arguments: [11, 99, UInt32.max] as [UInt32])
    func unknownKind(kind: UInt32) {
        var value = flavor_value()
        value.kind = kind
        #expect(refusal(of: value) == "a value is of the unknown kind \(kind)")
    }

    @Test("Sizes without an address")
    func missingAddresses() {
        var text = value(Int(FLAVOR_KIND_STRING))
        text.as.string = flavor_string(data: nil, size: 5)
        #expect(refusal(of: text) == "a string has a size and no address")
        var bytes = value(Int(FLAVOR_KIND_BYTES))
        bytes.as.string = flavor_string(data: nil, size: 5)
        #expect(refusal(of: bytes) == "bytes of size 5 has no address")
        var list = value(Int(FLAVOR_KIND_LIST))
        list.as.list.count = 3
        #expect(refusal(of: list) == "a list of size 3 has no address")
        var map = value(Int(FLAVOR_KIND_MAP))
        map.as.map.count = 2
        #expect(refusal(of: map) == "a map of size 2 has no address")
        #expect(refusal(of: value(Int(FLAVOR_KIND_TENSOR))) == "a tensor has no address")
        #expect(refusal(of: value(Int(FLAVOR_KIND_STRINGS))) == "an array of strings has no address")
    }

    @Test("Empty texts, lists and maps need no address")
    func emptyWithoutAddress() {
        for kind in [FLAVOR_KIND_STRING, FLAVOR_KIND_BYTES, FLAVOR_KIND_LIST, FLAVOR_KIND_MAP] {
            #expect(refusal(of: value(Int(kind))) == nil)
        }
    }

    @Test("Sizes that no memory could hold")
    func impossibleSizes() {
        var item = value(Int(FLAVOR_KIND_NULL))
        withUnsafePointer(to: &item) { item in
            var list = value(Int(FLAVOR_KIND_LIST))
            list.as.list.items = item
            list.as.list.count = .max
            #expect(refusal(of: list) == "a list has the impossible size \(UInt64.max)")
        }
        var text = value(Int(FLAVOR_KIND_STRING))
        "text".withCString { start in
            text.as.string = flavor_string(data: start, size: .max)
            #expect(refusal(of: text) != nil)
        }
    }

    @Test("Text that is not UTF-8, whatever is wrong with it")
    func invalidText() {
        let damaged: [[UInt8]] = [
            [0xFF], [0xC3], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0x61, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80],
        ]
        for bytes in damaged {
            bytes.withUnsafeBufferPointer { buffer in
                buffer.withMemoryRebound(to: CChar.self) { characters in
                    var text = value(Int(FLAVOR_KIND_STRING))
                    text.as.string = flavor_string(data: characters.baseAddress, size: UInt64(characters.count))
                    #expect(refusal(of: text) == "a string is not UTF-8", "\(bytes)")
                    var bytes = text
                    bytes.kind = UInt32(FLAVOR_KIND_BYTES)
                    #expect(refusal(of: bytes) == nil)
                }
            }
        }
    }

    @Test("Names that occur twice, told on one line")
    func duplicateNames() {
        for (name, shown) in [("same", "same"), ("two\nlines", "two lines")] {
            name.withCString { start in
                let string = flavor_string(data: start, size: UInt64(name.utf8.count))
                let entries = [flavor_entry](repeating: flavor_entry(name: string, value: flavor_value()), count: 2)
                entries.withUnsafeBufferPointer { entries in
                    var map = value(Int(FLAVOR_KIND_MAP))
                    map.as.map.entries = entries.baseAddress
                    map.as.map.count = 2
                    #expect(refusal(of: map) == "a map has the name \"\(shown)\" twice")
                }
            }
        }
    }

    @Test("Shapes that are impossible")
    func shapes() {
        let huge: Int64 = 1 << 40
        #expect(refusal(of: RawTensor(.float64, [huge, huge]))?.hasSuffix("has a product that overflows") == true)
        #expect(refusal(of: RawTensor(.float64, [.max]))?.hasSuffix("has a product that overflows") == true)
        #expect(refusal(of: RawTensor(.float64, [-4])) == "a tensor has the shape [-4]")
        #expect(refusal(of: RawTensor(.float64, [2, -1])) == "a tensor has the shape [2, -1]")
        for rank in [33, -1, .min, .max] as [Int32] {
            var raw = RawTensor(.float64, [4])
            raw.tensor.ndim = rank
            #expect(refusal(of: raw) == "a tensor has rank \(rank), expected 0 to 32")
        }
    }

    @Test("An empty tensor whose other extents overflow is refused or usable, never a trap")
    func emptyOverflow() {
        let raw = RawTensor(.float64, [1 << 62, 1 << 62, 0])
        if let tensor = try? raw.decode(over: [0] as [Double]) {
            #expect(tensor.elementCount == 0)
            #expect(tensor.byteCount == 0)
        }
    }

    @Test("A rank without a shape, elements without an address")
    func tensorAddresses() {
        var tensor = RawTensor(.float64, [4]).tensor
        var value = value(Int(FLAVOR_KIND_TENSOR))
        withUnsafePointer(to: &tensor) { place in
            value.as.tensor = place
            #expect(refusal(of: value) == "a tensor of rank 1 has no shape")
        }
        #expect(throws: FlavorError(.internal, "a tensor with 4 elements has no address")) {
            try RawTensor(.float64, [4]).decode(at: nil)
        }
        #expect(throws: Never.self) { try RawTensor(.float64, [0]).decode(at: nil) }
    }

    @Test("Elements that the header does not have")
    func elements() {
        var raw = RawTensor(.float64, [4])
        raw.tensor.dtype.code = 77
        #expect(refusal(of: raw) == "a tensor has the unknown element type 77 of 64 bits with 1 lanes")
        raw = RawTensor(.float64, [4])
        raw.tensor.dtype.lanes = 4
        #expect(refusal(of: raw) == "a tensor has the unknown element float64 with 4 lanes")
        raw = RawTensor(.float64, [4])
        raw.tensor.device.type = 2
        #expect(refusal(of: raw) == "a tensor lies on device type 2, expected 1, the CPU")
        raw = RawTensor(.float64, [4])
        raw.tensor.flags = UInt32(FLAVOR_TENSOR_DATETIME)
        #expect(refusal(of: raw) == "a datetime tensor holds float64, expected int64")
    }
}
