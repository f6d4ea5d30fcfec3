import FlavorKit
import JSON

/// A value that has no type in a schema, and where it lies.
struct InferenceFailure: Error {
    /// The steps to the value, from the outside in.
    private(set) var path: [Step] = []
    /// What was expected there and what was found.
    let reason: String

    /// One step into a value.
    enum Step {
        case member(String)
        case element(Int)
        /// Into the elements of a list, of which it is not known which one it is.
        case elements
    }

    init(_ reason: String) { self.reason = reason }

    init(_ error: FlavorError) { reason = error.message }

    init(expected: String, found: String) { reason = "expected \(expected), found \(found)" }

    /// The failure as seen from one step further out.
    func under(_ step: Step) -> InferenceFailure {
        var failure = self
        failure.path.insert(step, at: 0)
        return failure
    }

    /// The failure as a sentence, which starts with the place.
    func error(in root: String) -> FlavorError {
        FlavorError(.invalidArgument, root + path.map(Self.text).joined() + ": \(reason)")
    }

    private static func text(_ step: Step) -> String {
        switch step {
        case .element(let position): return "[\(position)]"
        case .elements: return "[]"
        case .member(let name):
            let name = name.unicodeScalars.count > 60 ? String(name.unicodeScalars.prefix(60)) + "…" : name
            let isPlain = !name.isEmpty && name.unicodeScalars.allSatisfy { $0.properties.isXIDContinue || $0 == "-" }
            return isPlain ? ".\(name)" : "[\(JSONValue.string(name).text())]"
        }
    }
}
