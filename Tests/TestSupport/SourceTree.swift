import Glibc

/// Folders of source files, with their subfolders.
public enum SourceTree {
    /// The paths of all files, relative to the folder, sorted.
    public static func files(in folder: String) -> [String] {
        entries(of: folder).flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            var status = stat()
            guard stat(path, &status) == 0 else { return [] }
            if status.st_mode & S_IFMT != S_IFDIR { return [name] }
            return name.hasPrefix(".") ? [] : files(in: path).map { "\(name)/\($0)" }
        }
    }

    /// Copies all files, changing their text on the way; files that are the same already are left alone.
    public static func copy(
        _ source: String, to target: String, changing change: (_ name: String, _ text: String) -> String = { $1 }
    ) throws {
        for name in files(in: source) {
            let text = change(name, String(decoding: try readFile("\(source)/\(name)"), as: UTF8.self))
            let path = "\(target)/\(name)"
            if let present = try? readFile(path), present == Array(text.utf8) { continue }
            try makeFolder(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)))
            try writeFile(text, to: path)
        }
    }

    /// Copies all files as they are.
    public static func copyFiles(_ source: String, to target: String) throws {
        for name in files(in: source) {
            let path = "\(target)/\(name)"
            try makeFolder(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)))
            try writeFile(try readFile("\(source)/\(name)"), to: path)
        }
    }

    /// Takes names and contents of all files into a fingerprint.
    public static func add(_ folder: String, to fingerprint: inout Fingerprint) throws {
        for name in files(in: folder) {
            fingerprint.add(name)
            fingerprint.add(try readFile("\(folder)/\(name)"))
        }
    }
}
