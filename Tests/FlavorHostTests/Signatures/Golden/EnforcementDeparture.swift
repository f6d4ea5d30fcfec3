import FlavorKit
import JSON

@testable import FlavorHost

/// Why our host decides otherwise than MLflow: rows of the table in the article on signatures.
///
/// A departure is told by the rule that it comes from and by what MLflow did to the data, never by the case.
enum EnforcementDeparture {
    /// Rules by which our host accepts what MLflow refuses for lack of a conversion, or in one of its forms only.
    static let acceptingRules: [EnforcementRule] = [
        .wholeNumbersAreIntegers, .integersAreNarrowed, .unsignedIntegersAreSigned, .integersAreNumbers,
        .numbersAreRoundedToFloat,
        .textSpellsTimes, .nullIsNaN, .nullPasses, .nullPassesOptional, .nullPassesOptionalIntegers, .listsAreTensors,
        .tensorType,
        .columnsAreTensors, .mapsMakeOneRow, .listsThatAreCells,
    ]

    /// What our host refuses though MLflow takes it as it is: expected and found, as our messages have them.
    private static let refusals: [(expected: String, found: String)] = [
        // Dates that are guessed at, carry a time zone that is dropped, or lie beyond nanoseconds in 64 bits.
        ("datetime", "text that is no ISO 8601 date or time without a time zone"), ("datetime", "number"),
        ("datetime", "boolean"),
        ("datetime64[ns]", "text that does not fit"),
        ("an integer of at most 64 bits", "a larger one"), ("a default that fits in 64 bits", "a larger integer"),
        ("a value", "one that values cannot hold"),
        ("long", "a number beyond the type's range"), ("integer", "a number beyond the type's range"),
        // Nulls that MLflow turns into another value.
        ("boolean", "null"), ("string", "null"), ("binary", "null"), ("double", "list"), ("string", "strings"),
        // Dates without a time, which values of ours do not tell from times.
        ("string", "datetime"), ("binary", "datetime"),
        // Structures in a column of text, which MLflow prints, or reads as rows.
        ("string", "list"), ("string", "map"),
        // Other kinds of values in a column of booleans or bytes, which MLflow hands on unlooked at.
        ("boolean", "string"), ("boolean", "list"), ("boolean", "map"), ("boolean", "a number other than 0 and 1"),
        ("boolean", "integer"), ("boolean", "number"),
        ("binary", "list"), ("binary", "map"), ("binary", "number"), ("binary", "integer"), ("binary", "boolean"),
    ]

    /// Whether an acceptance of ours, which MLflow does not share, comes from one of the rules above.
    static func explainsAcceptance(_ golden: EnforcementGolden) -> Bool {
        func isRefused(without rules: [EnforcementRule]) -> Bool {
            do throws(SchemaMismatch) {
                _ = try golden.enforce(EnforcementRule.allCases.filter { !rules.contains($0) })
                return false
            } catch {
                return true
            }
        }
        return acceptingRules.contains { isRefused(without: [$0]) } || isRefused(without: acceptingRules)
            || isFormDeparture(golden)
    }

    /// Whether MLflow refuses only the form: what it takes bare is taken under `inputs` and `instances` too, and the other
    /// way round.
    private static func isFormDeparture(_ golden: EnforcementGolden) -> Bool {
        guard case .rejected(_, let message) = golden.outcome, golden.isHTTP else { return false }
        if message.contains("The input must be a JSON dictionary with exactly one of the input fields") { return true }
        guard let bare = golden.payload["inputs"] ?? golden.payload["instances"] else { return false }
        // Rows of tensors stand under `instances` in MLflow.
        if golden.signature?.inputs?.tensors != nil, bare.arrayValue?.first?.objectValue != nil { return true }
        let inputs = golden.signature?.inputs
        // MLflow casts all columns to the type of the first one there.
        if let columns = inputs?.columns, columns[0].name == nil { return true }
        let signature = inputs.flatMap { try? ModelSignature(inputs: $0) }
        let only = inputs?.names.first.map { JSONValue.object(JSONObject([($0.text, bare)])) }
        return [bare, only ?? bare].contains { document in
            do throws(SchemaMismatch) {
                _ = try Enforcement(signature).enforce(try TaggedValue.payload(document))
                return true
            } catch {
                return false
            }
        }
    }

