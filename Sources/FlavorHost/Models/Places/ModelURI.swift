import FlavorKit

/// The name of a model as the user gives it: a path, or a URI.
///
/// What follows `#` in a URI names a part of the model, such as an artifact. In a plain path it may belong to a file's name, so
/// that only who looks at the files can tell; see ``ModelPlace``.
public struct ModelURI: Sendable, Hashable {
    /// The path of a folder or file on this machine.
    public let path: String
    /// The part of the model that is meant, as a `file:` URI names it.
    public let part: String?

    /// Reads a name.
    /// - Throws: ``FlavorError`` with code ``FlavorError/Code/invalidArgument`` for an empty name and a broken escape,
    ///   and with ``FlavorError/Code/unimplemented`` for URIs of other stores.
    public init(_ text: String) throws(FlavorError) {
        guard !text.isEmpty, !text.utf8.contains(0) else {
            throw FlavorError(.invalidArgument, "expected the path of a model folder, found an empty one")
        }
        switch Self.scheme(of: text) {
        case nil:
            path = text
            part = nil
        case "file"?:
            let rest = text.utf8.dropFirst("file:".utf8.count)
            let fragment = rest.firstIndex(of: UInt8(ascii: "#"))
            path = try Self.path(ofFileURI: rest[..<(fragment ?? rest.endIndex)])
            part = try fragment.map { (index) throws(FlavorError) in try Self.decoded(rest[rest.index(after: index)...])
            }
        case "models"?, "runs"?:
            throw FlavorError(
                .unimplemented,
                "\(ABI.oneLine(text)): models of a tracking server are not fetched yet: run mlflow artifacts download -u "
                    + "'\(ABI.oneLine(text))' -d DIR, and name the folder that it makes")
        case let scheme?:
            throw FlavorError(
                .unimplemented,
                "models are opened from a path or a file: URI, found one of '\(scheme):'; download the model first, "
                    + "for example with 'mlflow artifacts download'")
        }
    }

    /// Returns the scheme in lower case; nil for a plain path, which may hold a colon too.
    private static func scheme(of text: String) -> String? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = text.utf8[..<colon]
        let isLetter = { (byte: UInt8) in 0x61...0x7a ~= byte | 0x20 }
        guard let first = scheme.first, isLetter(first) else { return nil }
        guard scheme.allSatisfy({ isLetter($0) || 0x30...0x39 ~= $0 || "+-.".utf8.contains($0) }) else { return nil }
        let name = String(Substring(scheme)).lowercased()
        let hasSlash = text.utf8[colon...].dropFirst().first == UInt8(ascii: "/")
        return hasSlash || name == "file" ? name : nil
    }

    /// Returns the path in what follows `file:`, be it `///a`, `//localhost/a`, `/a` or `a`.
    private static func path(ofFileURI text: Substring.UTF8View) throws(FlavorError) -> String {
        var rest = text
        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let host = rest.prefix { $0 != UInt8(ascii: "/") }
            guard host.isEmpty || String(Substring(host)).lowercased() == "localhost" else {
                throw FlavorError(.invalidArgument, "a file: URI has three slashes before its path, found a host name")
            }
            rest = rest.dropFirst(host.count)
        }
        guard !rest.contains(UInt8(ascii: "?")) else {
            throw FlavorError(.invalidArgument, "a file: URI has no query, found '?': write one of a name as %3F")
        }
        let path = try decoded(rest)
        guard !path.isEmpty else {
            throw FlavorError(.invalidArgument, "expected a path in UTF-8 after 'file:', found an empty or broken one")
        }
        return path
    }

    /// Returns text with the bytes that stand as `%` and two digits.
    private static func decoded(_ text: Substring.UTF8View) throws(FlavorError) -> String {
        var rest = text
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(Substring(rest.prefix(2)))
            guard digits.utf8.count == 2, digits.utf8.first != UInt8(ascii: "+"), let decoded = UInt8(digits, radix: 16)
            else {
                throw FlavorError(.invalidArgument, "a file: URI has two hexadecimal digits after '%', found others")
            }
            rest = rest.dropFirst(2)
            bytes.append(decoded)
        }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw FlavorError(.invalidArgument, "expected a path in UTF-8 after 'file:', found an empty or broken one")
        }
        return text
    }
}
