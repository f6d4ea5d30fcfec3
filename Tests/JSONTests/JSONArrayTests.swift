import JSON
import Testing

@Suite("Numeric arrays are read into typed memory")
struct JSONArrayTests {
    @Test(
        "The shape of nested arrays is found",
        arguments: [
            ("3", [], .integers, 1), ("[]", [0], .nothing, 0), ("[1]", [1], .integers, 1),
            ("[[],[]]", [2, 0], .nothing, 0),
            ("[[[]],[[]]]", [2, 1, 0], .nothing, 0), ("[[1, 2, 3], [4, 5, 6]]", [2, 3], .integers, 6),
            ("[1, -2, 0]", [3], .integers, 3), ("[1, 2.0]", [2], .numbers, 2), ("[1e3]", [1], .numbers, 1),
            ("[NaN, 1]", [2], .numbers, 2), ("[-Infinity]", [1], .numbers, 1), ("[true, false]", [2], .booleans, 2),
            ("[true, 1]", [2], .mixed, 2), ("[\"a\", \"]\"]", [2], .strings, 2), ("[1, null]", [2], .mixed, 2),
            ("[{\"a\": [1]}]", [1], .mixed, 1), (" [ [ 1 , 2 ] ] x", [1, 2], .integers, 2),
        ] as [(String, [Int], JSONArrayShape.Content, Int)])
    func shape(text: String, dimensions: [Int], content: JSONArrayShape.Content, count: Int) throws {
        try withReader(text) { reader in
            let shape = try reader.arrayShape()
            #expect(shape.dimensions == dimensions)
            #expect(shape.content == content)
            #expect(shape.elementCount == count)
            #expect(reader.offset == 0)
        }
    }

    @Test(
        "Arrays of unequal lengths or depths are refused",
        arguments: [
            ("[[1, 2], [3]]", 9, "expected 2 elements as in the array before, found 1"),
            ("[[1], []]", 6, "expected 1 elements as in the array before, found 0"),
            ("[[], [1]]", 5, "expected 0 elements as in the array before, found 1"),
            ("[1, [2]]", 4, "expected no array beside plain elements, found '['"),
            ("[[1], 2]", 6, "expected an array as before, found '2'"),
            ("[[], 2]", 5, "expected an array as before, found '2'"),
            ("[[1], [[2]]]", 7, "expected no array beside plain elements, found '['"),
            ("[[[]], [1]]", 8, "expected an array as before, found '1'"),
            ("[1, 2", 5, "expected ',' or ']' after the element, found the end of the text"),
            ("[1 2]", 3, "expected ',' or ']' after the element, found '2'"),
        ])
    func ragged(text: String, offset: Int, reason: String) {
        let error = #expect(throws: JSONError.self) { try withReader(text) { try $0.arrayShape() } }
        #expect(error?.offset == offset)
        #expect(error?.reason == reason)
    }

    @Test("Every element type holds its numbers")
    func elementTypes() throws {
        let text = "[[0, 1.0], [2e0, 100]]"
        #expect(try read(text, .int8, as: Int8.self) == [0, 1, 2, 100])
        #expect(try read(text, .int16, as: Int16.self) == [0, 1, 2, 100])
        #expect(try read(text, .int32, as: Int32.self) == [0, 1, 2, 100])
        #expect(try read(text, .int64, as: Int64.self) == [0, 1, 2, 100])
        #expect(try read(text, .uint8, as: UInt8.self) == [0, 1, 2, 100])
        #expect(try read(text, .uint16, as: UInt16.self) == [0, 1, 2, 100])
        #expect(try read(text, .uint32, as: UInt32.self) == [0, 1, 2, 100])
        #expect(try read(text, .uint64, as: UInt64.self) == [0, 1, 2, 100])
        #expect(try read(text, .float16, as: Float16.self) == [0, 1, 2, 100])
        #expect(try read(text, .bfloat16, as: UInt16.self) == [0, 0x3F80, 0x4000, 0x42C8])
        #expect(try read(text, .float32, as: Float.self) == [0, 1, 2, 100])
        #expect(try read(text, .float64, as: Double.self) == [0, 1, 2, 100])
        #expect(try read("[true, false]", .bool, as: Bool.self) == [true, false])
        #expect(try read("7", .int64, as: Int64.self) == [7])
        #expect(try read("[18446744073709551615]", .uint64, as: UInt64.self) == [.max])
        #expect(try read("[-9223372036854775808]", .int64, as: Int64.self) == [.min])
    }

