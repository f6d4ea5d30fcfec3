import FlavorKit
import Glibc
import Synchronization

/// Builds a model folder out of sight and puts it in place in one step.
///
/// The folder grows in `.NAME.partial-…` beside the destination, under a lock that lives as long as the writer. Until
/// ``commit()`` the destination is untouched; afterwards it is the whole new folder. What a killed process leaves
/// behind is removed by whoever next writes or looks at a model in the same parent folder, since its lock is free then.
package final class ModelFolderWriter: Sendable {
    /// The folder that is being built; a flavor writes its files here.
    package let folder: String
    /// Where the folder goes.
    package let destination: String

    let place: Place
    let container: PartialFolder
    private let replacesModel: Bool
    private let createdParents: [String]
    private let state = Mutex(State.open)

    enum State { case open, committed, discarded }

    /// Begins to build a model folder.
    ///
    /// Missing folders above the destination are created. An empty destination counts as none, as in MLflow.
    /// - Parameter overwrite: Whether a model that is there is replaced; anything else is never replaced.
    package static func begin(_ destination: String, overwrite: Bool) throws(FlavorError) -> ModelFolderWriter {
        let place = try Place(destination)
        try place.checkIsFree(overwrite: overwrite)
        let created = try Files.createFolder(place.parent)
        removeLeftovers(in: place.parent)
        do {
            // Absolute, because flavors are told to write there.
            let parent = FilePath.resolved(place.parent) ?? place.parent
            let container = try PartialFolder(in: parent, name: place.name)
            return ModelFolderWriter(place, container, replacesModel: overwrite, createdParents: created)
        } catch {
            for folder in created.reversed() { rmdir(folder) }
            throw error
        }
    }

    private init(_ place: Place, _ container: PartialFolder, replacesModel: Bool, createdParents: [String]) {
        self.place = place
        self.container = container
        self.replacesModel = replacesModel
        self.createdParents = createdParents
        folder = container.model
        destination = place.path
    }

    deinit { discard() }

    /// Writes a file of the folder, with the folders around it.
    /// - Parameter relative: Its path from the folder.
    package func write(_ text: String, to relative: String) throws(FlavorError) {
        try write(Array(text.utf8), to: relative)
    }

    /// Writes a file of the folder, with the folders around it.
    /// - Parameter relative: Its path from the folder.
    package func write(_ bytes: [UInt8], to relative: String) throws(FlavorError) {
        try Files.write(bytes, to: try prepare(relative))
    }

    /// Puts the folder in place, safe on disk; afterwards the writer is done.
    /// - Parameter isCancelled: Asked once more when the files are safe, before the folder appears.
    /// - Throws: ``FlavorError`` when that fails or is cancelled; the destination is as it was, and the new folder is removed.
    package func commit(isCancelled: () -> Bool = { false }) throws(FlavorError) {
        try checkIsOpen()
        do throws(FlavorError) {
            try synchronize(folder)
            if isCancelled() { throw FlavorError(.cancelled, "the save was cancelled; nothing was written") }
            // Whoever discards meanwhile waits here, and then finds the folder in place.
            let published = state.withLock { state in
                Result { () throws(FlavorError) in
                    guard state == .open else { throw Self.endedError }
                    try place.checkIsFree(overwrite: replacesModel)
                    try place.publish(container, overwrite: replacesModel)
                    state = .committed
                }
            }
            try published.get()
        } catch {
            discard()
            throw error
        }
        // The new model is in place whatever becomes of this, so that a failure is none of the save.
        try? FileDescriptor(place.parent, O_RDONLY | O_DIRECTORY).synchronize(what: place.parent)
        container.remove()
    }

    /// Brings to the disk what is there so far, and refuses what a saved folder may not hold.
    package func synchronize() throws(FlavorError) {
        try checkIsOpen()
        try synchronize(folder)
    }

    /// Removes what was built and leaves the destination as it was; does nothing after a commit.
    ///
    /// May be called from any thread at any time: the next write ends with an error.
    package func discard() {
        let isFirst = state.withLock { state in
            guard state == .open else { return false }
            state = .discarded
            return true
        }
        guard isFirst else { return }
        container.remove()
        for folder in createdParents.reversed() { rmdir(folder) }
    }

    /// Discards after a failure.
    /// - Returns: The failure as the user can read it: the hidden folder, which is gone, is called as it was to be.
    package func discard(after error: FlavorError) -> FlavorError {
        discard()
        guard error.message.utf8.count > folder.utf8.count, error.message.contains(folder) else { return error }
        let message = error.message.split(separator: folder, omittingEmptySubsequences: false)
            .joined(separator: destination)
        return FlavorError(error.code, message, detail: error.detail)
    }

    private static let endedError = FlavorError(.cancelled, "the save was cancelled, or has ended already")

    private func checkIsOpen() throws(FlavorError) {
        guard state.withLock({ $0 == .open }) else { throw Self.endedError }
    }

    /// Returns the full path of a new file, in a folder that exists.
    private func prepare(_ relative: String) throws(FlavorError) -> String {
        try checkIsOpen()
        let path = try SafePath.resolve(relative, in: folder, what: "the name of a saved file")
        try Files.createFolder(FilePath.parent(of: path))
        return path
    }

    /// Waits until the disk holds a folder and all that is in it; refuses what a saved folder may not hold.
    private func synchronize(_ folder: String) throws(FlavorError) {
        for name in try Files.names(in: folder) {
            let path = "\(folder)/\(name)"
            guard let status = FileStatus(path, followingLinks: false) else {
                throw SystemFailure().error("cannot open \(path)")
            }
            try checkIsOpen()
            if status.isFolder {
                try synchronize(path)
            } else if status.isFile {
                try FileDescriptor(path, O_RDONLY).synchronize(what: path)
            } else {
                let relative = path.utf8.dropFirst(self.folder.utf8.count + 1)
                throw FlavorError(
                    .failedPrecondition,
                    "a saved model holds files and folders only, found a link or device at \(Substring(relative))")
            }
        }
        try FileDescriptor(folder, O_RDONLY | O_DIRECTORY).synchronize(what: folder)
    }
}
