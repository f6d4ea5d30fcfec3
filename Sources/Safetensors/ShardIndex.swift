import Glibc
import JSON

/// What `model.safetensors.index.json` says: which shard holds which tensor.
struct ShardIndex {
    let path: String
    /// The shards' file names, each once.
    private(set) var shards: [String] = []
    /// The tensors with the position of their shard.
    private(set) var tensors: [(name: String, shard: Int)] = []

    /// An index has a short line for each tensor; a larger file is something else.
    private static let mostBytes = 256 << 20

    /// Reads an index.
    init(path: String) throws(SafetensorsError) {
        self.path = path
        let file = try MappedFile(path: path)
        guard file.bytes.count <= Self.mostBytes else {
            throw SafetensorsError(
                path, "must be an index of at most \(Self.mostBytes) bytes, found \(file.bytes.count)")
        }
        let json: JSONValue
        do { json = try JSONValue(parsing: file.bytes) } catch {
            throw SafetensorsError(path, "is not valid JSON: \(error)")
        }
        guard json.objectValue != nil else {
            throw SafetensorsError(path, "must be an object, found \(json.kindName)")
        }
        guard let map = json["weight_map"]?.objectValue else {
            let found = json["weight_map"].map { "found \($0.kindName)" } ?? "but it is missing"
            throw SafetensorsError(path, "weight_map must be an object of shard names, \(found)")
        }
        var positions: [[UInt8]: Int] = [:]
        for (name, value) in map {
            guard let shard = value.stringValue else {
                throw SafetensorsError(path, tensor: name, "weight_map must give a string, found \(value.kindName)")
            }
            guard Self.staysInFolder(shard) else {
                throw SafetensorsError(
                    path, tensor: name, "weight_map must name a file in the same folder, found \(quoted(shard))")
            }
            let position = positions[Array(shard.utf8), default: shards.count]
            if position == shards.count {
                positions[Array(shard.utf8)] = position
                shards.append(shard)
            }
            tensors.append((name, position))
        }
    }

    private static func staysInFolder(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }
}

/// Whether a path leads to something, through symbolic links.
func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }
