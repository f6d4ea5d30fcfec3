import FlavorKit
import Glibc

extension Files {
    /// Called with the bytes copied since the last call; what it throws ends the copying.
    package typealias CopyProgress = (Int) throws(FlavorError) -> Void

    /// Copies a file, shared with the original where the file system can do that, else byte by byte.
    ///
    /// Links are followed; the copy is a plain file with the permissions of a new one.
    package static func copyFile(
        _ source: String, to destination: String, progress: CopyProgress = { _ in }
    ) throws(FlavorError) {
        let input = try FileDescriptor(source, O_RDONLY | O_NONBLOCK, what: source)
        let status = try input.status(what: source)
        guard status.isFile else {
            throw FlavorError(.invalidArgument, "\(source) is neither a file nor a folder, so it cannot be copied")
        }
        let output = try FileDescriptor(destination, O_WRONLY | O_CREAT | O_EXCL, what: destination)
        if LinuxCalls.shareContents(from: input, to: output) {
            try progress(status.size)
        } else {
            try copyInKernel(input, output, names: (source, destination), progress: progress)
            try copyByHand(input, output, names: (source, destination), progress: progress)
        }
    }

    /// Copies all files and folders inside a folder into another one, which must exist; links are followed.
    /// - Parameter isForbidden: Tells folders that may not be met, such as the one that is being written.
    static func copyContents(
        of source: String, to destination: String, isForbidden: (FileIdentity) -> Bool, progress: CopyProgress
    ) throws(FlavorError) {
        try walk(source) { path, relative, status throws(FlavorError) in
            let copy = "\(destination)/\(relative)"
            guard status.isFolder else { return try copyFile(path, to: copy, progress: progress) }
            guard !isForbidden(status.identity) else {
                throw FlavorError(
                    .invalidArgument, "the destination is inside \(path), which is to be copied; choose another")
            }
            guard mkdir(copy, 0o777) == 0 else { throw SystemFailure().error("cannot create the folder \(copy)") }
        }
    }

    /// The most bytes between two calls of the progress function.
    private static let stride = 16 << 20

    /// Copies as much as the kernel does by itself; it may stop early, or not begin at all.
    private static func copyInKernel(
        _ input: borrowing FileDescriptor, _ output: borrowing FileDescriptor, names: (String, String),
        progress: CopyProgress
    ) throws(FlavorError) {
        while true {
            let count = LinuxCalls.copyRange(from: input, to: output, count: stride)
            if count > 0 {
                try progress(count)
            } else if count == 0 || errno != ENOSPC && errno != EDQUOT && errno != EIO {
                return
            } else {
                throw SystemFailure().error("cannot copy \(names.0) to \(names.1)")
            }
        }
    }

    /// Copies the rest through memory.
    private static func copyByHand(
        _ input: borrowing FileDescriptor, _ output: borrowing FileDescriptor, names: (String, String),
        progress: CopyProgress
    ) throws(FlavorError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let count = try input.read(into: buffer, what: names.0)
            if count == 0 { return }
            try output.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), what: names.1)
            try progress(count)
        }
    }
}
