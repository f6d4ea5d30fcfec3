import FlavorKit
import JSON

@testable import FlavorHost

/// Why our host decides otherwise than MLflow: rows of the table in the article on signatures, by their names.
///
/// A departure is told by the rule that it comes from and by what MLflow did to the data, never by the case.
enum EnforcementDeparture {
    /// Rules by which our host accepts what MLflow refuses for lack of a conversion, or in one of its forms only.
    static let acceptingRules: [(rule: EnforcementRule, row: String)] = [
        (.wholeNumbersAreIntegers, "whole numbers for integers"), (.integersAreNarrowed, "integers for `integer`"),
        (.unsignedIntegersAreSigned, "unsigned integers"), (.integersAreNumbers, "integers for numbers"),
        (.numbersAreRoundedToFloat, "numbers for `float`"), (.textSpellsTimes, "text for datetimes"),
        (.nullIsNaN, "null for `float`"), (.nullPasses, "null for bytes in a table"),
        (.nullPassesOptional, "an optional list or object missing in some rows"),
        (.nullPassesAny, "an optional list or object missing in some rows"),
        (.nullPassesOptionalIntegers, "null for optional integers"), (.listsAreTensors, "tensors in bare lists"),
        (.tensorType, "tensors of another number type"), (.columnsAreTensors, "text tensors from a table"),
        (.mapsMakeOneRow, "a map in a row"), (.listsThatAreCells, "rows that are lists"),
    ]

    /// What our host refuses though MLflow takes it as it is: expected and found, as our messages have them.
    private static let refusals: [(row: String, cases: [(expected: String, found: String)])] = [
        (
            "times with a zone, and other notations",
            [
                ("datetime", "text that is no ISO 8601 date or time without a time zone"), ("datetime", "number"),
                ("datetime", "boolean"), ("datetime", "text that is no ISO 8601 date or time"),
                ("datetime64[ns]", "text that does not fit"), ("datetime64[ns]", "boolean"),
                ("a value", "one that values cannot hold"),
            ]
        ),
        (
            "integers beyond 64 bits",
            [
                ("an integer of at most 64 bits", "a larger one"),
                ("a default that fits in 64 bits", "a larger integer"),
            ]
        ),
        (
            "numbers beyond the type",
            [
                ("long", "a number beyond the type's range"), ("integer", "a number beyond the type's range"),
                ("a number within the range of float64", "a larger one"),
                ("double", "text that spells no such number"), ("float", "text that spells no such number"),
            ]
        ),
        ("text and numbers for booleans", [("bool", "text that does not fit")]),
        (
            "null for text, bytes and booleans",
            [("boolean", "null"), ("string", "null"), ("binary", "null")]
        ),
        // Dates without a time, which values of ours do not tell from times.
        ("inference: dates without a time", [("string", "datetime"), ("binary", "datetime")]),
        (
            "objects and lists for single values",
            [
                ("string", "list"), ("string", "map"), ("string", "strings"), ("double", "list"), ("double", "map"),
                ("an element of a tensor", "map"), ("objects only, as the first row is one", "integer"),
            ]
        ),
        // Other kinds of values, which MLflow hands on unlooked at.
        (
            "anything for booleans and bytes",
            [
                ("boolean", "string"), ("boolean", "strings"), ("boolean", "list"), ("boolean", "map"),
                ("boolean", "a number other than 0 and 1"), ("boolean", "integer"), ("boolean", "number"),
                ("boolean", "bytes"),
                ("binary", "list"), ("binary", "strings"), ("binary", "map"), ("binary", "number"),
                ("binary", "integer"), ("binary", "boolean"),
            ]
        ),
        ("columns of one name", [("different names", "one twice")]),
        ("a key written twice", [("each key once", "one twice")]),
    ]

    /// The row of an acceptance of ours that MLflow does not share; nil where none explains it.
    static func row(ofAcceptance golden: EnforcementGolden) -> String? {
        func isRefused(without rules: [EnforcementRule]) -> Bool {
            do throws(SchemaMismatch) {
                _ = try golden.enforce(EnforcementRule.allCases.filter { !rules.contains($0) })
                return false
            } catch {
                return true
            }
        }
        return acceptingRules.first { isRefused(without: [$0.rule]) }?.row
            ?? (isRefused(without: acceptingRules.map(\.rule)) ? "the same within objects, lists and maps" : nil)
            ?? rowOfForm(golden)
    }

