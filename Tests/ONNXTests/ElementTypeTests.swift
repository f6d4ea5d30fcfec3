import ONNX
import Testing

@Suite struct ElementTypeTests {
    @Test(
        "A tensor takes whole bytes, packed where elements are smaller",
        arguments: [
            (ONNXElementType.float, [2, 3], 24), (.uint4, [3], 2), (.int2, [5], 2), (.float16, [], 2),
            (.double, [0, 1 << 62], 0), (.complex128, [1], 16),
        ] as [(ONNXElementType, [Int], Int)])
    func byteCount(type: ONNXElementType, shape: [Int], bytes: Int) { #expect(type.byteCount(of: shape) == bytes) }

    @Test("What cannot be addressed, and texts, have no size")
    func noByteCount() {
        #expect(ONNXElementType.float.byteCount(of: [1 << 62]) == nil)
        #expect(ONNXElementType.float.byteCount(of: [-1]) == nil)
        #expect(ONNXElementType.string.byteCount(of: [1]) == nil)
    }
}
