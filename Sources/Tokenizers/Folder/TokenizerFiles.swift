import Glibc
import JSON

/// The files of a model folder that say how its tokenizer works.
struct TokenizerFiles {
    let folder: String
    /// config.json, of which only the model's type counts here.
    let config: Field?
    let tokenizerConfig: Field?
    let specialTokensMap: Field?
    let addedTokens: Field?
    let tokenizer: Field?
    /// Whether tokenizer.json speaks of `ByteLevel` anywhere.
    let usesByteLevel: Bool
    private let names: Set<String>

    init(_ folder: String) throws(TokenizerError) {
        self.folder = folder
        names = try Self.names(in: folder)
        config = try Self.json("config.json", in: folder, names)?.field
        tokenizerConfig = try Self.json("tokenizer_config.json", in: folder, names)?.field
        specialTokensMap = try Self.json("special_tokens_map.json", in: folder, names)?.field
        addedTokens = try Self.json("added_tokens.json", in: folder, names)?.field
        let tokenizer = try Self.json("tokenizer.json", in: folder, names)
        self.tokenizer = tokenizer?.field
        usesByteLevel = tokenizer.map { Self.contains($0.bytes, "\"ByteLevel\"") } ?? false
    }

    func has(_ name: String) -> Bool { names.contains(name) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// The text of a file.
    func text(_ name: String) throws(TokenizerError) -> String {
        guard let text = String(validating: try fileContents(path(name)), as: UTF8.self) else {
            throw TokenizerError(path(name), "is not in UTF-8")
        }
        return text
    }

    private static func json(
        _ name: String, in folder: String, _ names: Set<String>
    ) throws(TokenizerError) -> (field: Field, bytes: [UInt8])? {
        guard names.contains(name) else { return nil }
        let path = "\(folder)/\(name)"
        let bytes = try fileContents(path)
        do {
            let field = Field(file: path, path: "", value: try JSONValue(parsing: bytes))
            _ = try field.object()
            return (field, bytes)
        } catch let error as TokenizerError {
            throw error
        } catch {
            throw TokenizerError(path, bytes.isEmpty ? "is empty" : "is not valid JSON: \(error)")
        }
    }

    private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var isFound = false
            LiteralPattern(Array(text.utf8)).forEachMatch(in: bytes) { _ in isFound = true }
            return isFound
        }
    }

    private static func names(in folder: String) throws(TokenizerError) -> Set<String> {
        guard let directory = opendir(folder) else {
            throw TokenizerError(folder, "cannot be opened as a folder: \(String(cString: strerror(errno)))")
        }
        defer { closedir(directory) }
        var names: Set<String> = []
        while let entry = readdir(directory) {
            names.insert(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }
}