    /// The row where MLflow refuses only the form: what it takes bare is taken under `inputs` and `instances` too, and the
    /// other way round.
    private static func rowOfForm(_ golden: EnforcementGolden) -> String? {
        guard case .rejected(_, let message) = golden.outcome else { return nil }
        if message.contains("Mixing dicts with non-Series") { return "a map in a row" }
        guard golden.isHTTP else { return nil }
        if message.contains("The input must be a JSON dictionary with exactly one of the input fields") {
            return "a bare document"
        }
        if message.contains("If using all scalar values, you must pass an index") {
            return "others beside a single value"
        }
        if message.contains("Failed to get pandas types as some of the inputs types are not DataType") {
            return "CSV beside columns of other than single values"
        }
        guard let bare = golden.payload["inputs"] ?? golden.payload["instances"] else { return nil }
        // Rows of tensors stand under `instances` in MLflow.
        if golden.signature?.inputs?.tensors != nil {
            if bare.arrayValue?.first?.objectValue != nil { return "tensors row by row" }
            if golden.payload["instances"]?.objectValue != nil { return "tensors column by column" }
        }
        if message.contains("Expected data to be dictionary, got ndarray") { return "objects in rows" }
        let inputs = golden.signature?.inputs
        // MLflow casts all columns to the type of the first one there.
        if let columns = inputs?.columns, columns[0].name == nil { return "several unnamed columns" }
        let signature = inputs.flatMap { try? ModelSignature(inputs: $0) }
        let only = inputs?.names.first.map { JSONValue.object(JSONObject([($0.text, bare)])) }
        let isTaken = [bare, only ?? bare].contains { document in
            do throws(SchemaMismatch) {
                _ = try Enforcement(signature).enforce(try TaggedValue.payload(document))
                return true
            } catch {
                return false
            }
        }
        guard isTaken else { return nil }
        return inputs?.tensors != nil ? "tensors column by column" : "objects in rows"
    }

    /// The row of a refusal of ours that MLflow does not share, where it saves the data from damage or is one of those
    /// above; nil where none explains it.
    static func row(ofRefusal mismatch: SchemaMismatch, of golden: EnforcementGolden) -> String? {
        guard case .accepted(let value, let params) = golden.outcome else { return nil }
        switch mismatch.found {
        case "values without names": return "values without names for optional columns"
        case "a number with a fraction": return "fractions for integers"
        case "an integer that does not fit": return "numbers beyond the type"
        case "map" where isTakenApart(golden), "an empty object" where isTakenApart(golden): return "a map in a row"
        default: break
        }
        let expected = mismatch.expected.split(separator: " ").first.map(String.init) ?? ""
        let row = refusals.first { row in
            row.cases.contains {
                ($0.expected == mismatch.expected || $0.expected == expected) && $0.found == mismatch.found
            }
        }
        return row?.row ?? Damage.row(of: mismatch, value, params, golden)
    }

    /// Whether MLflow takes the maps in a bare document for columns, as it does where no column holds lists or objects.
    private static func isTakenApart(_ golden: EnforcementGolden) -> Bool {
        let columns = golden.signature?.inputs?.columns
        return !golden.isHTTP && golden.payload.objectValue?.contains { $0.value.objectValue != nil } == true
            && columns?.contains { if case .array = $0.type { true } else { false } } == false
    }

    /// The row of another value of ours, which stands for what MLflow damaged, or is what was written where any value
    /// goes; nil where none explains it.
    static func row(ofValue input: EnforcedInput, of golden: EnforcementGolden) -> String? {
        guard case .accepted(let value, let params) = golden.outcome, !Meaning.isLost(in: input.input, from: golden)
        else { return nil }
        if Damage.isOfRowsWithOtherKeys(golden) { return "rows with other keys" }
        if Meaning.isLost(in: [value, params], from: golden) || (golden.signature?.inputs?.columns == nil) {
            return "cells that change their neighbours"
        }
        // MLflow makes integers beside nulls into fractions there, and numbers beside text into text.
        if golden.signature?.inputs?.columns?.contains(where: { $0.type.holdsAny }) == true {
            return "cells that change their neighbours"
        }
        if Meaning.differOnlyInBooleans(input.input, TaggedValue.plain(value)) {
            return "anything for booleans and bytes"
        }
        if Meaning.isSame(input.input, TaggedValue.plain(value)) { return "integers for numbers" }
        return acceptingRules.first { rule, _ in
            (try? golden.enforce(EnforcementRule.allCases.filter { $0 != rule })).map { golden.matches($0) } ?? false
        }?.row
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

/// What MLflow did to data that our host refuses.
enum Damage {
    /// The row that tells of it; nil where MLflow handed on all that was given.
    static func row(
        of mismatch: SchemaMismatch, _ value: JSONValue, _ params: JSONValue, _ golden: EnforcementGolden
    ) -> String? {
        if isOfRowsWithOtherKeys(golden) { return "rows with other keys" }
        guard Meaning.isLost(in: [value, params], from: golden) else { return nil }
        switch mismatch.found {
        // NaN is a null to pandas where it stands beside text.
        case "null", "number": return "null in lists"
        case "an integer that the type would round": return "integers for numbers"
        case "text that is not base64": return "base64 with foreign characters"
        case "an integer beyond 32 bits", "a number that does not fit",
            "a number that is not finite", "a number beyond the type's range":
            return "numbers beyond the type"
        default: return nil
        }
    }

    /// Whether rows under `instances` have different keys, of which MLflow makes columns as if each had them all.
    static func isOfRowsWithOtherKeys(_ golden: EnforcementGolden) -> Bool {
        guard golden.isHTTP, let rows = golden.payload["instances"]?.arrayValue, let first = rows.first?.objectValue
        else { return false }
        return rows.contains { Set($0.objectValue?.keys.map { $0 } ?? []) != Set(first.keys) }
    }
}
