import FlavorKit
import JSON

@testable import FlavorHost

/// Whether values mean the same, whatever their types.
enum Meaning {
    /// Whether a result of MLflow's holds something that was not given.
    static func isLost(in results: [JSONValue], from golden: EnforcementGolden) -> Bool {
        isLost(leaves: results.flatMap { leaves(TaggedValue.plain($0)) }, from: golden)
    }

    /// Whether a result of ours holds something that was not given; a value may be repeated in rows, and a table may be
    /// left without columns.
    static func isLost(in value: Value, from golden: EnforcementGolden) -> Bool {
        var leaves: [Value] = []
        for leaf in Self.leaves(TaggedValue.plain(value)) where !leaves.contains(leaf) && leaf != .map(ValueMap()) {
            leaves.append(leaf)
        }
        return isLost(leaves: leaves, from: golden, isRounding: golden.isHTTP)
    }

    /// - Parameter isRounding: Whether integers may have been rounded to floating point, as the server's forms are.
    private static func isLost(
        leaves results: [Value], from golden: EnforcementGolden, isRounding: Bool = false
    ) -> Bool {
        var given = leaves(TaggedValue.plain(golden.payload)) + leaves(TaggedValue.plain(golden.callParams))
        for spec in golden.signature?.params?.specs ?? [] {
            given += (try? Value(json: spec.defaultValue)).map { leaves($0) } ?? []
        }
        // What is equal finds itself first, so that what only means the same does not take its place.
        var others: [Value] = []
        for leaf in results where leaf != .null {
            if let position = given.firstIndex(of: leaf) { given.remove(at: position) } else { others.append(leaf) }
        }
        for leaf in others {
            guard
                let position = given.firstIndex(where: { isSame(leaf: leaf, $0) || isRounding && isRounded(leaf, $0) })
            else { return true }
            given.remove(at: position)
        }
        return false
    }

    /// Whether two results have the same cells, whatever their types.
    static func isSame(_ ours: Value, _ theirs: Value) -> Bool {
        let (ours, theirs) = (leaves(TaggedValue.plain(ours)), leaves(theirs))
        return ours.count == theirs.count && zip(ours, theirs).allSatisfy { isSame(leaf: $0, $1) }
    }

    private static func isRounded(_ result: Value, _ given: Value) -> Bool {
        switch (result, given) {
        case (.double(let result), .int(let given)): result == Double(given) || result == Double(Float(given))
        // NaN is a null here, and text where it is printed.
        case (.string("nan"), .null): true
        default: false
        }
    }

    /// Whether two results differ only where one has 0 or 1 for the other's false or true.
    static func differOnlyInBooleans(_ ours: Value, _ theirs: Value) -> Bool {
        let pairs = zip(leaves(TaggedValue.plain(ours)), leaves(theirs))
        return leaves(TaggedValue.plain(ours)).count == leaves(theirs).count
            && pairs.allSatisfy { ours, theirs in
                if case .bool = ours { isSame(leaf: ours, theirs) } else { ours == theirs }
            }
    }

    private static func leaves(_ value: Value) -> [Value] {
        switch value {
        case .list(let items): items.isEmpty ? [value] : items.flatMap { leaves($0) }
        case .map(let map): map.isEmpty ? [value] : map.entries.flatMap { leaves($0.value) }
        default: [value]
        }
    }

    private static func isSame(leaf result: Value, _ given: Value) -> Bool {
        switch (result, given) {
        case (.int, .int), (.bool, .bool), (.string, .string), (.bytes, .bytes), (.datetime, .datetime): result == given
        case (.double(let result), .double(let given)):
            result == given
                || result.isFinite && result != 0
                    && (Double(Float(given)) == result || Double(Float16(given)) == result)
        case (.int(let result), .double(let given)): Int64(exactly: given) == result
        case (.double(let result), .int(let given)): Int64(exactly: result) == given
        case (.bool(let bool), .int(let number)), (.int(let number), .bool(let bool)): number == (bool ? 1 : 0)
        case (.bool(let bool), .double(let number)), (.double(let number), .bool(let bool)): number == (bool ? 1 : 0)
        case (.int(let number), .string(let text)): NumberText.integer(text) == number
        case (.double(let number), .string(let text)): NumberText.double(text) == number
        case (.string(let text), _) where given.printedNumber != nil: given.printedNumber == text
        case (.bytes(let bytes), .string(let text)):
            bytes == Array(text.utf8) || Base64Text.decode(text, isStrict: true) == bytes
        case (.bytes(let bytes), _): given.printedNumber.map { Array($0.utf8) } == bytes
        case (.datetime(let time), .string(let text)): TimeText.nanoseconds(text, allowsZone: true) == time
        case (.datetime(let time), .int(let number)): time == number
        default: result == given
        }
    }
}
