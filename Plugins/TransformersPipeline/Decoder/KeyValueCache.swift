import CKernels
import FlavorKit
import ModelConfiguration

/// What the attention of every layer remembers of a sequence: the keys and values of its positions, in float32.
///
/// The cache grows in steps. Where a window bounds what a position sees, older positions are dropped once they are half
/// of the memory, and the rest moves to the front, so a sequence of any length takes the memory of a few windows.
struct KeyValueCache {
    /// How many positions there is room for; a multiple of a tile.
    private(set) var capacity: Int
    /// The position that the first row holds; a multiple of a tile.
    private(set) var base = 0
    /// How many positions the sequence has.
    private(set) var count = 0

    private let headSize: Int
    private let window: Int?
    /// Keys and values of each head of each layer.
    private let partCount: Int
    /// Of each head of each layer the keys, in tiles, and then the values: `capacity` positions each.
    private var buffer: FloatBuffer

    private static let tile = Int(KERNELS_TILE)

    /// Makes an empty cache.
    /// - Parameter capacity: How many positions it has room for before it grows, rounded up to tiles.
    init(_ configuration: DecoderConfiguration, capacity: Int = 256) throws(FlavorError) {
        headSize = configuration.headSize
        partCount = 2 * configuration.layerCount * configuration.keyValueHeadCount
        window = configuration.window
        self.capacity = Self.wholeTiles(capacity)
        buffer = try Self.buffer(partCount: partCount, headSize: headSize, capacity: self.capacity)
    }

    /// The keys of the first head of the first layer.
    var start: UnsafeMutablePointer<Float> { buffer.start }
    /// How many numbers lie between a head's keys and its values.
    var valueOffset: Int { capacity * headSize }
    /// How many numbers lie between the keys of one head and those of the next.
    var headStride: Int { 2 * valueOffset }

    /// Forgets every position and keeps the memory.
    mutating func removeAll() {
        base = 0
        count = 0
    }

    /// Adds positions, whose keys and values the caller then writes.
    /// - Parameter positions: At least 1 and far fewer than can be counted.
    /// - Throws: `FlavorError` when there is no memory to grow; the cache is then as it was.
    mutating func append(_ positions: Int) throws(FlavorError) {
        if count - base + positions > capacity { try makeRoom(for: positions) }
        count += positions
    }

    private mutating func makeRoom(for positions: Int) throws(FlavorError) {
        let firstSeen = window.map { max(0, count + 1 - $0) } ?? 0
        let newBase = max(base, firstSeen / Self.tile * Self.tile)
        let kept = Self.wholeTiles(count - newBase)
        let needed = Self.wholeTiles(count - newBase + positions)
        if newBase - base >= capacity / 2, needed <= capacity {
            move(kept, from: newBase - base, to: buffer, capacity)
        } else {
            let larger = max(needed, 2 * capacity)
            let grown = try Self.buffer(partCount: partCount, headSize: headSize, capacity: larger)
            move(kept, from: newBase - base, to: grown, larger)
            buffer = grown
            capacity = larger
        }
        base = newBase
    }

    /// Moves rows, whole tiles of them, to the front of the same or of other memory.
    private func move(_ rows: Int, from first: Int, to target: FloatBuffer, _ newCapacity: Int) {
        // A tile of keys takes the space of as many values, so one loop moves both.
        for part in 0..<partCount {
            (target.start + part * newCapacity * headSize).update(
                from: buffer.start + (part * capacity + first) * headSize, count: rows * headSize)
        }
    }

    private static func buffer(partCount: Int, headSize: Int, capacity: Int) throws(FlavorError) -> FloatBuffer {
        let (rows, rowsOverflow) = partCount.multipliedReportingOverflow(by: capacity)
        let (count, overflow) = rows.multipliedReportingOverflow(by: headSize)
        return try FloatBuffer(
            count: rowsOverflow || overflow ? nil : count, for: "a sequence of \(capacity) tokens")
    }

    private static func wholeTiles(_ positions: Int) -> Int { (positions + tile - 1) / tile * tile }
}
