import FlavorKit
import Glibc

extension FilePath {
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
