import FlavorKit
import Glibc

/// The hidden folder `.NAME.partial-…` in which a model folder is built, and the lock on it.
///
/// The lock is `flock` on a file inside, which the system frees when the process ends in whatever way. Two races are
/// settled so: who removes a leftover holds its lock and removes the lock file last, and who creates a folder checks,
/// once it has the lock, that the file is still there.
final class PartialFolder: Sendable {
    /// Where the folder is.
    let path: String
    private let lock: FolderLock

    /// The model folder that is being built, or the one that was replaced by it.
    var model: String { "\(path)/model" }
    /// Where a conversion keeps what it needs on the way.
    var scratch: String { "\(path)/scratch" }
    /// Where a replaced model waits on file systems that cannot exchange two folders.
    var replaced: String { "\(path)/replaced" }

    /// Creates a folder of a fresh name, locked, with an empty model folder inside.
    init(in parent: String, name: String) throws(FlavorError) {
        let stem = Self.stem(of: name)
        while true {
            let path = "\(parent)/.\(stem)\(Self.infix)\(Self.randomSuffix())"
            guard mkdir(path, 0o777) == 0 else {
                if errno == EEXIST { continue }
                throw SystemFailure().error("cannot save to \(parent)/\(name)")
            }
            // Without a lock another process saw the folder at once and took it for a leftover.
            guard let lock = try FolderLock(creatingIn: path) else { continue }
            self.path = path
            self.lock = lock
            break
        }
        guard mkdir(model, 0o777) == 0 else {
            let failure = SystemFailure().error("cannot save to \(parent)/\(name)")
            remove()
            throw failure
        }
    }

    /// The part of a model's name that its partial folder carries: names end at 255 bytes.
    private static func stem(of name: String) -> String { String(decoding: name.utf8.prefix(200), as: UTF8.self) }

    /// Takes over what a dead process left behind; nil when it is alive, or this is no such folder.
    private init?(leftover path: String) {
        guard let lock = FolderLock(takingOver: path) else { return nil }
        self.path = path
        self.lock = lock
    }

    /// Removes the folder with all it holds, as far as that is possible.
    ///
    /// Another thread may still be writing into it, so that this is tried again.
    func remove() {
        for _ in 0..<3 {
            guard let folder = try? FileDescriptor(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) else { return }
            try? Files.removeContents(of: folder, path: path, except: FolderLock.name)
            guard let names = try? Files.names(in: path), names == [FolderLock.name] || names.isEmpty else { continue }
            unlinkat(folder.number, FolderLock.name, 0)
            if rmdir(path) == 0 { return }
        }
    }

    /// Removes what dead processes left in a parent folder; does nothing where that fails.
    static func removeLeftovers(in parent: String) {
        guard let names = try? Files.hiddenNames(in: parent) else { return }
        for name in names where isPartial(name) {
            let path = "\(parent)/\(name)"
            // A process may die before it has made the lock; then the folder is empty, and this removes no other.
            if rmdir(path) == 0 { continue }
            guard let leftover = PartialFolder(leftover: path) else { continue }
            leftover.putBackReplaced(in: parent)
            leftover.remove()
        }
    }

    /// Puts back a model that was moved aside and never replaced; does nothing when its place is taken.
    private func putBackReplaced(in parent: String) {
        // A link, or another name than the one in this folder's own, was put there by somebody else.
        guard FileStatus(replaced, followingLinks: false)?.isFolder == true,
            let names = try? Files.names(in: replaced), let own = FilePath.parts(of: path).last
        else { return }
        for name in names where own.utf8.starts(with: ".\(Self.stem(of: name))\(Self.infix)".utf8) {
            rename("\(replaced)/\(name)", "\(parent)/\(name)")
        }
    }

    private static let infix = ".partial-"
    private static let suffixLength = 16

    private static func randomSuffix() -> String {
        let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
        return String(repeating: "0", count: suffixLength - digits.utf8.count) + digits
    }

    /// Whether a name has the form `.NAME.partial-` and sixteen hexadecimal digits.
    private static func isPartial(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        let suffix = bytes.suffix(suffixLength)
        return bytes.first == UInt8(ascii: ".") && suffix.count == suffixLength
            && suffix.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
            && bytes.dropLast(suffixLength).suffix(infix.utf8.count).elementsEqual(infix.utf8)
    }
}

extension ModelFolderWriter {
    /// Removes what killed processes left behind in a folder: partial folders whose lock is free.
    ///
    /// Models that were being replaced in two steps are put back first. What cannot be removed stays.
    package static func removeLeftovers(in parent: String) {
        PartialFolder.removeLeftovers(in: parent)
    }
}
