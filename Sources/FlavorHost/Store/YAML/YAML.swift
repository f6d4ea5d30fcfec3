import FlavorKit

/// Reading and writing YAML 1.1 as PyYAML's `safe_load` and `safe_dump` do.
///
/// Values are ``JSONValue`` trees, so what JSON cannot hold becomes text: a timestamp as Python prints it, and a key
/// that is a number, a boolean or null as Python's `json` writes it.
package enum YAML {
    /// The largest document that is read, in bytes.
    package static let sizeLimit = 16 << 20
    /// How many lists and maps may stand inside one another.
    static let depthLimit = 128
    /// Why a document with more is refused.
    static let depthRefusal = "lists and maps nest more than \(depthLimit) deep"
    /// How many values a document may have once its aliases are written out.
    static let nodeLimit = 1_000_000
    /// How many bytes of text a document may have once its aliases are written out.
    static let textLimit = 4 * sizeLimit
}

/// A place in a YAML file, for error messages.
struct YAMLPlace {
    /// The file, as the user knows it.
    let file: String
    /// The line, counted from 1.
    let line: Int

    /// Returns an error that names this place.
    func error(_ reason: String) -> FlavorError {
        FlavorError(.invalidArgument, "\(file), line \(line): \(reason)")
    }
}
