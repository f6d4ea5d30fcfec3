import Glibc
import JSON

/// A folder with the files of a model, read with care.
struct ModelFolder: Sendable {
    let path: String

    /// Configuration files are small; a larger one is something else, and takes many times its size when it is read.
    static let mostConfigurationBytes = 16 << 20
    /// The vocabulary of a tokenizer may have some hundred thousand words.
    static let mostTokenizerBytes = 256 << 20
    /// A protocol buffer is at most so large.
    static let mostGraphBytes = Int(Int32.max)

    /// The path of a file of the folder.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Whether there is a file; symbolic links are followed.
    func has(_ name: String) -> Bool { access(file(name), F_OK) == 0 }

    /// Reads a JSON file that holds an object.
    func object(_ name: String, most: Int = mostConfigurationBytes) throws(ModelBuilderError) -> JSONObject {
        let bytes = try bytes(name, most: most)
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes) } catch {
            throw ModelBuilderError(.invalid, "\(file(name)): is not valid JSON: \(error)")
        }
        guard let object = json.objectValue else {
            throw ModelBuilderError(.invalid, "\(file(name)): must hold an object, found \(json.kindName)")
        }
        return object
    }

    /// Reads the same, or nothing when there is no such file.
    func objectIfPresent(_ name: String) throws(ModelBuilderError) -> JSONObject? {
        try has(name) ? object(name) : nil
    }

    /// Reads a file whole.
    func bytes(_ name: String, most: Int) throws(ModelBuilderError) -> [UInt8] {
        let file = try SourceFile(path: file(name))
        let size = try file.size()
        guard size <= most else {
            throw ModelBuilderError(
                .invalid, "\(file.path): expected a file of at most \(most) bytes, found \(size)")
        }
        let scratch = ScratchBuffer(byteCount: size)
        let bytes = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[..<size])
        try file.read(bytes, at: 0)
        return Array(bytes)
    }

    /// The names in the folder, or in one below it, that end in a suffix, sorted; none when there is no such folder.
    func names(in subfolder: String = "", endingIn suffix: String) -> [String] {
        guard let stream = opendir(subfolder.isEmpty ? path : file(subfolder)) else { return [] }
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

    /// Writes a new file of the folder.
    func write(_ bytes: [UInt8], to name: String) throws(ModelBuilderError) {
        let file = try DataFile(creating: file(name), size: bytes.count)
        try bytes.withUnsafeBufferPointer { buffer throws(ModelBuilderError) in
            try file.write(UnsafeRawBufferPointer(buffer), at: 0)
        }
    }

    /// Copies a file of this folder into another, where it must not be there yet.
    func copy(_ name: String, to folder: ModelFolder) throws(ModelBuilderError) {
        let source = try SourceFile(path: file(name))
        let size = try source.size()
        let destination = try DataFile(creating: folder.file(name), size: size)
        let buffer = ScratchBuffer(byteCount: min(size, 1 << 20))
        var offset = 0
        while offset < size {
            let part = UnsafeMutableRawBufferPointer(
                rebasing: buffer.bytes[..<min(buffer.bytes.count, size - offset)])
            try source.read(part, at: offset)
            try destination.write(UnsafeRawBufferPointer(part), at: offset)
            offset += part.count
        }
    }

    /// Creates a folder below this one, unless it is there.
    func createFolder(_ name: String) throws(ModelBuilderError) {
        guard mkdir(file(name), 0o777) == 0 || errno == EEXIST else {
            throw .system("\(file(name)): cannot be created")
        }
    }
}
