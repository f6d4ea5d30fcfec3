import FlavorKit
import JSON

/// Why a part of a request was not read.
enum ReadFailure: Error {
    /// The text breaks the rules of JSON, so that what comes after is unknown.
    case malformed(JSONError)
    /// A value is well-formed but not what its place allows.
    case mismatch(SchemaMismatch)

    /// The failure with a step before its place: `.name` or `[0]`; what is in a column's row stays as it is.
    func inside(_ step: @autoclosure () -> String) -> ReadFailure {
        guard case .mismatch(var mismatch) = self, mismatch.row == nil else { return self }
        mismatch.path = step() + mismatch.path
        return .mismatch(mismatch)
    }

    /// The failure in a row of a column.
    func inside(column: String, row: Int) -> ReadFailure {
        guard case .mismatch(var mismatch) = self else { return self }
        mismatch.path = column + mismatch.path
        mismatch.row = row
        return .mismatch(mismatch)
    }

    /// The failure as the reader's caller sees it.
    var mismatch: SchemaMismatch {
        switch self {
        case .malformed(let error): return SchemaMismatch(error)
        case .mismatch(var mismatch):
            if mismatch.path.first == "." { mismatch.path.removeFirst() }
            if mismatch.path.isEmpty || mismatch.path.first == "[" { mismatch.path = "input" + mismatch.path }
            return mismatch
        }
    }
}

extension SchemaMismatch {
    /// A fault of a JSON text, whose reason is `expected …, found …` or another sentence with `found` in it.
    init(_ error: JSONError) {
        let place = "line \(error.line), column \(error.column)"
        let words = error.reason.split(separator: ", found ", maxSplits: 1)
        guard words.count == 2, words[0].hasPrefix("expected ") else {
            self.init(place, expected: "well-formed JSON", found: "a fault", advice: error.reason)
            return
        }
        self.init(place, expected: String(words[0].dropFirst("expected ".count)), found: String(words[1]))
    }
}
