import Glibc

/// The parts of a path, told apart by their bytes.
///
/// Swift's characters would not do: a slash and a combining accent after it are one character to Swift, but still a
/// slash to the system.
enum FilePath {
    private static let slash = UInt8(ascii: "/")

    /// The parts between the slashes.
    static func parts(of path: String) -> [String] {
        var (parts, path): ([String], String) = ([], path)
        path.withUTF8 { bytes in
            var begin = 0
            for end in 0...bytes.count where end == bytes.count || bytes[end] == slash {
                if end > begin { parts.append(String(decoding: bytes[begin..<end], as: UTF8.self)) }
                begin = end + 1
            }
        }
        return parts
    }

    /// Whether the path begins at the root folder.
    static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

    /// The last part; empty for the root folder.
    static func name(of path: String) -> String { parts(of: path).last ?? "" }

    /// The folder around the last part; `.` for a single relative part.
    static func parent(of path: String) -> String {
        let parts = parts(of: path).dropLast()
        if isAbsolute(path) { return absolute(parts) }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    /// The path of parts from the root folder on.
    static func absolute(_ parts: some Sequence<String>) -> String {
        var path = ""
        for part in parts { path += "/" + part }
        return path.isEmpty ? "/" : path
    }

    /// Whether an absolute path without links is a folder or something inside it.
    static func isInside(_ path: String, _ folder: String) -> Bool {
        let folder = parts(of: folder)
        return parts(of: path).prefix(folder.count).elementsEqual(folder) { $0.utf8.elementsEqual($1.utf8) }
    }

    /// An absolute path without links and dots; of what is not there yet, as if it were folders.
    static func resolvedAsFar(_ path: String) -> String {
        var (known, rest): (String, [String]) = (path, [])
        while true {
            if let real = resolved(known) {
                let all = rest.reduce(into: parts(of: real)) { parts, part in
                    if part == ".." { _ = parts.popLast() } else { parts.append(part) }
                }
                return absolute(all)
            }
            guard let last = parts(of: known).last else { return path }
            rest.insert(last, at: 0)
            known = parent(of: known)
        }
    }

    /// The absolute path without links and dots; nil when there is nothing, or `errno` says why not.
    static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(validatingCString: real)
    }
}