    /// Whether a refusal of ours, which MLflow does not share, saves the data from damage, or is one of those above.
    static func explainsRefusal(_ mismatch: SchemaMismatch, of golden: EnforcementGolden) -> Bool {
        guard case .accepted(let value, let params) = golden.outcome else { return false }
        let expected = mismatch.expected.split(separator: " ").first.map(String.init) ?? ""
        if mismatch.found == "map" || mismatch.found == "values without names" { return true }
        return refusals.contains {
            ($0.expected == mismatch.expected || $0.expected == expected) && $0.found == mismatch.found
        } || Meaning.isLost(in: [value, params], from: golden)
    }

    /// Whether another value of ours stands for what MLflow damaged, or is what was written where any value goes.
    static func explainsValue(_ input: EnforcedInput, of golden: EnforcementGolden) -> Bool {
        guard case .accepted(let value, let params) = golden.outcome, !Meaning.isLost(in: input.input, from: golden)
        else { return false }
        // MLflow makes integers beside nulls into fractions there, and numbers beside text into text.
        let holdsAnything = golden.signature?.inputs?.columns?.contains { $0.type.holdsAny } ?? true
        let isOtherwiseEqual = acceptingRules.contains { rule in
            (try? golden.enforce(EnforcementRule.allCases.filter { $0 != rule })).map { golden.matches($0) } ?? false
        }
        return holdsAnything || isOtherwiseEqual || Meaning.isLost(in: [value, params], from: golden)
            || Meaning.differOnlyInBooleans(input.input, TaggedValue.plain(value))
    }
}

extension ColType {
    /// Whether there is a place in the type where any value goes, or text, which numbers are printed as.
    fileprivate var holdsAny: Bool {
        switch self {
        case .any, .scalar(.string): true
        case .scalar, .sparkMLVector: false
        case .array(let items), .map(let items): items.holdsAny
        case .object(let type): type.properties.contains { $0.type.holdsAny }
        }
    }
}

/// Whether values mean the same, whatever their types.
enum Meaning {
    /// Whether a result of MLflow's holds something that was not given.
    static func isLost(in results: [JSONValue], from golden: EnforcementGolden) -> Bool {
        isLost(leaves: results.flatMap { leaves(TaggedValue.plain($0)) }, from: golden)
    }

    /// Whether a result of ours holds something that was not given; a value may be repeated in rows.
    static func isLost(in value: Value, from golden: EnforcementGolden) -> Bool {
        var leaves: [Value] = []
        for leaf in Self.leaves(TaggedValue.plain(value)) where !leaves.contains(leaf) { leaves.append(leaf) }
        return isLost(leaves: leaves, from: golden)
    }

    private static func isLost(leaves results: [Value], from golden: EnforcementGolden) -> Bool {
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
            guard let position = given.firstIndex(where: { isSame(leaf, $0) }) else { return true }
            given.remove(at: position)
        }
        return false
    }

    /// Whether two results differ only where one has 0 or 1 for the other's false or true.
    static func differOnlyInBooleans(_ ours: Value, _ theirs: Value) -> Bool {
        let pairs = zip(leaves(TaggedValue.plain(ours)), leaves(theirs))
        return leaves(TaggedValue.plain(ours)).count == leaves(theirs).count
            && pairs.allSatisfy { ours, theirs in
                if case .bool = ours { isSame(ours, theirs) } else { ours == theirs }
            }
    }

    private static func leaves(_ value: Value) -> [Value] {
        switch value {
        case .list(let items): items.isEmpty ? [value] : items.flatMap { leaves($0) }
        case .map(let map): map.isEmpty ? [value] : map.entries.flatMap { leaves($0.value) }
        default: [value]
        }
    }

    private static func isSame(_ result: Value, _ given: Value) -> Bool {
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
