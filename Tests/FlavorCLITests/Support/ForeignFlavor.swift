import JSON
import TestSupport

/// A flavor from elsewhere, installed for the command: library and manifest in a folder of its own.
enum ForeignFlavor {
    /// Installs a library below a folder, which is then to be given as `FLAVOR_PATH`.
    ///
    /// - Returns: The flavor's id.
    @discardableResult
    static func install(_ library: String, in folder: String) throws -> String {
        let manifest = try Flavor.runAlone("manifest", library)
        guard manifest.isSuccess else { throw TestSupportError("no manifest: \(manifest.errors)") }
        guard let id = try JSONValue(parsing: manifest.standardOutput)["descriptor"]?["id"]?.stringValue,
            let name = library.split(separator: "/").last
        else { throw TestSupportError("\(library): a manifest without a name") }
        try makeFolder("\(folder)/\(id)")
        try writeFile(readFile(library), to: "\(folder)/\(id)/\(name)")
        try writeFile(manifest.standardOutput, to: "\(folder)/\(id)/flavor.json")
        return id
    }
}
