import Glibc

/// How many Unicode scalars a text has, which is its length in Python.
func scalarCount(_ text: String) -> Int {
    var count = 0
    for byte in text.utf8 where byte & 0xC0 != 0x80 { count += 1 }
    return count
}

/// Whether a text is ASCII, so that its bytes are its scalars.
func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

/// The scalars of a text from one position to another, which are within it.
func scalars(_ text: String, _ range: Range<Int>) -> String {
    if isASCII(text) {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return String(text[start..<utf8.index(start, offsetBy: range.count)])
    }
    let scalars = text.unicodeScalars
    let start = scalars.index(scalars.startIndex, offsetBy: range.lowerBound)
    return String(text[start..<scalars.index(start, offsetBy: range.count)])
}

/// The position in bytes at which a text first holds another, from a position on.
func find(_ part: String, in text: String, from start: Int = 0) -> Int? {
    var part = part
    var text = text
    return text.withUTF8 { text in part.withUTF8 { part in find(part, in: text, from: start) } }
}

/// The position at which bytes first hold others, from a position on.
func find(_ part: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in part.withUnsafeBufferPointer { part in find(part, in: bytes, from: start) }
    }
}

private func find(
    _ part: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>, from start: Int
) -> Int? {
    guard start <= bytes.count else { return nil }
    guard let first = part.first else { return start }
    guard let base = bytes.baseAddress, bytes.count - start >= part.count else { return nil }
    guard part.count > 1 else {
        return memchr(base + start, Int32(first), bytes.count - start).map { UnsafeRawPointer(base).distance(to: $0) }
    }
    // Knuth, Morris and Pratt: time in proportion to the lengths, whatever the bytes are.
    let borders = borders(part)
    var matched = 0
    for position in start..<bytes.count {
        while matched > 0, bytes[position] != part[matched] { matched = borders[matched - 1] }
        if bytes[position] == part[matched] { matched += 1 }
        if matched == part.count { return position + 1 - matched }
    }
    return nil
}

/// For every beginning of a pattern, the longest shorter one that it ends with.
private func borders(_ part: UnsafeBufferPointer<UInt8>) -> [Int] {
    var borders = [0]
    borders.reserveCapacity(part.count)
    for position in 1..<part.count {
        var length = borders[position - 1]
        while length > 0, part[position] != part[length] { length = borders[length - 1] }
        borders.append(part[position] == part[length] ? length + 1 : 0)
    }
    return borders
}

/// The position in bytes at which a text last holds another.
func findLast(_ part: String, in text: String) -> Int? {
    let found = find(Array(part.utf8.reversed()), in: Array(text.utf8.reversed()), from: 0)
    return found.map { text.utf8.count - $0 - part.utf8.count }
}

/// Whether Python's `strip` and `split` take a scalar for space.
func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
}
