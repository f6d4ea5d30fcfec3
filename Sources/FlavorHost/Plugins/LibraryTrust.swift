import FlavorKit
import Glibc

/// The rule for libraries that the host may open: nobody but root, the user and the program's owner can change them.
enum LibraryTrust {
    /// Checks a library and every folder above it.
    ///
    /// - Returns: The library's path with links resolved, which is the one to open: somebody else may own a link to it.
    /// - Throws: `FlavorError` with `permissionDenied`, naming the path and what to do; `notFound` when it is not there.
    static func check(_ path: String) throws(FlavorError) -> String {
        guard let resolved = realpath(path, nil) else {
            throw FlavorError(.notFound, "\(path): \(String(cString: strerror(errno)))")
        }
        defer { free(resolved) }
        let library = String(cString: resolved)
        var place = library
        let trusted = trustedOwners()
        try check(place, trusted: trusted, isFolder: false)
        while place != "/" {
            place = Executable.folder(of: place)
            try check(place, trusted: trusted, isFolder: true)
        }
        return library
    }

    private static func trustedOwners() -> [uid_t] {
        var owners = [0, geteuid()]
        var status = stat()
        if let executable = Executable.path, stat(executable, &status) == 0 { owners.append(status.st_uid) }
        return owners
    }

    private static func check(_ path: String, trusted: [uid_t], isFolder: Bool) throws(FlavorError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw FlavorError(.notFound, "\(path): \(String(cString: strerror(errno)))")
        }
        guard trusted.contains(status.st_uid) else {
            throw FlavorError(
                .permissionDenied,
                "\(path): expected to belong to root or to you, found user \(status.st_uid): a flavor from there is not "
                    + "opened; copy it to a folder of yours")
        }
        // In a folder with the sticky bit, such as /tmp, others cannot replace what is not theirs.
        if isFolder && status.st_mode & S_ISVTX != 0 { return }
        let othersMayWrite = status.st_mode & S_IWOTH != 0
        let groupMayWrite = status.st_mode & S_IWGRP != 0 && !isPrivate(group: status.st_gid, of: status.st_uid)
        guard !othersMayWrite && !groupMayWrite else {
            throw FlavorError(
                .permissionDenied,
                "\(path): \(othersMayWrite ? "everybody" : "its group") may write here, so a flavor from there is not "
                    + "opened: run chmod \(othersMayWrite ? "o" : "g")-w on it")
        }
    }

    /// Whether a group is its owner's own, as many systems make one for every user: primary, of the same name, without
    /// further members.
    private static func isPrivate(group: gid_t, of owner: uid_t) -> Bool {
        if group == 0 { return true }
        guard let user = getpwuid(owner), user.pointee.pw_gid == group, let entry = getgrgid(group) else {
            return false
        }
        let hasMembers = entry.pointee.gr_mem?.pointee != nil
        return !hasMembers && strcmp(entry.pointee.gr_name, user.pointee.pw_name) == 0
    }
}
