import FlavorKit
import Glibc

extension ModelFolderWriter {
    /// Where a model folder goes: a name in a parent folder.
    struct Place {
        /// The parent folder, which may have to be created.
        let parent: String
        /// The name in it.
        let name: String
        /// Both together.
        var path: String { parent == "." ? name : parent == "/" ? "/\(name)" : "\(parent)/\(name)" }

        /// Reads a path; a link to a folder stands for that folder.
        init(_ path: String) throws(FlavorError) {
            guard !path.isEmpty, !path.utf8.contains(0) else {
                throw FlavorError(.invalidArgument, "expected the path of a folder to save to, found an empty one")
            }
            let parent = FilePath.parent(of: path)
            let name = FilePath.name(of: path)
            let isDots = [".", "..", ""].contains(name)
            let isLink = FileStatus("\(parent)/\(name)", followingLinks: false)?.isLink ?? false
            guard isLink || isDots else {
                self.parent = parent
                self.name = name
                return
            }
            guard let real = FilePath.resolved(path) else {
                throw SystemFailure().error("cannot save to \(path), a link that leads nowhere")
            }
            guard real != "/" else {
                throw FlavorError(.invalidArgument, "cannot save to the root folder; name a folder")
            }
            self.parent = FilePath.parent(of: real)
            self.name = FilePath.name(of: real)
        }

        /// Throws unless the destination is absent, empty, or a model that may be replaced.
        func checkIsFree(overwrite: Bool) throws(FlavorError) {
            guard let status = FileStatus(path, followingLinks: false) else {
                guard errno == ENOENT else { throw SystemFailure().error("cannot save to \(path)") }
                return
            }
            guard status.isFolder else {
                throw FlavorError(.alreadyExists, "\(path) is a file, not a folder; choose another destination")
            }
            let names = try Files.names(in: path)
            if names.isEmpty { return }
            guard overwrite else {
                throw FlavorError(
                    .alreadyExists, "\(path) exists and is not empty; choose another destination, or add --overwrite")
            }
            guard names.contains("MLmodel") else {
                throw FlavorError(
                    .failedPrecondition,
                    "\(path) holds no MLmodel, so it is not replaced; remove it yourself, or choose another destination"
                )
            }
        }

        /// Throws where one of the new folder and its source would be inside the other.
        ///
        /// The same folder is none inside itself: it may be replaced.
        func checkIsApart(from source: String) throws(FlavorError) {
            guard let source = FilePath.resolved(source) else { throw SystemFailure().error("cannot open \(source)") }
            let destination = FilePath.resolvedAsFar(Files.absolute(path))
            guard source != destination else { return }
            guard !FilePath.isInside(destination, source) else {
                throw FlavorError(
                    .invalidArgument,
                    "\(path) is inside \(source), which it is to be made from; choose another destination")
            }
            guard !FilePath.isInside(source, destination) else {
                throw FlavorError(
                    .invalidArgument,
                    "\(path) holds \(source), from which a model is to be made in its place; choose another destination"
                )
            }
        }

        /// Renames the finished folder to the destination, which is absent, empty, or a model that may be replaced.
        func publish(_ container: PartialFolder, overwrite: Bool) throws(FlavorError) {
            // A folder is never renamed over one that holds something, so that this needs no look before the leap.
            if rename(container.model, path) == 0 { return }
            guard overwrite, errno == ENOTEMPTY || errno == EEXIST else {
                throw SystemFailure().error("cannot save to \(path)")
            }
            if LinuxCalls.exchange(container.model, path) { return }
            guard errno == EINVAL || errno == ENOSYS || errno == ENOTSUP else {
                // A mount point or a folder of a lower layer cannot be moved, whoever asks.
                throw SystemFailure().error("cannot replace \(path), so choose another destination")
            }
            try replaceInTwoSteps(container)
        }

        /// Replaces the destination where the file system cannot exchange two folders.
        ///
        /// Between the steps the destination is absent; a process that is killed there leaves the old model in the
        /// container, from where the next command that writes or looks at a model there puts it back.
        func replaceInTwoSteps(_ container: PartialFolder) throws(FlavorError) {
            let aside = "\(container.replaced)/\(name)"
            guard mkdir(container.replaced, 0o777) == 0, rename(path, aside) == 0 else {
                throw SystemFailure().error("cannot replace \(path)")
            }
            guard rename(container.model, path) == 0 else {
                let failure = SystemFailure()
                rename(aside, path)
                throw failure.error("cannot replace \(path)")
            }
        }
    }
}
