import Glibc
import TestSupport

/// Folders made of the example model's files.
enum ModelFolder {
    static let example = "\(Fixtures.own)/models/tiny-phi3-capitals"

    /// Copies the example model into a folder that is created.
    static func copyExample(to folder: String, except omitted: Set<String> = []) throws {
        try create(folder)
        for name in entries(of: example) where !omitted.contains(name) {
            try writeFile(readFile("\(example)/\(name)"), to: "\(folder)/\(name)")
        }
    }

    /// Creates a folder in one that is there.
    static func create(_ folder: String) throws {
        guard mkdir(folder, 0o755) == 0 else { throw TestSupportError("mkdir \(folder)") }
    }

    /// All files under a folder, relative to it, sorted.
    static func files(in folder: String) -> [String] {
        entries(of: folder).flatMap { name -> [String] in
            var status = stat()
            guard lstat("\(folder)/\(name)", &status) == 0 else { return [] }
            guard status.st_mode & S_IFMT == S_IFDIR else { return [name] }
            return files(in: "\(folder)/\(name)").map { "\(name)/\($0)" }
        }.sorted()
    }

    /// Whether a path is a plain file, not a link.
    static func isPlainFile(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
