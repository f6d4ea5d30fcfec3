import FlavorKit
import Glibc

/// Copies files, sharing their contents where the file system can do that.
package struct FileCopy {
    /// Called with the bytes copied since the last call; what it throws ends the copying.
    let progress: (Int) throws -> Void

    package init(progress: @escaping (Int) throws -> Void) { self.progress = progress }

    /// The most bytes between two calls of `progress`.
    private static let stride = 16 << 20

    /// Copies a file to a place where there is none; symbolic links are followed.
    package func copy(_ source: String, to destination: String) throws {
        let input = try FileHandle(reading: source)
        let output = try FileHandle(creating: destination)
        if sharesContents(input, output) {
            try progress(input.size())
        } else {
            try copyInKernel(input, output)
            try copyThroughMemory(input, output)
        }
    }

    /// Has an empty file share the contents of another until one of them changes, where that is possible.
    private func sharesContents(_ input: borrowing FileHandle, _ output: borrowing FileHandle) -> Bool {
        let cloneRequest: UInt = 0x4004_9409
        return ioctl(output.number, cloneRequest, input.number) == 0
    }

    /// Copies as much as the kernel does by itself, which may be nothing.
    private func copyInKernel(_ input: borrowing FileHandle, _ output: borrowing FileHandle) throws {
        while true {
            let count = sendfile(output.number, input.number, nil, FileCopy.stride)
            if count > 0 {
                try progress(count)
            } else if count < 0 && errno == EINTR {
                continue
            } else {
                return
            }
        }
    }

    /// Copies the rest, and meets the error that stopped the kernel, if there was one.
    private func copyThroughMemory(_ input: borrowing FileHandle, _ output: borrowing FileHandle) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        let size = try input.size()
        while true {
            let count = try input.read(into: buffer)
            if count == 0 { return }
            try output.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), of: size)
            try progress(count)
        }
    }
}
