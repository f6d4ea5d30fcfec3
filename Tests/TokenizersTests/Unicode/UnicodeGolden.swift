import JSON
import TestSupport

@testable import Tokenizers

/// What the peer makes of every scalar, as Tests/Interop/unicode_goldens.py recorded it.
enum UnicodeGolden {
    static let folder = "\(Fixtures.own)/tokenizers/unicode"

    /// The scalars of each block of 4,096 that has a recorded value, with the value.
    static func blocks(_ name: String) throws -> [(scalars: [Unicode.Scalar], checksum: Int64)] {
        let all = try readJSON("\(folder)/blocks.json")[name]?.objectValue ?? JSONObject()
        return all.compactMap { key, value in
            guard let start = UInt32(key), let checksum = value.integerValue else { return nil }
            return ((start..<start + 0x1000).compactMap(Unicode.Scalar.init), checksum)
        }
    }

    /// The CRC-32 of bytes, as zlib calculates it.
    static func checksum(_ bytes: some Sequence<UInt8>) -> Int64 {
        var sum: UInt32 = .max
        for byte in bytes {
            sum = crcTable[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8
        }
        return Int64(~sum)
    }

    private static let crcTable: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
    }
}

extension NormalizationForm {
    /// The form of a text given in UTF-8, with the change of every scalar.
    func normalized(_ utf8: [UInt8]) -> (text: [Unicode.Scalar], changes: [Int]) {
        var text: [Unicode.Scalar] = []
        var changes: [Int] = []
        utf8.withUnsafeBufferPointer { utf8 in
            normalize(utf8) { run in
                let scalars = String(decoding: run, as: UTF8.self).unicodeScalars
                text += scalars
                changes += scalars.map { _ in 0 }
            } changed: { scalar, change in
                text.append(scalar)
                changes.append(change)
            }
        }
        return (text, changes)
    }
}

extension [Unicode.Scalar] {
    var utf8: [UInt8] {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: self)
        return Array<UInt8>(String(view).utf8)
    }
}
