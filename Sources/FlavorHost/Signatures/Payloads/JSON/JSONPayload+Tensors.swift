import FlavorKit
import JSON

extension JSONPayload {
    /// Reads what stands under `inputs` or `instances`.
    mutating func readTensors(_ key: DataKey) throws(ReadFailure) -> Payload {
        if isListOfObjects() {
            if schema.columns != nil || schema.isAbsent && key == .instances {
                if let table = try readTableOrNothing(joinsNumbers: { [schema] in !schema.holdsText($0) }) {
                    return Payload(.map(table), form: .tensors, isTable: true)
                }
            } else if schema.tensors != nil {
                if let members = try readStacks() { return Payload(.map(members), form: .tensors) }
            }
            return Payload(.list(try readItems()), form: .tensors)
        }
        return Payload(try readTensorsOrValue(key), form: .tensors)
    }

    /// Reads a document that is the data itself.
    mutating func readPlain() throws(ReadFailure) -> Payload {
        if isListOfObjects() {
            if schema.columns != nil, let table = try readTableOrNothing() {
                return Payload(.map(table), isTable: true)
            }
            if schema.tensors != nil, let members = try readStacks() { return Payload(.map(members)) }
        }
        return Payload(schema.tensors == nil ? try text.readValue() : try readTensorsOrValue(nil))
    }

    /// Reads a tensor, a map of tensors, or whatever else is there.
    ///
    /// - Parameter key: Under what it stands; nil for a bare document.
    private mutating func readTensorsOrValue(_ key: DataKey?) throws(ReadFailure) -> Value {
        guard try text.nextKind() == .object else {
            return try text.readTensorOrValue(as: schema.elementType(of: nil), joinsNumbers: !schema.holdsText(nil))
        }
        var members: [(name: String, value: Value)] = []
        try text.beginObject()
        while let name = try text.nextKey() {
            do {
                members.append(
                    (
                        name,
                        try text.readTensorOrValue(
                            as: schema.elementType(of: name), joinsNumbers: !schema.holdsText(name))
                    ))
            } catch { throw error.inside(".\(name)") }
        }
        let map = ValueMap(members)
        guard map.count == members.count else { throw text.keyTwice() }
        if key == .instances { try checkLengths(members) }
        return .map(map)
    }

    /// Checks that members under `instances`, which are rows, have as many of them each.
    private func checkLengths(_ members: [(name: String, value: Value)]) throws(ReadFailure) {
        let lists = members.compactMap { member in
            schema.hasRows(member.name) ? member.value.cellCount.map { (name: member.name, count: $0) } : nil
        }
        guard let first = lists.first, let other = lists.first(where: { $0.count != first.count }) else { return }
        throw .mismatch(
            SchemaMismatch(
                ".\(other.name)", expected: "\(first.count) elements as in \(first.name)", found: "\(other.count)"))
    }

    private mutating func readItems() throws(ReadFailure) -> [Value] {
        guard case .list(let items) = try text.readValue() else { return [] }
        return items
    }

    /// Reads a list of objects as a table; stays before it and returns nil when there is anything else in the list.
    ///
    /// - Parameter joinsNumbers: Whether integers beside other numbers become doubles in a column with a name.
    private mutating func readTableOrNothing(
        joinsNumbers: @escaping (String) -> Bool = { _ in true }
    ) throws(ReadFailure) -> ValueMap? {
        let start = text
        do {
            return try readRecords(joinsNumbers: joinsNumbers)
        } catch {
            guard case .mismatch = error else { throw error }
            let failed = text
            text = start
            if try hasObjectsOnly() {
                text = failed
                throw error
            }
            return nil
        }
    }

    /// Reads a list of objects as one member for each of their keys, in which the objects' values lie one after another;
    /// stays before it and returns nil when there is anything else in the list.
    private mutating func readStacks() throws(ReadFailure) -> ValueMap? {
        guard try hasObjectsOnly() else { return nil }
        let start = text
        if let stacks = try readStacks(isTyped: true) { return stacks }
        text = start
        return try readStacks(isTyped: false)
    }

    /// - Parameter isTyped: Whether to read numbers as the signature's types; the result is nil when that cannot be.
    private mutating func readStacks(isTyped: Bool) throws(ReadFailure) -> ValueMap? {
        var names: [String] = []
        var stacks: [TensorStack] = []
        var positions: [ExactString: Int] = [:]
        var rowCount = 0
        try text.beginArray()
        while try text.nextElement() {
            try text.beginObject()
            while let name = try text.nextKey() {
                guard schema.hasTensor(name) else {
                    try text.skipValue()
                    continue
                }
                let position = positions[ExactString(name)] ?? names.count
                if position == names.count {
                    guard rowCount == 0 else { throw Self.otherKeys(rowCount) }
                    positions[ExactString(name)] = position
                    names.append(name)
                    stacks.append(TensorStack(as: isTyped ? schema.elementType(of: name) : nil))
                }
                guard stacks[position].count == rowCount else { throw text.keyTwice() }
                do {
                    guard try stacks[position].read(from: &text) else { return nil }
                } catch { throw error.inside("[\(rowCount)].\(name)") }
            }
            guard stacks.allSatisfy({ $0.count == rowCount + 1 }) else { throw Self.otherKeys(rowCount) }
            rowCount += 1
        }
        return ValueMap(zip(names, stacks.map { $0.takeValue() }))
    }

    private static func otherKeys(_ row: Int) -> ReadFailure {
        .mismatch(SchemaMismatch("[\(row)]", expected: "the same keys as in the first object", found: "others"))
    }
}
