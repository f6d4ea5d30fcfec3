import FlavorKit
import JSON

@testable import FlavorHost

/// Why our host decides otherwise than MLflow's server: rows of the table in the article on signatures, by their names.
enum ScoringDeparture {
    /// The row of an acceptance of ours that MLflow does not share; nil where none explains it.
    static func row(ofAcceptance golden: ScoringGolden) -> String? {
        EnforcementDeparture.row(ofAcceptance: EnforcementGolden(golden))
    }

    /// The row of a refusal of ours that MLflow does not share; nil where none explains it.
    static func row(ofRefusal mismatch: SchemaMismatch, of golden: ScoringGolden) -> String? {
        if golden.isCSV {
            switch mismatch.found {
            case "more": return "CSV rows that are too long"
            case "more text": return "CSV text after a closing quote"
            default: break
            }
        }
        return EnforcementDeparture.row(ofRefusal: mismatch, of: EnforcementGolden(golden))
    }

    /// The row of another input than the one that MLflow's model saw; nil where none explains it.
    static func row(ofInput ours: Value, seen theirs: Value, of golden: ScoringGolden) -> String? {
        if golden.isCSV, golden.signature?.inputs?.columns?.first?.name == nil, rowCount(ours) == rowCount(theirs) + 1 {
            return "CSV without a header"
        }
        let pairs = Array(zip(cells(ours), cells(theirs)))
        guard pairs.count == cells(ours).count, pairs.count == cells(theirs).count else { return nil }
        return pairs.lazy.filter { $0 != $1 }.compactMap { row(ofCell: $0, seen: $1, of: golden) ?? "" }.first
            .flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func row(ofCell ours: Value, seen theirs: Value, of golden: ScoringGolden) -> String? {
        switch (ours, theirs) {
        case (.string(let text), .null) where golden.signature == nil && text.allSatisfy(\.isNumber) && !text.isEmpty:
            "integers beyond 64 bits"
        case (.string(let text), .null) where golden.isCSV:
            if case .null = CSVScalar(Array(text.utf8)) { "CSV cells that pandas takes for null" } else { nil }
        case (.string(let text), .string(let cut)) where text.hasPrefix(cut) && text.utf8.last == 0:
            "NUL at the end of text"
        case (.int(let number), .double(let rounded)) where golden.signature == nil && Double(number) == rounded:
            "cells that change their neighbours"
        default: nil
        }
    }

    private static func rowCount(_ table: Value) -> Int { table.mapValue?.entries.first?.value.cellCount ?? 0 }

    private static func cells(_ table: Value) -> [Value] {
        switch table {
        case .map(let map): map.entries.flatMap { cells($0.value) }
        case .list(let items): items.flatMap { cells($0) }
        default: [table]
        }
    }
}

extension CSVScalar {
    fileprivate init(_ bytes: [UInt8]) { self = bytes.withUnsafeBytes { CSVScalar($0) } }
}
