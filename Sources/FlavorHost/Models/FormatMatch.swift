import FlavorKit
import Glibc

/// Whether a folder has a format: the host matches file globs and knows nothing else of it.
package enum FormatMatch {
    /// Nil when the folder has the format, else the globs of the list that comes closest and found no file.
    package static func missing(_ format: FlavorDescriptor.Format, in folder: String) -> [String]? {
        let names = (try? Files.names(in: folder)) ?? []
        var closest: [String]?
        for globs in format.anyOf {
            let missing = globs.filter { glob in !names.contains { fnmatch(glob, $0, 0) == 0 } }
            if missing.isEmpty { return nil }
            if missing.count < closest?.count ?? Int.max { closest = missing }
        }
        return closest ?? []
    }
}
