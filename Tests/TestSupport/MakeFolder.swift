import Glibc

/// Makes a folder, and those above it that are missing, writable by the user alone.
public func makeFolder(_ path: String) throws {
    var folder = ""
    for part in path.split(separator: "/") {
        folder += "/\(part)"
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw TestSupportError.system(folder) }
    }
}
