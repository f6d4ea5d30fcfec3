/// Named settings of a call, with readers that check types.
public struct Parameters: Sendable, Equatable {
    /// The settings in order.
    public var values: ValueMap

    /// Creates settings.
    public init(_ values: ValueMap = ValueMap()) { self.values = values }

    /// The value with a name; nil when it is missing or null.
    public subscript(_ name: String) -> Value? {
        guard let value = values[name], value != .null else { return nil }
        return value
    }

    /// An integer setting, or nil when it is missing.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` when it is something else.
    public func integer(_ name: String) throws(FlavorError) -> Int? {
        switch self[name] {
        case nil: return nil
        case .int(let number): return Int(number)
        case .double(let number) where number == number.rounded() && abs(number) < 9e15: return Int(number)
        case .some(let other): throw mismatch(name, "an integer", other)
        }
    }

    /// A number, or nil when it is missing.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` when it is something else.
    public func double(_ name: String) throws(FlavorError) -> Double? {
        switch self[name] {
        case nil: return nil
        case .int(let number): return Double(number)
        case .double(let number): return number
        case .some(let other): throw mismatch(name, "a number", other)
        }
    }

    /// A boolean setting, or nil when it is missing.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` when it is something else.
    public func bool(_ name: String) throws(FlavorError) -> Bool? {
        switch self[name] {
        case nil: return nil
        case .bool(let bool): return bool
        case .some(let other): throw mismatch(name, "true or false", other)
        }
    }

    /// A text, or nil when it is missing.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` when it is something else.
    public func string(_ name: String) throws(FlavorError) -> String? {
        switch self[name] {
        case nil: return nil
        case .string(let text): return text
        case .some(let other): throw mismatch(name, "a string", other)
        }
    }

    /// One text or a list of texts as a list, or nil when it is missing.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` when it is something else.
    public func strings(_ name: String) throws(FlavorError) -> [String]? {
        switch self[name] {
        case nil: return nil
        case .string(let text): return [text]
        case .strings(let column) where !column.items.contains(nil): return column.items.compactMap(\.self)
        case .list(let items):
            var texts: [String] = []
            for item in items {
                guard let text = item.stringValue else { throw mismatch(name, "strings only", item) }
                texts.append(text)
            }
            return texts
        case .some(let other): throw mismatch(name, "a string or a list of strings", other)
        }
    }

    /// One integer or a list of integers as a list, or nil when it is missing.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` when it is something else.
    public func integers(_ name: String) throws(FlavorError) -> [Int]? {
        switch self[name] {
        case nil: return nil
        case .int(let number): return [Int(number)]
        case .tensor(let tensor) where tensor.dtype == .int64 && tensor.shape.count == 1:
            return tensor.elements(as: Int64.self)?.map(Int.init)
        case .list(let items):
            var numbers: [Int] = []
            for item in items {
                guard let number = item.intValue else { throw mismatch(name, "integers only", item) }
                numbers.append(Int(number))
            }
            return numbers
        case .some(let other): throw mismatch(name, "an integer or a list of integers", other)
        }
    }

    private func mismatch(_ name: String, _ expected: String, _ found: Value) -> FlavorError {
        FlavorError(.invalidArgument, "parameter \"\(name)\": expected \(expected), found \(found.kindName)")
    }
}
