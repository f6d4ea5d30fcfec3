import FlavorKit
import Glibc
import JSON

/// What the flavor does with files besides the formats of its modules.
package enum FileSystem {
    /// Configuration files are small; a larger one is something else, and takes many times its size when it is read.
    package static let mostConfigurationBytes = 16 << 20
    /// The vocabulary of a tokenizer may have some hundred thousand words.
    package static let mostTokenizerBytes = 256 << 20

    /// Whether a path that a file names stays in the folder that it is relative to, whatever is there.
    package static func staysInside(_ path: String) -> Bool {
        !path.isEmpty && !FilePath.isAbsolute(path) && !FilePath.parts(of: path).contains("..")
            && !path.utf8.contains(0)
    }

    /// Whether what a path leads to lies in a folder, all symbolic links followed; nil where it leads to nothing.
    package static func isInside(_ folder: String, _ path: String) -> Bool? {
        guard let base = resolved(folder), let target = resolved(path) else { return nil }
        let slash = UInt8(ascii: "/")
        return target == base || target.starts(with: base.last == slash ? base : base + [slash])
    }

    /// A path without symbolic links, or nothing when it leads to nothing.
    private static func resolved(_ path: String) -> [UInt8]? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    /// Whether there is a file or folder; symbolic links are followed.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The names in a folder that end in a suffix, sorted; none when there is no such folder.
    package static func names(in folder: String, endingIn suffix: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(suffix) && !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a symbolic link to an absolute path.
    package static func link(_ path: String, to target: String) throws(FlavorError) {
        guard symlink(target, path) == 0 else { throw SystemFailure.error("\(path): cannot be created") }
    }

    /// Creates a folder in one that is there.
    package static func createFolder(_ path: String) throws(FlavorError) {
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw SystemFailure.error("\(path): cannot be created")
        }
    }

    /// Reads a JSON file of at most a number of bytes.
    ///
    /// - Throws: `FlavorError`: the file, and the line and column of the first fault.
    package static func json(at path: String, most: Int = mostConfigurationBytes) throws(FlavorError) -> JSONValue {
        let file = try FileHandle(reading: path)
        let size = try file.size()
        try check(size, of: path, most: most)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, 1), alignment: 16)
        defer { buffer.deallocate() }
        var count = 0
        while count < size {
            let more = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count..<size]))
            if more == 0 { break }
            count += more
        }
        guard count > 0 else { throw empty(path) }
        do {
            return try JSONValue(parsing: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        } catch {
            throw FlavorError(.dataLoss, "\(path): is not valid JSON: \(error)")
        }
    }

    /// Sees that what another module will read as JSON is a file that is not empty, of at most a number of bytes.
    package static func checkJSON(at path: String, most: Int) throws(FlavorError) {
        let size = try FileHandle(reading: path).size()
        try check(size, of: path, most: most)
        guard size > 0 else { throw empty(path) }
    }

    private static func empty(_ path: String) -> FlavorError {
        FlavorError(.dataLoss, "\(path): is empty: expected JSON")
    }

    private static func check(_ size: Int, of path: String, most: Int) throws(FlavorError) {
        guard size <= most else {
            throw FlavorError(
                .invalidArgument, "\(path): expected a JSON file of at most \(most) bytes, found \(size)")
        }
    }

    /// Reads a JSON file that holds an object, or nothing when there is none.
    package static func object(at path: String) throws(FlavorError) -> JSONObject? {
        guard exists(path) else { return nil }
        let json = try json(at: path)
        guard let object = json.objectValue else {
            throw FlavorError(.invalidArgument, "\(path): expected an object, found \(json.kindName)")
        }
        return object
    }
}
