import JSON

/// A safetensors file or folder that cannot be used, and why.
///
/// The description is one line that names the file, the tensor, what was expected and what was found.
public struct SafetensorsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The path of the file or folder at fault.
    public let file: String
    /// The tensor at fault, where it is one.
    public let tensor: String?
    /// What was expected, what was found and what to do.
    public let reason: String

    /// Creates an error.
    init(_ file: String, tensor: String? = nil, _ reason: String) {
        self.file = file
        self.tensor = tensor
        self.reason = reason
    }

    public var description: String {
        tensor.map { "\(file): tensor \(quoted($0)): \(reason)" } ?? "\(file): \(reason)"
    }
}

/// Returns a text from a file as an error message shows it: in quotes, on one line and not longer than a name should be.
func quoted(_ text: String) -> String {
    shown(.string(text.unicodeScalars.count > 120 ? String(text.unicodeScalars.prefix(120)) + "…" : text))
}

/// Returns a JSON value as an error message shows it.
func shown(_ value: JSONValue) -> String {
    switch value {
    case .array(let elements) where elements.count > 16: "an array of \(elements.count) elements"
    case .object: "an object"
    case .bigInteger(let digits) where digits.utf8.count > 40: "an integer of \(digits.utf8.count) digits"
    case .array(let elements) where elements.contains { $0.arrayValue != nil || $0.objectValue != nil }: "nested arrays"
    default: value.text(.python(ascii: false))
    }
}
