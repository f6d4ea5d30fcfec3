extension ONNXTensor {
    init(_ tensor: Onnx_TensorProto) throws(ONNXError) {
        let what = "tensor \(quoted(tensor.name))"
        var shape: [Int] = []
        for dimension in tensor.dims { shape.append(try Int(size: dimension, "a dimension of \(what)")) }
        let type = try ONNXElementType(number: tensor.dataType, of: what)
        self.init(name: tensor.name, elementType: type, shape: shape, content: .bytes([]))
        if type == .string {
            content = .strings(tensor.stringData.map { Array($0) })
            return
        }
        guard let byteCount = type.byteCount(of: shape) else {
            throw ONNXError("", "\(what) of shape \(shape) is more than can be addressed")
        }
        if tensor.dataLocation == .external {
            content = .external(try ONNXExternalData(tensor.externalData, of: what, byteCount: byteCount))
            return
        }
        let bytes = tensor.hasRawData ? Array(tensor.rawData) : Self.typedBytes(tensor, type)
        guard bytes.count == byteCount else {
            throw ONNXError("", "\(what) of shape \(shape) takes \(byteCount) bytes, found \(bytes.count)")
        }
        content = .bytes(bytes)
    }

    /// The elements of a tensor that lie in the field for their type; integers of less than 32 bits, and the bits of
    /// small floats, are in the field of 32-bit integers, one each.
    private static func typedBytes(_ tensor: Onnx_TensorProto, _ type: ONNXElementType) -> [UInt8] {
        switch type {
        case .float, .complex64: littleEndianBytes(tensor.floatData.map(\.bitPattern))
        case .double, .complex128: littleEndianBytes(tensor.doubleData.map(\.bitPattern))
        case .int64: littleEndianBytes(tensor.int64Data)
        case .uint64: littleEndianBytes(tensor.uint64Data)
        case .uint32: littleEndianBytes(tensor.uint64Data.map { UInt32(truncatingIfNeeded: $0) })
        case .int32: littleEndianBytes(tensor.int32Data)
        case .int16, .uint16, .float16, .bfloat16:
            littleEndianBytes(tensor.int32Data.map { UInt16(truncatingIfNeeded: $0) })
        // Elements of less than a byte are packed in each of the integers.
        default: tensor.int32Data.map { UInt8(truncatingIfNeeded: $0) }
        }
    }
}

extension ONNXExternalData {
    init(_ entries: [Onnx_StringStringEntryProto], of what: String, byteCount: Int) throws(ONNXError) {
        var location: String?
        var numbers = ["offset": 0, "length": byteCount]
        for entry in entries {
            switch entry.key {
            case "location": location = entry.value
            case "offset", "length":
                guard let number = Int(entry.value), number >= 0 else {
                    throw ONNXError(
                        "",
                        "external data of \(what): \(entry.key) must be an integer from 0, found \(quoted(entry.value))"
                    )
                }
                numbers[entry.key] = number
            default: break
            }
        }
        guard let location else { throw ONNXError("", "external data of \(what): location is missing") }
        let parts = location.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard
            !location.isEmpty, !location.utf8.contains(0),
            !parts.contains(where: { $0.isEmpty || $0.elementsEqual("..".utf8) })
        else {
            throw ONNXError(
                "", "external data of \(what): location must stay in the model's folder, found \(quoted(location))")
        }
        let (offset, length) = (numbers["offset"] ?? 0, numbers["length"] ?? byteCount)
        guard length == byteCount, !offset.addingReportingOverflow(length).overflow else {
            throw ONNXError("", "external data of \(what): length must be \(byteCount), found \(length)")
        }
        self.init(location: location, offset: offset, length: length)
    }
}