    @Test("Floating-point elements are rounded to the nearest, ties to even")
    func rounding() throws {
        #expect(try read("[0.1, 16777217, Infinity]", .float32, as: Float.self) == [0.1, 16_777_216, .infinity])
        #expect(try read("[0.1, 2049, -Infinity]", .float16, as: Float16.self) == [0.1, 2048, -.infinity])
        #expect(
            try read("[1.00390625, 1.01171875, 3.4e38, NaN, -Infinity]", .bfloat16, as: UInt16.self)
                == [0x3F80, 0x3F82, 0x7F80, 0x7FC0, 0xFF80])
        #expect(try read("[123456789012345678901234567890]", .float64, as: Double.self) == [1.2345678901234568e29])
    }

    @Test(
        "A number that the type cannot hold is refused with its place",
        arguments: [
            ("[1, 128]", JSONElementType.int8, 4, "expected a number that fits in int8, found another"),
            ("[-1]", .uint32, 1, "expected a number that fits in uint32, found another"),
            ("[1.5]", .int64, 1, "expected a number that fits in int64, found another"),
            ("[9223372036854775808]", .int64, 1, "expected a number that fits in int64, found another"),
            ("[1e39]", .float32, 1, "expected a number that fits in float32, found another"),
            ("[1e5]", .float16, 1, "expected a number that fits in float16, found another"),
            ("[1e400]", .int64, 1, "expected a number that fits in int64, found another"),
            ("[NaN]", .uint8, 1, "expected a number that fits in uint8, found another"),
            ("[1]", .bool, 1, "expected true or false, found '1'"),
            ("[true]", .float32, 1, "expected a number, found another word"),
            ("[null]", .float32, 1, "expected a number, found another word"),
            ("[\"1\"]", .float32, 1, "expected a number, found '\"'"),
            ("[1-2]", .float32, 2, "expected ',' or ']' after the element, found '-'"),
        ])
    func refusal(text: String, type: JSONElementType, offset: Int, reason: String) {
        let error = #expect(throws: JSONError.self) { try read(text, type, as: UInt8.self) }
        #expect(error?.offset == offset)
        #expect(error?.reason == reason)
    }

    @Test("Arrays that do not match the given lengths, or the memory, are refused")
    func lengths() {
        func reason(_ text: String, _ dimensions: [Int], room: Int) -> String? {
            var memory = [UInt8](repeating: 0, count: room)
            return #expect(throws: JSONError.self) {
                try withReader(text) { reader in
                    try memory.withUnsafeMutableBytes {
                        try reader.readArray(of: .uint8, dimensions: dimensions, into: $0)
                    }
                }
            }?.reason
        }
        #expect(reason("[1, 2]", [3], room: 3) == "expected 3 elements, found 2")
        #expect(reason("[1, 2]", [1], room: 3) == "expected 1 elements, found 2")
        #expect(reason("[1, 2]", [2], room: 1) == "expected fewer elements: the memory is full")
        #expect(reason("[1, 2]", [2, 1], room: 3) == "expected an array, found '1'")
        #expect(reason("[[1]]", [1], room: 3) == "expected a number, found '['")
    }

    private func read<Element>(_ text: String, _ type: JSONElementType, as: Element.Type) throws -> [Element] {
        try withReader(text) { reader in
            let shape = try reader.arrayShape()
            let count = shape.elementCount * type.byteCount
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
            defer { memory.deallocate() }
            try reader.readArray(of: type, dimensions: shape.dimensions, into: memory)
            try reader.finish()
            return Array(memory.bindMemory(to: Element.self))
        }
    }
}
