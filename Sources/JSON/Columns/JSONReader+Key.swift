import Glibc

/// Where a key stands in the text, quotes included.
package struct JSONKeyPlace: Sendable {
    let range: Range<Int>
}

extension JSONReader {
    /// Moves past the key that comes next in the innermost object, or leaves the object and returns nil.
    package mutating func nextKeyPlace() throws(JSONError) -> JSONKeyPlace? {
        guard try nextMember() else { return nil }
        let start = offset
        try skipString()
        let end = offset
        try skipColon()
        return JSONKeyPlace(range: start..<end)
    }

    /// The key at a place.
    package func key(at place: JSONKeyPlace) throws(JSONError) -> String {
        var reader = self
        reader.offset = place.range.lowerBound
        return try reader.readString()
    }

    /// Moves past the key that comes next in the innermost object if it is written as another one is.
    ///
    /// Rows mostly repeat the keys of the row before in the same order; this tells without a string for each.
    package mutating func takeKey(asAt place: JSONKeyPlace) -> Bool {
        var ahead = self
        guard (try? ahead.nextMember()) == true, let base = bytes.baseAddress else { return false }
        let count = place.range.count
        guard bytes.count - ahead.offset > count,
            memcmp(base + ahead.offset, base + place.range.lowerBound, count) == 0
        else { return false }
        ahead.offset += count
        ahead.skipWhitespace()
        guard ahead.current == UInt8(ascii: ":") else { return false }
        ahead.offset += 1
        self = ahead
        return true
    }
}
