import FlavorKit
import Glibc

/// Paths that are named inside files, which may not lead out of the folder they belong to.
package enum SafePath {
    /// What symbolic links may do.
    package enum Links: Sendable {
        /// They may lead anywhere: the user named the folder himself, and a Hugging Face cache is made of links.
        case mayLeave
        /// They may not lead out: the folder is a saved model, which may come from a stranger and needs no links.
        case mustStay
    }

    /// Returns the full path of a relative one.
    ///
    /// Absolute paths and those with `..` are refused. What is named need not exist.
    /// - Parameter what: Where the path is named, such as `MLmodel: flavors.onnx.data`, which messages begin with.
    package static func resolve(
        _ relative: String, in folder: String, links: Links = .mustStay, what: String
    ) throws(FlavorError) -> String {
        let parts = try parts(of: relative, what: what)
        let path = ([folder] + parts).joined(separator: "/")
        if links == .mustStay { try checkLinks(parts, in: folder, what: what) }
        return path
    }

    /// Returns the parts of a relative path that stays where it is.
    static func parts(of relative: String, what: String) throws(FlavorError) -> [String] {
        guard !relative.isEmpty, !relative.utf8.contains(0) else {
            throw FlavorError(
                .invalidArgument, "\(what) must be a path inside the folder, found an empty or broken one")
        }
        guard !FilePath.isAbsolute(relative) else {
            throw FlavorError(.invalidArgument, "\(what) must be a path inside the folder, found an absolute one")
        }
        let parts = FilePath.parts(of: relative).filter { $0 != "." }
        guard !parts.contains("..") else {
            throw FlavorError(.invalidArgument, "\(what) must be a path inside the folder, found one with '..'")
        }
        return parts
    }

    private static func checkLinks(_ parts: [String], in folder: String, what: String) throws(FlavorError) {
        guard let root = FilePath.resolved(folder) else { throw SystemFailure().error("cannot open \(folder)") }
        var path = root
        for part in parts {
            path += "/\(part)"
            guard let status = FileStatus(path, followingLinks: false) else { return }
            guard status.isLink else { continue }
            guard let target = FilePath.resolved(path), FilePath.isInside(target, root) else {
                throw FlavorError(
                    .invalidArgument, "\(what) must stay inside the folder, found a symbolic link that leads out of it")
            }
            path = target
        }
    }
}
