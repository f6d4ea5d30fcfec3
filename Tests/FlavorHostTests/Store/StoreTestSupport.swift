import Glibc
import TestSupport

/// Makes a file longer without writing to it.
func setSize(of path: String, to size: Int) throws {
    guard truncate(path, size) == 0 else { throw TestSupportError("cannot set the size of \(path)") }
}

/// Makes a symbolic link.
func makeLink(_ path: String, to target: String) throws {
    guard symlink(target, path) == 0 else { throw TestSupportError("cannot link \(path)") }
}

/// Whether something is at a path, be it a broken link.
func exists(_ path: String) -> Bool {
    var record = stat()
    return lstat(path, &record) == 0
}
