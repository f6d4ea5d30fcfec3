import JSON

/// The tokens of a model with their ids.
///
/// Tokens are compared by their bytes: to Swift's strings "é" as one scalar and as two are equal, to a tokenizer not.
struct Vocabulary: Sendable {
    /// The tokens by id.
    private(set) var texts: TokenTexts
    /// The number of tokens.
    private(set) var count = 0
    /// An open-addressing hash table of ids; its size is a power of two.
    private var slots: [Slot]

    /// A place of the hash table; its id is negative when it is free.
    private struct Slot {
        var id: Int32
        /// A part of the token's hash, so that most other tokens need no comparison.
        var tag: Int32

        static let free = Slot(id: -1, tag: 0)

        init(id: Int32, tag: Int32) {
            self.id = id
            self.tag = tag
        }

        init(id: Int, hash: Int) {
            self.init(id: Int32(truncatingIfNeeded: id), tag: Int32(truncatingIfNeeded: hash >> 32))
        }
    }

    /// Makes an empty vocabulary.
    /// - Parameters:
    ///   - capacity: For how many tokens to make room.
    ///   - idBound: The largest id to come, plus one.
    init(capacity: Int, idBound: Int) {
        texts = TokenTexts(denseCount: min(idBound, 2 * capacity + 1024))
        slots = [Slot](repeating: .free, count: Self.slotCount(for: capacity))
    }

    /// Reads an object of tokens with their ids.
    init(_ field: Field) throws(TokenizerError) {
        let object = try field.object()
        guard !object.isEmpty else { throw field.error("must not be empty") }
        var bound: Int64 = 0
        for (token, value) in object {
            guard let id = value.integerValue, 0..<Field.idLimit ~= id else {
                throw field.error(
                    "must give \(quoted(token)) an id from 0 to \(Field.idLimit - 1), found \(shown(value))")
            }
            bound = max(bound, id + 1)
        }
        self.init(capacity: object.count, idBound: Int(bound))
        for (token, value) in object {
            let id = Int(value.integerValue ?? 0)
            if let other = texts.string(of: id) {
                throw field.error(
                    "must give every token an id of its own, found \(id) for \(quoted(other)) and \(quoted(token))")
            }
            insert(token, id: id)
        }
    }

    /// Adds a token that the vocabulary does not have yet.
    mutating func insert(_ token: String, id: Int) {
        var token = token
        token.withUTF8 { insert($0, id: id) }
    }

    /// Adds a token that the vocabulary does not have yet.
    mutating func insert(_ token: [UInt8], id: Int) {
        token.withUnsafeBufferPointer { insert($0, id: id) }
    }

    private mutating func insert(_ token: UnsafeBufferPointer<UInt8>, id: Int) {
        texts.set(id, token)
        count += 1
        if 2 * count > slots.count { rehash() }
        place(id, hash: Self.hash(token))
    }

    /// The id of a token, or nil when there is no such token.
    @inline(__always)
    func id(of token: UnsafeBufferPointer<UInt8>) -> Int? {
        let hash = Self.hash(token)
        let tag = Slot(id: 0, hash: hash).tag
        let mask = slots.count - 1
        var index = hash & mask
        while true {
            let slot = slots[index]
            if slot.id < 0 { return nil }
            if slot.tag == tag && texts.equals(Int(slot.id), token) { return Int(slot.id) }
            index = (index + 1) & mask
        }
    }

    /// The id of a token, or nil when there is no such token.
    func id(of token: String) -> Int? {
        var token = token
        return token.withUTF8 { id(of: $0) }
    }

    private mutating func place(_ id: Int, hash: Int) {
        let mask = slots.count - 1
        var index = hash & mask
        while slots[index].id >= 0 { index = (index + 1) & mask }
        slots[index] = Slot(id: id, hash: hash)
    }

    private mutating func rehash() {
        let old = slots
        slots = [Slot](repeating: .free, count: Self.slotCount(for: 2 * count))
        for slot in old where slot.id >= 0 {
            let id = Int(slot.id)
            if let hash = texts.withBytes(of: id, Self.hash) { place(id, hash: hash) }
        }
    }

    private static func slotCount(for capacity: Int) -> Int {
        var count = 16
        while count < 2 * capacity { count *= 2 }
        return count
    }

    /// Folds in eight bytes at a time by multiplying, with random factors: no file can be made to collide.
    @inline(__always)
    private static func hash(_ token: UnsafeBufferPointer<UInt8>) -> Int {
        let bytes = UnsafeRawBufferPointer(token)
        var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
        var position = 0
        while position + 8 <= bytes.count {
            hash = folded(hash ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            position += 8
        }
        var rest: UInt64 = 0
        while position < bytes.count {
            rest = rest << 8 | UInt64(bytes[position])
            position += 1
        }
        return Int(truncatingIfNeeded: folded(hash ^ rest))
    }

    @inline(__always)
    private static func folded(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }

    private static let seed = UInt64.random(in: .min ... .max)
    private static let factor = UInt64.random(in: .min ... .max) | 1
}
