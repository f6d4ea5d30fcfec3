/// An ONNX file that cannot be used, and why.
///
/// The description is one line that names the file, the part of it, what was expected and what was found.
public struct ONNXError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The path of the file at fault; empty while a part is read whose file is not known.
    public let file: String
    /// What was expected, what was found and what to do.
    public let reason: String

    /// Creates an error.
    init(_ file: String, _ reason: String) {
        self.file = file
        self.reason = reason
    }

    public var description: String { file.isEmpty ? reason : "\(file): \(reason)" }
}

/// Returns a name from a file as an error message shows it: in quotes, on one line, cut where it is long.
func quoted(_ name: String) -> String {
    let scalars = name.unicodeScalars.prefix(120).map { scalar -> String in
        scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .lineSeparator
            || scalar.properties.generalCategory == .paragraphSeparator
            ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    return "\"\(scalars.joined())\(name.unicodeScalars.count > 120 ? "…" : "")\""
}
