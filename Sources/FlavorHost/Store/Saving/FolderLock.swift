import FlavorKit
import Glibc

/// The lock on a partial folder, held until the process ends or this value goes.
struct FolderLock: ~Copyable, Sendable {
    /// The name of the lock file in the folder.
    static let name = "lock"

    private let file: FileDescriptor

    /// Locks a folder that was just created; nil when another process has taken it for a leftover.
    init?(creatingIn folder: String) throws(FlavorError) {
        let number = retrying { open("\(folder)/\(Self.name)", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        guard number >= 0 else {
            if errno == ENOENT { return nil }
            let failure = SystemFailure().error("cannot write to \(folder)")
            rmdir(folder)
            throw failure
        }
        let file = FileDescriptor(owning: number)
        // Where a file system knows no locks, nobody can take the folder for a leftover either.
        guard retrying({ flock(number, LOCK_EX | LOCK_NB) }) == 0 || errno != EWOULDBLOCK else { return nil }
        guard try file.status(what: folder).nameCount > 0 else { return nil }
        self.file = file
    }

    /// Locks a folder that a dead process left; nil when its owner lives, is another user, or this is no such folder.
    init?(takingOver folder: String) {
        guard let container = try? FileDescriptor(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
            let status = try? container.status(what: folder), status.owner == geteuid(),
            let file = FileDescriptor(Self.name, in: container, O_RDWR | O_NOFOLLOW | O_NONBLOCK)
        else { return nil }
        let number = file.number
        guard let lock = try? file.status(what: folder), lock.isFile,
            retrying({ flock(number, LOCK_EX | LOCK_NB) }) == 0
        else { return nil }
        self.file = file
    }
}
