import CFlavor
import FlavorKit
import Testing

/// A value after it went through the header and back.
func roundTrip(_ value: Value, with decoder: ABI.Decoder = ABI.Decoder()) throws -> Value {
    let encoder = ABI.Encoder()
    let pointer = encoder.encode(value)
    return try withExtendedLifetime(encoder) { try decoder.decode(pointer) }
}

@Suite("Values go through the header and come back")
struct RoundTripTests {
    @Test(
        "Scalars",
        arguments: [
            Value.null, .bool(true), .bool(false), .int(0), .int(.min), .int(.max), .double(0.1), .double(-0.0),
            .double(.infinity), .double(.leastNonzeroMagnitude), .datetime(.min), .datetime(1_700_000_000_123_456_789),
            .string(""), .string("text"), .string("zero\0inside"), .string("😀 a\u{301} \u{FEFF}"), .bytes([]),
            .bytes([0, 255]),
        ])
    func scalars(value: Value) throws {
        #expect(try roundTrip(value) == value)
    }

    @Test("A number that is not a number, bit for bit, and the sign of zero")
    func doubleBits() throws {
        for bits in [0x7FF8_0000_0000_0001, 0xFFF4_0000_0000_0000, 0x8000_0000_0000_0000] as [UInt64] {
            guard case .double(let number) = try roundTrip(.double(Double(bitPattern: bits))) else {
                Issue.record("another kind")
                return
            }
            #expect(number.bitPattern == bits)
        }
    }

    @Test("Lists and maps, empty and nested, in order")
    func containers() throws {
        let nested: Value = [1, 2.5, "three", true, ["x": .null]]
        let values: [Value] = [
            .list([]), .map(ValueMap()), .list([.list([]), .map(ValueMap()), .null]),
            ["b": 1, "a": nested, "": "no name"],
            .map(ValueMap([("column", .list([1]))], isSingleRow: true)),
        ]
        for value in values { #expect(try roundTrip(value) == value) }
    }

    @Test("Strings of several dimensions, with nulls")
    func strings() throws {
        let values = [
            StringTensor([]), StringTensor(["a", nil, "", "ä"]), try StringTensor(["one"], shape: []),
            try StringTensor((0..<12).map { $0 % 5 == 0 ? nil : "\($0)" }, shape: [2, 3, 2]),
            try StringTensor([], shape: [3, 0]),
        ]
        for value in values { #expect(try roundTrip(.strings(value)) == .strings(value)) }
    }

    @Test("A column of strings without nulls carries no validity")
    func stringValidity() {
        let encoder = ABI.Encoder()
        let pointer = encoder.encode(.strings(StringTensor(["a", "b"])))
        withExtendedLifetime(encoder) {
            #expect(pointer.pointee.as.strings?.pointee.validity == nil)
        }
    }

    @Test("Trees of 128 levels pass and those of 129 are refused")
    func depth() throws {
        func tree(_ depth: Int, _ wrap: (Value) -> Value) -> Value {
            (1..<depth).reduce(Value.int(7)) { value, _ in wrap(value) }
        }
        for wrap in [{ .list([$0]) }, { ["a": $0] }] as [(Value) -> Value] {
            let deepest = tree(128, wrap)
            #expect(try roundTrip(deepest) == deepest)
            #expect(throws: FlavorError(.internal, "the tree is deeper than 128 levels")) {
                try roundTrip(tree(129, wrap))
            }
        }
    }

    @Test("What was decoded outlives what it was decoded from")
    func independence() throws {
        let value: Value = ["text": "kept", "tensor": .tensor(Tensor([1, 2, 3] as [Float]))]
        var encoder: ABI.Encoder? = ABI.Encoder()
        let pointer = try #require(encoder?.encode(value))
        let decoded = try ABI.Decoder().decode(pointer)
        encoder = nil
        // Memory that is used again would show through.
        for _ in 0..<64 { _ = ABI.Encoder().encode(["noise": .bytes([UInt8](repeating: 0xA5, count: 512))]) }
        #expect(decoded == value)
    }
}
