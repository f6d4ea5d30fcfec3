import Glibc

/// What the system knows about a file, a folder or a link.
struct FileStatus {
    private let record: stat

    init(_ record: stat) { self.record = record }

    /// Examines a path; nil when there is nothing, or `errno` says why not.
    init?(_ path: String, followingLinks: Bool) {
        var record = stat()
        guard (followingLinks ? stat(path, &record) : lstat(path, &record)) == 0 else { return nil }
        self.record = record
    }

    var isFile: Bool { record.st_mode & S_IFMT == S_IFREG }
    var isFolder: Bool { record.st_mode & S_IFMT == S_IFDIR }
    var isLink: Bool { record.st_mode & S_IFMT == S_IFLNK }
    /// The size in bytes.
    var size: Int { Int(record.st_size) }
    /// The user whom it belongs to.
    var permissions: mode_t { record.st_mode & 0o7777 }

    var owner: uid_t { record.st_uid }
    /// How many names the file has; 0 when it is removed but still open.
    var nameCount: Int { Int(record.st_nlink) }
    /// What tells this file from every other.
    var identity: FileIdentity { FileIdentity(device: record.st_dev, number: record.st_ino) }
}

/// What tells a file or folder from every other, whatever its names are.
struct FileIdentity: Hashable {
    let device: dev_t
    let number: ino_t
}
