import JSON

/// What goes into a model and what comes out of it: one tree for scalars, lists, maps, tables and tensors.
public enum Value: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    /// Nanoseconds since 1970-01-01T00:00:00, without a time zone.
    case datetime(Int64)
    case string(String)
    case bytes([UInt8])
    case list([Value])
    case map(ValueMap)
    case tensor(Tensor)
    case strings(StringTensor)

    /// How deep a tree may be, counting its root.
    public static let maximumDepth = 128
}

/// Named values in order, each name once; a table is a map of columns of equal length.
///
/// Names are compared by their bytes, as JSON's keys are, and not by what Swift takes for the same text.
public struct ValueMap: Sendable, Equatable {
    /// The members in order.
    public private(set) var entries: [Entry]
    /// Whether this is a table to which the caller gave one row, and expects one back.
    public var isSingleRow: Bool

    /// One member.
    public struct Entry: Sendable, Equatable {
        public var name: String
        public var value: Value

        package init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// Creates a map of members whose names are known to differ.
    package init(distinct entries: [Entry], isSingleRow: Bool) {
        self.entries = entries
        self.isSingleRow = isSingleRow
    }

    private static let fewEntries = 8

    /// Creates a map; of equal names the last value wins at the place of the first.
    public init(_ entries: some Sequence<(String, Value)> = [], isSingleRow: Bool = false) {
        self.entries = []
        self.isSingleRow = isSingleRow
        guard entries.underestimatedCount > ValueMap.fewEntries else {
            // A table of positions costs more than looking at a few names.
            for (name, value) in entries {
                if let position = position(of: name) {
                    self.entries[position].value = value
                } else {
                    self.entries.append(Entry(name: name, value: value))
                }
            }
            return
        }
        var positions: [ExactString: Int] = [:]
        for (name, value) in entries {
            if let position = positions[ExactString(name)] {
                self.entries[position].value = value
            } else {
                positions[ExactString(name)] = self.entries.count
                self.entries.append(Entry(name: name, value: value))
            }
        }
    }

    public var count: Int { entries.count }
    public var isEmpty: Bool { entries.isEmpty }

    /// The value with a name; setting nil removes it, setting a new name appends it.
    public subscript(_ name: String) -> Value? {
        get { position(of: name).map { entries[$0].value } }
        set {
            switch (position(of: name), newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append(Entry(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    private func position(of name: String) -> Int? {
        entries.firstIndex { ExactString($0.name) == ExactString(name) }
    }
}

extension ValueMap: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}

extension Value {
    /// Whether a tree has more levels than a number, counting its root.
    package func isDeeper(than levels: Int) -> Bool {
        guard levels > 0 else { return true }
        return switch self {
        case .list(let items): items.contains { $0.isDeeper(than: levels - 1) }
        case .map(let map): map.entries.contains { $0.value.isDeeper(than: levels - 1) }
        default: false
        }
    }

    /// The text, when this is one.
    public var stringValue: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The integer, when this is one.
    public var intValue: Int64? {
        guard case .int(let number) = self else { return nil }
        return number
    }

    /// The members, when this is a map.
    public var mapValue: ValueMap? {
        guard case .map(let map) = self else { return nil }
        return map
    }

    /// The items, when this is a list.
    public var listValue: [Value]? {
        guard case .list(let items) = self else { return nil }
        return items
    }

    /// The value under a name, or nil when this is no map or has no such name.
    public subscript(_ name: String) -> Value? { mapValue?[name] }

    /// The name of this value's kind, as error messages use it.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .int: "integer"
        case .double: "number"
        case .datetime: "datetime"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .tensor(let tensor): "tensor of \(tensor.dtype)"
        case .strings: "strings"
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (String, Value)...) { self = .map(ValueMap(elements)) }
}
