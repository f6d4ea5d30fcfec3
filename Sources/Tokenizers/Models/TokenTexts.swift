import Glibc

/// The bytes of tokens, found by id.
///
/// Ids are positions in an array as far as they are dense, and keys of a dictionary beyond, so that a stray large id
/// costs no memory. All tokens together are less than 4 GiB, as a file of 1 GiB cannot hold more.
struct TokenTexts: Sendable {
    /// The tokens' bytes one after another.
    private var bytes: [UInt8] = []
    /// By id, where its bytes are.
    private var dense: [Place]
    private var sparse: [Int: Place] = [:]
    /// The largest id plus one.
    private(set) var idBound = 0
    /// How many bytes the longest token has.
    private(set) var longest = 0

    /// A part of the bytes; of negative length where there is no such id.
    private struct Place {
        var start: UInt32
        var length: Int32
        static let none = Place(start: 0, length: -1)
    }

    /// - Parameter denseCount: How many ids from 0 to keep in an array.
    init(denseCount: Int) {
        dense = [Place](repeating: .none, count: denseCount)
    }

    /// Sets the bytes of an id, in place of those it may have.
    mutating func set(_ id: Int, _ text: some Collection<UInt8>) {
        let place = Place(
            start: UInt32(truncatingIfNeeded: bytes.count), length: Int32(truncatingIfNeeded: text.count))
        bytes.append(contentsOf: text)
        if dense.indices.contains(id) { dense[id] = place } else { sparse[id] = place }
        idBound = max(idBound, id + 1)
        longest = max(longest, text.count)
    }

    /// All ids, those in the dictionary last.
    var ids: [Int] { dense.indices.filter { dense[$0].length >= 0 } + sparse.keys.sorted() }

    /// Calls a body with the bytes of an id; returns nil when there is no such id.
    @inline(__always)
    func withBytes<Result>(of id: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard let place = place(of: id) else { return nil }
        let start = Int(place.start)
        return bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[start..<(start + Int(place.length))]))
        }
    }

    /// Whether an id has exactly these bytes.
    @inline(__always)
    func equals(_ id: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let place = place(of: id), Int(place.length) == text.count else { return false }
        guard let other = text.baseAddress else { return true }
        return bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { memcmp($0 + Int(place.start), other, text.count) == 0 } ?? false
        }
    }

    /// The token of an id, or nil when there is no such id.
    func string(of id: Int) -> String? {
        withBytes(of: id) { String(decoding: $0, as: UTF8.self) }
    }

    @inline(__always)
    private func place(of id: Int) -> Place? {
        guard dense.indices.contains(id) else { return sparse.isEmpty ? nil : sparse[id] }
        let place = dense[id]
        return place.length < 0 ? nil : place
    }
}
