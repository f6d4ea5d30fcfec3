import Glibc
import Synchronization

/// The tokens of words that were met before.
///
/// Of all words that fall into one place of the table it has the last one, so that its size is fixed and nothing needs
/// to be counted. Only short words are kept: they are most of a text, and their keys compare in two instructions.
final class WordCache {
    /// A word with its tokens; one cache line.
    private struct Entry {
        /// The word's bytes, with its length in the last one.
        var key: Key
        var count: UInt32
        /// The id of each token above four bits for where it ends.
        var tokens: InlineArray<11, UInt32>
    }

    private struct Key: Equatable {
        var low: UInt64
        var high: UInt64
    }

    private static let placeBits: UInt64 = 14
    private static let longestWord = 15
    private static let mostTokens = 11

    private let entries: UnsafeMutablePointer<Entry>
    private let factor = UInt64.random(in: .min ... .max) | 1

    init() {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<Entry>.stride << Self.placeBits, alignment: 64)
        // No word has a length of 0, so that zeros are entries without one.
        memset(memory, 0, MemoryLayout<Entry>.stride << Self.placeBits)
        entries = memory.assumingMemoryBound(to: Entry.self)
    }

    deinit { UnsafeMutableRawPointer(entries).deallocate() }

    /// Appends the tokens of a word; returns false when they are not known.
    ///
    /// - Parameter offset: How many bytes of the piece are before the word.
    @inline(__always)
    func append(_ word: UnsafeBufferPointer<UInt8>, at offset: Int, to tokens: inout [ModelToken]) -> Bool {
        guard word.count <= Self.longestWord else { return false }
        let key = key(of: word)
        let entry = place(of: key)
        guard entry.pointee.key == key else { return false }
        let offset = UInt32(truncatingIfNeeded: offset)
        var start = offset
        for index in 0..<Int(entry.pointee.count) {
            let token = entry.pointee.tokens[index]
            let end = offset &+ (token & 0xF)
            tokens.append(ModelToken(id: Int32(truncatingIfNeeded: token >> 4), start: start, end: end))
            start = end
        }
        return true
    }

    /// Remembers the tokens of a word if it is short and they follow one another.
    func insert(_ word: UnsafeBufferPointer<UInt8>, at offset: Int, _ tokens: ArraySlice<ModelToken>) {
        guard word.count <= Self.longestWord, tokens.count <= Self.mostTokens else { return }
        let key = key(of: word)
        var entry = Entry(key: key, count: 0, tokens: InlineArray(repeating: 0))
        let offset = UInt32(truncatingIfNeeded: offset)
        var end: UInt32 = 0
        for token in tokens {
            guard token.start &- offset == end, token.end &- offset < 16, token.id < 1 << 28 else { return }
            end = token.end &- offset
            entry.tokens[Int(entry.count)] = UInt32(truncatingIfNeeded: token.id) << 4 | end
            entry.count += 1
        }
        place(of: key).pointee = entry
    }

    @inline(__always)
    private func place(of key: Key) -> UnsafeMutablePointer<Entry> {
        let mixed = (key.low &* factor) ^ (key.high &+ factor)
        return entries + Int(truncatingIfNeeded: (mixed &* 0x9E37_79B9_7F4A_7C15) >> (64 - Self.placeBits))
    }

    @inline(__always)
    private func key(of word: UnsafeBufferPointer<UInt8>) -> Key {
        let bytes = UnsafeRawBufferPointer(word)
        let count = bytes.count
        let low: UInt64
        var high: UInt64 = 0
        if count >= 8 {
            low = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
            // The last eight bytes, of which those that are in the other half are shifted out.
            if count > 8 {
                high = bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self) >> UInt64(8 * (16 - count))
            }
        } else if count >= 4 {
            let last = bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            low =
                UInt64(bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self)) | UInt64(last)
                << UInt64(8 * (count - 4))
        } else if count > 0 {
            low =
                UInt64(bytes[0]) | UInt64(bytes[count / 2]) << UInt64(8 * (count / 2))
                | UInt64(bytes[count - 1]) << UInt64(8 * (count - 1))
        } else {
            low = 0
        }
        high |= UInt64(count) << 56
        return Key(low: low, high: high)
    }
}

/// Caches for as many texts as are encoded at the same time.
final class WordCaches: Sendable {
    private struct Idle: @unchecked Sendable {
        var caches: [WordCache] = []
    }

    private let idle = Mutex(Idle())

    /// A cache that nobody else has.
    func take() -> WordCache {
        idle.withLock { $0.caches.popLast() } ?? WordCache()
    }

    /// Returns a cache for the next text.
    func give(_ cache: WordCache) {
        idle.withLock { $0.caches.append(cache) }
    }
}
