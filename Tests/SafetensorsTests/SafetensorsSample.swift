import Safetensors
import TestSupport

/// Bytes of a safetensors file: the header's length, the header, and so many bytes of data, counting up from 0.
func safetensors(_ header: String, dataSize: Int = 0, length: UInt64? = nil) -> [UInt8] {
    let text = Array(header.utf8)
    let length = length ?? UInt64(text.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + text
        + (0..<dataSize).map { UInt8(truncatingIfNeeded: $0) }
}

/// The header's text for one tensor.
func tensor(_ name: String, _ dtype: String, _ shape: String, _ offsets: String) -> String {
    #""\#(name)":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
}

/// Writes a file to a fresh folder and returns the message with which it is refused, without the folder, or nil.
func refusal(of bytes: [UInt8]) throws -> String? {
    try withTemporaryDirectory { folder in
        try writeFile(bytes, to: "\(folder)/model.safetensors")
        do {
            _ = try SafetensorsFile(path: "\(folder)/model.safetensors")
            return nil
        } catch {
            return String(String(describing: error).trimmingPrefix("\(folder)/"))
        }
    }
}
