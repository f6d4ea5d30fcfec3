import JSON

/// A key of a dict: values that are equal in Python are one key.
struct DictKey: Hashable {
    let value: Value

    /// Wraps a value that can be hashed.
    init(_ value: Value) throws(Failure) {
        guard value.isHashable else {
            throw Failure(.operation, "unhashable type: '\(value.typeName)'")
        }
        self.value = value
    }

    /// Wraps text.
    init(_ text: String) { value = .string(text) }

    static func == (left: DictKey, right: DictKey) -> Bool { isEqual(left.value, right.value) }

    func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}

/// A dict, in the order in which its keys were first set.
final class DictObject {
    private(set) var keys: [Value] = []
    private(set) var values: [Value] = []
    private(set) var depth = 1
    /// How many values there are below, each counted as often as a walk comes by.
    private(set) var weight = 1
    /// Positions by key; empty while there are so few that a search is faster.
    private var positions: [DictKey: Int] = [:]
    private static let indexThreshold = 12

    init() {}

    /// Creates a dict from text keys that are all different.
    init(unique members: [(key: String, value: Value)]) {
        keys.reserveCapacity(members.count)
        values.reserveCapacity(members.count)
        for (key, value) in members { append(.string(key), value) }
    }

    var count: Int { keys.count }

    /// The value under a text key.
    subscript(_ text: String) -> Value? {
        if keys.count > Self.indexThreshold { return positions[DictKey(text)].map { values[$0] } }
        for (position, key) in keys.enumerated() {
            switch key {
            case .string(let other), .markup(let other):
                if sameBytes(text, other) { return values[position] }
            default: continue
            }
        }
        return nil
    }

    /// The value under any key.
    func value(for key: DictKey) -> Value? { position(of: key).map { values[$0] } }

    /// Sets the value under a key; a new key goes to the end.
    func set(_ key: DictKey, _ value: Value) {
        if let position = position(of: key) {
            values[position] = value
            depth = max(depth, value.depth + 1)
            weight += value.weight
        } else {
            append(key.value, value)
        }
    }

    /// Removes all members.
    func clear() {
        keys = []
        values = []
        positions = [:]
    }

    private func append(_ key: Value, _ value: Value) {
        keys.append(key)
        values.append(value)
        depth = max(depth, value.depth + 1, key.depth + 1)
        weight += value.weight + key.weight
        guard keys.count > Self.indexThreshold else { return }
        let unindexed = positions.isEmpty ? 0 : keys.count - 1
        for position in unindexed..<keys.count { positions[DictKey(unchecked: keys[position])] = position }
    }

    private func position(of key: DictKey) -> Int? {
        if keys.count > Self.indexThreshold { return positions[key] }
        return keys.firstIndex { isEqual($0, key.value) }
    }
}

extension DictKey {
    /// Wraps a value that is known to be hashable.
    fileprivate init(unchecked value: Value) { self.value = value }
}
