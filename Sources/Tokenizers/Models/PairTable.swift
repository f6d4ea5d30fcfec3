/// A hash table from pairs of small integers to pairs of small integers, for the hottest look-ups.
struct PairTable: Sendable {
    private struct Slot {
        var key: UInt64
        var value: UInt64
    }

    private var slots: [Slot]
    private var shift: UInt64
    private var count = 0
    /// A random odd factor: a multiplicative hash that no file can be made to collide for.
    private let factor = UInt64.random(in: .min ... .max) | 1

    private static let empty = UInt64.max

    /// - Parameter capacity: For how many pairs to make room.
    init(capacity: Int) {
        var bits: UInt64 = 4
        while 1 << bits < 2 * capacity { bits += 1 }
        shift = 64 - bits
        slots = [Slot](repeating: Slot(key: Self.empty, value: 0), count: 1 << bits)
    }

    /// Packs two integers; that both are -1 is the one pair which cannot be a key.
    @inline(__always)
    private static func pack(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    }

    @inline(__always)
    private static func unpack(_ pair: UInt64) -> (Int32, Int32) {
        (Int32(truncatingIfNeeded: pair >> 32), Int32(truncatingIfNeeded: pair))
    }

    /// The value of a pair, or nil when it has none.
    @inline(__always)
    subscript(_ first: Int32, _ second: Int32) -> (Int32, Int32)? {
        get {
            let key = Self.pack(first, second)
            var index = Int(truncatingIfNeeded: (key &* factor) >> shift)
            while true {
                let slot = slots[index]
                if slot.key == key { return Self.unpack(slot.value) }
                if slot.key == Self.empty { return nil }
                index = (index + 1) & (slots.count - 1)
            }
        }
    }

    /// All values, in no order.
    var values: some Sequence<(Int32, Int32)> {
        slots.lazy.filter { $0.key != Self.empty }.map { Self.unpack($0.value) }
    }

    /// Sets the value of a pair, in place of an earlier one.
    mutating func set(_ first: Int32, _ second: Int32, to value: (Int32, Int32)) {
        if 2 * count >= slots.count { grow() }
        place(Slot(key: Self.pack(first, second), value: Self.pack(value.0, value.1)))
    }

    private mutating func place(_ slot: Slot) {
        var index = Int(truncatingIfNeeded: (slot.key &* factor) >> shift)
        while slots[index].key != Self.empty && slots[index].key != slot.key {
            index = (index + 1) & (slots.count - 1)
        }
        if slots[index].key == Self.empty { count += 1 }
        slots[index] = slot
    }

    private mutating func grow() {
        let old = slots
        shift -= 1
        slots = [Slot](repeating: Slot(key: Self.empty, value: 0), count: 2 * old.count)
        count = 0
        for slot in old where slot.key != Self.empty { place(slot) }
    }
}
