import FlavorKit

extension Files {
    /// Refuses links inside a folder that lead out of another around it, or to nothing.
    ///
    /// A saved model may come from a stranger and needs no links; through one it would show what else is on the machine.
    /// - Parameter root: The model folder, which the folder is, or is inside of.
    package static func refuseLinksOut(of root: String, in folder: String) throws(FlavorError) {
        guard let root = FilePath.resolved(root) else { throw SystemFailure().error("cannot open \(root)") }
        try refuseLinks(out: root, in: folder, depth: 0)
    }

    private static func refuseLinks(out root: String, in folder: String, depth: Int) throws(FlavorError) {
        guard depth < depthLimit else {
            throw FlavorError(.invalidArgument, "\(folder): folders nest more than \(depthLimit) deep")
        }
        for name in try names(in: folder) {
            let path = "\(folder)/\(name)"
            guard let status = FileStatus(path, followingLinks: false) else {
                throw SystemFailure().error("cannot open \(path)")
            }
            if status.isFolder { try refuseLinks(out: root, in: path, depth: depth + 1) }
            guard status.isLink else { continue }
            guard let target = FilePath.resolved(path), FilePath.isInside(target, root) else {
                throw FlavorError(
                    .invalidArgument,
                    "\(path) is a link that leads out of the model folder, which a saved model may not have: copy the model "
                        + "with cp -rL, and use the copy")
            }
        }
    }
}
