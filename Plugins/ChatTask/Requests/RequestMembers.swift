import FlavorKit

/// Reads the members of a request, each with a sentence about what is wrong with it.
struct RequestMembers {
    private let members: ValueMap
    /// What stands before the names in messages, such as `[1].`.
    let place: String

    /// - Parameters:
    ///   - parameters: The caller's own settings, which go before those of the request.
    ///   - place: Where the request stands among several; empty for a single one.
    init(_ request: ValueMap, parameters: ValueMap, place: String) {
        var members = request
        for entry in parameters.entries where entry.value != .null { members[entry.name] = entry.value }
        self.members = members
        self.place = place
    }

    subscript(_ name: String) -> Value? { members[name] }

    /// A whole number within bounds; nil where the request has none.
    func integer(_ name: String, _ bounds: ClosedRange<Int>) throws(FlavorError) -> Int? {
        guard let value = members[name] else { return nil }
        let number: Int? =
            switch value {
            case .int(let number): Int(number)
            case .double(let number): Int(exactly: number)
            default: nil
            }
        let range =
            bounds.upperBound == .max
            ? "\(bounds.lowerBound) or more" : "from \(bounds.lowerBound) to \(bounds.upperBound)"
        guard let number else { throw mismatch(name, "an integer \(range)", value.kindName) }
        guard bounds.contains(number) else { throw mismatch(name, "an integer \(range)", "\(number)") }
        return number
    }

    /// Any whole number; nil where the request has none.
    func integer(_ name: String) throws(FlavorError) -> Int? {
        guard let value = members[name] else { return nil }
        guard case .int(let number) = value else { throw mismatch(name, "an integer", value.kindName) }
        return Int(number)
    }

    /// A number within bounds; nil where the request has none.
    func number(_ name: String, _ bounds: ClosedRange<Double>) throws(FlavorError) -> Double? {
        guard let value = members[name] else { return nil }
        let number: Double
        switch value {
        case .int(let integer): number = Double(integer)
        case .double(let double): number = double
        default: throw mismatch(name, "a number", value.kindName)
        }
        // Which NaN is not in either.
        guard bounds.contains(number) else {
            throw mismatch(name, "a number from \(bounds.lowerBound.short) to \(bounds.upperBound.short)", number.short)
        }
        return number
    }

    /// Truth; nil where the request says nothing.
    func bool(_ name: String) throws(FlavorError) -> Bool? {
        guard let value = members[name] else { return nil }
        guard case .bool(let bool) = value else { throw mismatch(name, "true or false", value.kindName) }
        return bool
    }

    /// One text or a list of at most some; empty where the request has none.
    func strings(_ name: String, most: Int) throws(FlavorError) -> [String] {
        guard let value = members[name] else { return [] }
        let items: [Value] =
            switch value {
            case .string: [value]
            case .list(let items): items
            case .strings(let strings): strings.items.map { $0.map(Value.string) ?? .null }
            default: throw mismatch(name, "a string or a list of strings", value.kindName)
            }
        guard items.count <= most else { throw mismatch(name, "at most \(most) strings", "\(items.count)") }
        var texts: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = item.stringValue else { throw mismatch("\(name)[\(index)]", "a string", item.kindName) }
            guard !text.isEmpty else {
                throw mismatch("\(name)[\(index)]", "a string that is not empty", "an empty one")
            }
            texts.append(text)
        }
        return texts
    }

    /// The error for a member; `name` is its path in the request.
    func mismatch(_ name: String, _ expected: String, _ found: String) -> FlavorError {
        FlavorError(.invalidArgument, "\(place)\(name): expected \(expected), found \(found)")
    }

    /// The error for a member that the model behind cannot heed.
    func unsupported(_ name: String, _ reason: String) -> FlavorError {
        FlavorError(.unimplemented, "\(place)\(name): \(reason)")
    }
}

extension Double {
    /// The number without a fraction where it has none.
    fileprivate var short: String { Int(exactly: self).map { "\($0)" } ?? "\(self)" }
}
