import Glibc
import JSON
import TestSupport
import Testing

/// A way to damage a copy of a model folder, and what the one sentence about it has to hold.
struct DamagedModel: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The file, the field, what was expected and what was found.
    let expected: [String]
    let damage: @Sendable (_ folder: String) throws -> Void

    init(_ name: String, _ expected: [String], _ damage: @escaping @Sendable (_ folder: String) throws -> Void) {
        testDescription = name
        self.expected = expected
        self.damage = damage
    }
}

extension DamagedModel {
    /// A file with other contents.
    static func replacing(_ name: String, with text: String, _ expected: [String], as description: String)
        -> DamagedModel
    {
        DamagedModel(description, [name] + expected) { folder in
            try removeAndWrite(Array(text.utf8), to: "\(folder)/\(name)")
        }
    }

    /// A member of a JSON file with another value; nil removes it.
    static func setting(
        _ path: String, in name: String, to value: JSONValue?, _ expected: [String]
    ) -> DamagedModel {
        let shown = value.map { $0.text(.compact) } ?? "missing"
        return DamagedModel("\(name): \(path) \(shown.prefix(40))", [name] + expected) { folder in
            let file = "\(folder)/\(name)"
            let json = try JSONValue(parsing: readFile(file))
            let changed = set(json, path.split(separator: ".").map(String.init)[...], value)
            try removeAndWrite(Array(changed.text().utf8), to: file)
        }
    }

    /// Another header of model.safetensors over the same tensors.
    static func header(
        _ description: String, _ expected: [String], length: UInt64? = nil,
        _ change: @escaping @Sendable (inout JSONObject) throws -> Void = { _ in }
    ) -> DamagedModel {
        DamagedModel("safetensors: \(description)", ["model.safetensors"] + expected) { folder in
            let file = "\(folder)/model.safetensors"
            let bytes = try readFile(file)
            let size = Int(bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            var header = try JSONValue(parsing: Array(bytes[8..<8 + size])).objectValue ?? JSONObject()
            try change(&header)
            let text = Array(JSONValue.object(header).text(.compact).utf8)
            let stated = length ?? UInt64(text.count)
            let prefix = (0..<8).map { UInt8(truncatingIfNeeded: stated >> UInt64(8 * $0)) }
            try removeAndWrite(prefix + text + bytes[(8 + size)...], to: file)
        }
    }

    private static func removeAndWrite(_ bytes: [UInt8], to file: String) throws {
        // The copy may be a link to the original.
        remove(file)
        try writeFile(bytes, to: file)
    }

    private static func set(_ json: JSONValue, _ path: ArraySlice<String>, _ value: JSONValue?) -> JSONValue {
        guard let name = path.first, var object = json.objectValue else { return value ?? .null }
        let rest = path.dropFirst()
        object[name] = rest.isEmpty ? value : set(object[name] ?? .object(JSONObject()), rest, value)
        return .object(object)
    }
}

extension JSONObject {
    /// The entry of a tensor, with a member changed.
    mutating func setTensor(_ name: String, _ member: String, _ value: JSONValue) throws {
        guard var entry = self[name]?.objectValue else { throw TestSupportError("no tensor \(name)") }
        entry[member] = value
        self[name] = .object(entry)
    }
}
