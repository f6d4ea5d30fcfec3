import Glibc

/// A fixed string to look for, leftmost first and without overlap.
///
/// The search is Knuth, Morris and Pratt's: linear whatever the strings are.
struct LiteralPattern: Sendable {
    /// The string in UTF-8, not empty.
    let text: [UInt8]
    /// For every prefix of the string, the length of the longest proper prefix of it that is also its suffix.
    let borders: [Int]

    init(_ text: [UInt8]) {
        self.text = text
        var borders = [Int](repeating: 0, count: text.count)
        var length = 0
        for index in text.indices.dropFirst() {
            while length > 0 && text[length] != text[index] { length = borders[length - 1] }
            if text[length] == text[index] { length += 1 }
            borders[index] = length
        }
        self.borders = borders
    }

    init(_ scalar: Unicode.Scalar) { self.init(Array(String(scalar).utf8)) }

    /// Calls a body with the place of every occurrence.
    @inline(__always)
    func forEachMatch(in utf8: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
        guard let base = utf8.baseAddress else { return }
        var matched = 0
        var index = 0
        while index < utf8.count {
            if matched == 0 {
                guard let first = memchr(base + index, Int32(text[0]), utf8.count - index) else { return }
                index = UnsafeRawPointer(base).distance(to: first)
            }
            while matched > 0 && text[matched] != utf8[index] { matched = borders[matched - 1] }
            if text[matched] == utf8[index] { matched += 1 }
            index += 1
            if matched == text.count {
                body((index - matched)..<index)
                matched = 0
            }
        }
    }
}
