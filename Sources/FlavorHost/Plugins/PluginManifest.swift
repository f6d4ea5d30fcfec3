import FlavorKit
import JSON

/// What `flavors/<id>/flavor.json` says: enough to list a flavor and to choose it without opening its library.
public struct PluginManifest: Sendable, Equatable {
    /// The library's file name, beside the manifest.
    public var library: String
    /// The library's SHA-256 in hexadecimal, recorded when it was installed.
    public var sha256: String?
    /// The descriptor that the library hands over.
    public var descriptor: FlavorDescriptor

    /// Creates a manifest.
    public init(library: String, sha256: String? = nil, descriptor: FlavorDescriptor) {
        self.library = library
        self.sha256 = sha256
        self.descriptor = descriptor
    }

    /// The file's text.
    public var text: String {
        var members = JSONObject([("library", .string(library))])
        if let sha256 { members["sha256"] = .string(sha256) }
        members["descriptor"] = descriptor.json
        return JSONValue.object(members).text(.indented(2, ascii: false)) + "\n"
    }

    /// Reads a manifest.
    ///
    /// - Throws: `FlavorError` with `invalidArgument`, naming file and field.
    public init(contentsOfFile path: String) throws(FlavorError) {
        do {
            let json = try JSONValue(parsing: try Files.read(path, limit: 4 << 20))
            guard let library = json["library"]?.stringValue, !library.isEmpty,
                !library.utf8.contains(UInt8(ascii: "/"))
            else {
                throw FlavorError(.invalidArgument, "library: expected a file name without folders")
            }
            guard let descriptor = json["descriptor"] else {
                throw FlavorError(.invalidArgument, "descriptor: expected an object, found nothing")
            }
            self.init(
                library: library, sha256: json["sha256"]?.stringValue,
                descriptor: try FlavorDescriptor(json: descriptor))
        } catch let error as JSONError {
            throw FlavorError(.invalidArgument, "\(path): \(error)")
        } catch let error as FlavorError {
            let message = error.message.hasPrefix(path) ? error.message : "\(path): \(error.message)"
            throw FlavorError(error.code, message)
        } catch {
            throw FlavorError(.unknown, "\(path): \(error)")
        }
    }
}
