import Glibc

/// A file of text, read whole.
enum TextFile {
    /// No template and no configuration is larger.
    private static let maximumBytes = 64 << 20

    /// Whether there is a file or a folder.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether a path is that of a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in a folder, sorted; none when it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { names.append(String(cString: $0)) }
            }
        }
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    /// The bytes of a file.
    /// - Parameter isGiven: Whether a user named the file, which may then be a pipe; one that was found in a folder would
    ///   wait for a writer that never comes.
    static func bytes(_ path: String, isGiven: Bool = false) throws(ChatTemplateError) -> [UInt8] {
        var status = stat()
        if !isGiven, stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw Failure(.input, "\(path): expected a file, got something else")
        }
        guard let file = fopen(path, "rb") else { throw unreadable(path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= maximumBytes else {
                throw Failure(.input, "\(path): more than \(maximumBytes >> 20) MB is no template and no configuration")
            }
        }
        guard ferror(file) == 0 else { throw unreadable(path) }
        return bytes
    }

    /// The text of a file in UTF-8.
    static func text(_ path: String, isGiven: Bool = false) throws(ChatTemplateError) -> String {
        guard let text = String(validating: try bytes(path, isGiven: isGiven), as: UTF8.self) else {
            throw Failure(.input, "\(path): the text is not UTF-8")
        }
        return text
    }

    private static func unreadable(_ path: String) -> ChatTemplateError {
        Failure(.input, "\(path): \(String(cString: strerror(errno)))")
    }
}
