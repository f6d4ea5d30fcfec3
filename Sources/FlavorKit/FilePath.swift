/// The parts of a path, told apart by their bytes.
///
/// Swift's characters would not do: a slash and a combining accent after it are one character to Swift, but still a
/// slash to the system.
package enum FilePath {
    private static let slash = UInt8(ascii: "/")

    /// The parts between the slashes.
    package static func parts(of path: String) -> [String] {
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
    package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

    /// The last part; empty for the root folder.
    package static func name(of path: String) -> String { parts(of: path).last ?? "" }

    /// The folder around the last part; `.` for a single relative part.
    package static func parent(of path: String) -> String {
        let parts = parts(of: path).dropLast()
        if isAbsolute(path) { return absolute(parts) }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    /// The path of parts from the root folder on.
    package static func absolute(_ parts: some Sequence<String>) -> String {
        var path = ""
        for part in parts { path += "/" + part }
        return path.isEmpty ? "/" : path
    }

    /// Whether an absolute path without links is a folder or something inside it.
    package static func isInside(_ path: String, _ folder: String) -> Bool {
        let folder = parts(of: folder)
        return parts(of: path).prefix(folder.count).elementsEqual(folder) { $0.utf8.elementsEqual($1.utf8) }
    }

    /// The folders that relative paths are in, each once and after the one that it is in itself.
    package static func folders(around paths: some Sequence<String>) -> [String] {
        var folders: [String] = []
        for path in paths {
            var folder = ""
            for part in parts(of: path).dropLast() {
                folder += folder.isEmpty ? part : "/\(part)"
                if !folders.contains(folder) { folders.append(folder) }
            }
        }
        return folders
    }
}
