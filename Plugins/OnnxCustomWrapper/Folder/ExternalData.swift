import FlavorKit

/// Where a tensor of a graph has its values when they are in another file.
struct ExternalData {
    /// The file, relative to the graph's folder.
    let location: String
    /// How many bytes the file has at least.
    let byteCount: Int

    /// What is wrong with a tensor, as the end of a sentence.
    struct Fault: Error {
        let text: String
    }

    /// The numbers of the fields of ONNX's tensor that are read.
    private enum Number {
        static let extent: UInt64 = 1
        static let elementType: UInt64 = 2
        static let name: UInt64 = 8
        static let externalData: UInt64 = 13
        static let key: UInt64 = 1
        static let value: UInt64 = 2
    }

    /// Reads a tensor; nil for one with its values in the graph.
    ///
    /// - Throws: `Fault` for an offset or a length that is none.
    init?(_ tensor: UnsafeRawBufferPointer, isDamaged: inout Bool) throws(Fault) {
        var entries: [String: String] = [:]
        var shape: [Int] = []
        var type: ElementType?
        var name = ""
        var reader = ProtobufReader(tensor)
        while let field = reader.next() {
            switch (field.number, field.content) {
            case (Number.extent, .number(let extent)): shape.append(Int(truncatingIfNeeded: extent))
            case (Number.elementType, .number(let number)): type = ElementType(Int32(truncatingIfNeeded: number))
            case (Number.name, .bytes(let text)): name = String(decoding: text, as: UTF8.self)
            case (Number.externalData, .bytes(let entry)):
                let (key, value) = Self.entry(entry, &isDamaged)
                entries[key] = value
            default: break
            }
        }
        isDamaged = isDamaged || reader.isDamaged
        guard let location = entries["location"] else { return nil }
        self.location = location
        func count(_ key: String) throws(Fault) -> Int {
            guard let text = entries[key] else { return 0 }
            guard let count = Int(text), count >= 0 else {
                throw Fault(text: "tensor \"\(name)\": \(key): expected a number of bytes, found \"\(text)\"")
            }
            return count
        }
        let offset = try count("offset")
        var length = try count("length")
        // Without a length the values are as many as the shape says; ONNX and the runtime number the types alike up to those
        // of two bits.
        if length == 0, let type, type.number < ElementType.firstOwnNumber {
            length = type.dtype?.byteCount(shape: shape) ?? 0
        }
        let end = offset.addingReportingOverflow(length)
        byteCount = length == 0 ? 0 : end.overflow ? .max : end.partialValue
    }

    private static func entry(_ bytes: UnsafeRawBufferPointer, _ isDamaged: inout Bool) -> (String, String) {
        var (key, value) = ("", "")
        var reader = ProtobufReader(bytes)
        while let field = reader.next() {
            guard case .bytes(let text) = field.content else { continue }
            if field.number == Number.key { key = String(decoding: text, as: UTF8.self) }
            if field.number == Number.value { value = String(decoding: text, as: UTF8.self) }
        }
        isDamaged = isDamaged || reader.isDamaged
        return (key, value)
    }
}
