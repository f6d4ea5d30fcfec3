import FlavorKit
import Glibc

/// Whether a folder has a format: the host matches file globs and knows nothing else of it.
package enum FormatMatch {
    /// Nil when the folder has the format, else the globs of the list that comes closest and found no file.
    package static func missing(_ format: FlavorDescriptor.Format, in folder: String) -> [String]? {
        let names = names(in: folder)
        var closest: [String]?
        for globs in format.anyOf {
            let missing = globs.filter { glob in !names.contains { fnmatch(glob, $0, 0) == 0 } }
            if missing.isEmpty { return nil }
            if missing.count < closest?.count ?? Int.max { closest = missing }
        }
        return closest ?? []
    }

    /// The names in a folder, or that of a file; one that is not UTF-8 is no reason to miss the others.
    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return Files.exists(folder) ? [FilePath.name(of: folder)] : [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }
}
