import JSON

/// What the header of a safetensors file says, checked against the size of the file.
struct SafetensorsHeader: Sendable {
    /// One tensor of the header.
    struct Entry: Sendable {
        let name: String
        let dtype: SafetensorsDType
        let shape: [Int]
        let elementCount: Int
        /// The bytes of the tensor, counted from the end of the header.
        let range: Range<Int>
    }

    /// The tensors in the order of the header.
    private(set) var entries: [Entry] = []
    /// Where a name's tensor is among the entries; by bytes, as Swift's strings hold equivalent characters for equal.
    private(set) var positions: [[UInt8]: Int] = [:]
    /// The strings under `__metadata__`.
    private(set) var metadata: [String: String] = [:]
    /// Where the tensors' bytes begin in the file.
    let dataStart: Int

    private static let lengthSize = 8
    private static let maximumLength: UInt64 = 100_000_000

    /// Reads and checks the header of a file.
    init(of file: UnsafeRawBufferPointer, path: String) throws(SafetensorsError) {
        let text = try Self.text(in: file, path: path)
        dataStart = Self.lengthSize + text.count
        let json: JSONValue
        do { json = try JSONValue(parsing: text) } catch {
            throw SafetensorsError(path, "the header is not valid JSON: \(error)")
        }
        guard let members = json.objectValue else {
            throw SafetensorsError(path, "the header must be an object, found \(json.kindName)")
        }
        if let name = repeatedKey(in: text, memberCount: members.count) {
            throw SafetensorsError(path, tensor: name, "the header names it twice")
        }
        entries.reserveCapacity(members.count)
        positions.reserveCapacity(members.count)
        for (name, value) in members {
            if name == "__metadata__" {
                metadata = try Self.metadata(value, path: path)
            } else {
                positions[Array(name.utf8)] = entries.count
                entries.append(try Entry(name: name, value, path: path))
            }
        }
        try checkCoverage(dataSize: file.count - dataStart, path: path)
    }

    /// Returns the bytes of the header's JSON.
    private static func text(
        in file: UnsafeRawBufferPointer, path: String
    ) throws(SafetensorsError) -> UnsafeRawBufferPointer {
        if file.starts(with: "version https://git-lfs".utf8) {
            throw SafetensorsError(path, "is a Git LFS pointer, not the weights: fetch them with git lfs pull")
        }
        guard file.count >= lengthSize else {
            throw SafetensorsError(
                path,
                "must begin with the header's length in \(lengthSize) bytes, found \(file.count) bytes in all: "
                    + "download it again")
        }
        let length = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
        guard length <= maximumLength else {
            throw SafetensorsError(
                path, "the header's length must be at most \(maximumLength), found \(length): is this safetensors?")
        }
        guard length <= UInt64(file.count - lengthSize) else {
            throw SafetensorsError(
                path,
                "the header's length is \(length) but \(file.count - lengthSize) bytes follow: "
                    + "the file is cut short, download it again")
        }
        let text = UnsafeRawBufferPointer(rebasing: file[lengthSize..<lengthSize + Int(length)])
        guard text.first == UInt8(ascii: "{") else {
            let found = text.first.map { "byte \($0)" } ?? "an empty header"
            throw SafetensorsError(path, "the header must begin with '{', found \(found)")
        }
        return text
    }

    private static func metadata(_ value: JSONValue, path: String) throws(SafetensorsError) -> [String: String] {
        if value.isNull { return [:] }
        guard let members = value.objectValue else {
            throw SafetensorsError(path, "__metadata__ must be an object of strings, found \(value.kindName)")
        }
        var metadata: [String: String] = [:]
        for (key, value) in members {
            guard let text = value.stringValue else {
                throw SafetensorsError(path, "__metadata__ \(quoted(key)) must be a string, found \(value.kindName)")
            }
            metadata[key] = text
        }
        return metadata
    }

    /// Checks that the tensors lie one after another and fill the file to its last byte.
    private func checkCoverage(dataSize: Int, path: String) throws(SafetensorsError) {
        let last = entries.map(\.range.upperBound).max() ?? 0
        guard last <= dataSize else {
            throw SafetensorsError(
                path,
                "the file is shorter than its header says: expected \(last) bytes of tensors, found \(dataSize): "
                    + "download it again")
        }
        var end = 0
        var previous: String?
        // An empty tensor may begin where another does, and comes first then.
        let ordered = entries.sorted {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        for entry in ordered {
            guard entry.range.lowerBound == end else {
                let place = previous.map { "where tensor \(quoted($0)) ends" } ?? "as the first tensor"
                let fault = entry.range.lowerBound > end ? "leaves a hole" : "overlaps another tensor"
                throw SafetensorsError(
                    path, tensor: entry.name,
                    "data_offsets must begin at \(end), \(place), found \(entry.range.lowerBound): it \(fault)")
            }
            end = entry.range.upperBound
            previous = entry.name
        }
        guard end == dataSize else {
            throw SafetensorsError(
                path,
                "the tensors end at byte \(end) of the data but \(dataSize) bytes are there: some belong to no tensor")
        }
    }
}
