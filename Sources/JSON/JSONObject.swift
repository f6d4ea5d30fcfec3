/// The members of a JSON object, in the order in which they were first written.
///
/// Keys are told apart by their bytes, as in Python, where Swift's own comparison holds composed and decomposed
/// characters for equal.
public struct JSONObject: Sendable {
    /// The members in order; each key occurs once.
    public private(set) var members: [(key: String, value: JSONValue)] = []
    /// Positions by key; empty while the object is small enough to be searched faster than hashed.
    private var positions: [ExactString: Int] = [:]
    private static let indexThreshold = 32

    /// Creates an object without members.
    public init() {}

    /// Creates an object from members; of equal keys the last value wins at the place of the first, as in Python.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        for (key, value) in members { self[key] = value }
    }

    /// Creates an object from members whose keys may repeat, without copying them when none does.
    init(parsed members: [(key: String, value: JSONValue)], isKnownUnique: Bool) {
        self.init()
        if members.count > Self.indexThreshold {
            var positions: [ExactString: Int] = [:]
            positions.reserveCapacity(members.count)
            for (position, member) in members.enumerated() { positions[ExactString(member.key)] = position }
            if positions.count == members.count {
                self.members = members
                self.positions = positions
                return
            }
        } else if isKnownUnique || !Self.repeatsKey(members) {
            self.members = members
            return
        }
        for (key, value) in members { self[key] = value }
    }

    private static func repeatsKey(_ members: [(key: String, value: JSONValue)]) -> Bool {
        members.indices.contains { later in
            let key = ExactString(members[later].key)
            return members[..<later].contains { ExactString($0.key) == key }
        }
    }

    /// The keys in order.
    public var keys: some Sequence<String> { members.lazy.map(\.key) }

    /// The value under a key; setting nil removes the member, setting a new key appends it.
    public subscript(_ key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?):
                members[position].value = value
            case (let position?, nil):
                members.remove(at: position)
                positions = [:]
                if members.count > Self.indexThreshold { indexAll() }
            case (nil, let value?):
                members.append((key, value))
                if members.count == Self.indexThreshold + 1 {
                    indexAll()
                } else if members.count > Self.indexThreshold {
                    positions[ExactString(key)] = members.count - 1
                }
            case (nil, nil): break
            }
        }
    }

    private func position(of key: String) -> Int? {
        let exactKey = ExactString(key)
        return members.count > Self.indexThreshold
            ? positions[exactKey] : members.firstIndex { ExactString($0.key) == exactKey }
    }

    private mutating func indexAll() {
        positions.reserveCapacity(members.count)
        for (position, member) in members.enumerated() { positions[ExactString(member.key)] = position }
    }
}

extension JSONObject: Hashable {
    /// Two objects are equal when they hold equal members in the same order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count
            && zip(left.members, right.members).allSatisfy {
                ExactString($0.key) == ExactString($1.key) && $0.value == $1.value
            }
    }

    /// Hashes keys and values in order.
    public func hash(into hasher: inout Hasher) {
        for member in members {
            hasher.combine(member.key)
            hasher.combine(member.value)
        }
    }
}

extension JSONObject: RandomAccessCollection {
    /// The position of the first member.
    public var startIndex: Int { members.startIndex }
    /// The position after the last member.
    public var endIndex: Int { members.endIndex }
    /// The member at a position.
    public subscript(position: Int) -> (key: String, value: JSONValue) { members[position] }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
