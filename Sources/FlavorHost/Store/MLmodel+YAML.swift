import FlavorKit
import JSON

extension MLmodel {
    /// Reads the description of a model folder.
    /// - Throws: ``FlavorError`` with code ``FlavorError/Code/notFound`` when there is no such folder or file, and with
    ///   ``FlavorError/Code/invalidArgument`` when the file is no MLmodel.
    public init(contentsOfFolder folder: String) throws(FlavorError) {
        let path = "\(folder)/\(Self.fileName)"
        if let status = FileStatus(folder, followingLinks: true), status.isFolder,
            FileStatus(path, followingLinks: true) == nil
        {
            throw FlavorError(.notFound, "\(folder) is not a model folder: it holds no file \(Self.fileName)")
        }
        try self.init(parsing: try Files.read(path, limit: YAML.sizeLimit), file: path)
    }

    /// Reads a description as MLflow does.
    ///
    /// No key is required. Keys that begin with an underscore are private to who wrote them and are dropped.
    /// - Parameter file: What messages call the document.
    /// - Throws: ``FlavorError`` with code ``FlavorError/Code/invalidArgument``, naming file and key.
    public init(parsing bytes: [UInt8], file: String) throws(FlavorError) {
        let document = try YAML.parse(bytes, file: file)
        guard let read = document.objectValue else {
            let found = document.isNull ? "an empty file" : "\(document.kindName)"
            throw FlavorError(.invalidArgument, "\(file): expected a map of keys such as 'flavors', found \(found)")
        }
        var members = JSONObject(read.lazy.filter { !$0.key.utf8.starts(with: "_".utf8) }.map { ($0.key, $0.value) })
        let check = KeyCheck(file: file)
        members["flavors"] = .object(try check.flavors(members["flavors"]))
        members["signature"] = try check.signature(members["signature"]).map { .object($0) }
        try check.environmentVariables(members["env_vars"])
        members["utc_time_created"] = .string(Self.time(members["utc_time_created"]))
        for key in Self.leftOutWhenNull where members[key] == .null { members[key] = nil }
        for key in Self.writtenAsNull where members[key] == nil { members[key] = .null }
        if members["signature"] != nil {
            for key in Self.signatureFlags where members[key] == nil { members[key] = false }
        }
        self.init(checked: members)
    }

    /// Writes the description byte for byte as MLflow does.
    public func yaml() -> String { YAML.text(of: members) }

    private static let leftOutWhenNull = [
        "artifact_path", "auth_policy", "env_vars", "metadata", "mlflow_version", "model_size_bytes", "resources",
        "run_id", "saved_input_example_info",
    ]

    private static let writtenAsNull = ["model_id", "model_uuid", "prompts"]

    /// Returns the time of creation as MLflow reads it: now when there is none.
    private static func time(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?, .string("")?: currentTime()
        case .string(let text)?: text
        case let value?: value.text()
        }
    }
}

/// Checks the keys that must have a certain form.
private struct KeyCheck {
    let file: String

    private func error(_ key: String, expected: String, found: JSONValue) -> FlavorError {
        FlavorError(.invalidArgument, "\(file): \(key) must be \(expected), found \(found.kindName)")
    }

    func flavors(_ value: JSONValue?) throws(FlavorError) -> JSONObject {
        switch value {
        case nil, .null?: return JSONObject()
        case .object(let flavors)?: return flavors
        case let value?: throw error("flavors", expected: "a map", found: value)
        }
    }

    /// Returns the three members of a signature, and no others.
    func signature(_ value: JSONValue?) throws(FlavorError) -> JSONObject? {
        guard let value, !value.isNull else { return nil }
        guard let object = value.objectValue else { throw error("signature", expected: "a map", found: value) }
        var signature = JSONObject()
        for key in ["inputs", "outputs", "params"] {
            signature[key] = try schema(object[key] ?? .null, key: "signature.\(key)")
        }
        guard signature.contains(where: { !$0.value.isNull }) else {
            throw FlavorError(
                .invalidArgument, "\(file): signature must have at least one of inputs, outputs and params, found none")
        }
        return signature
    }

    /// Returns a schema as JSON text; an empty text is none, as in MLflow.
    private func schema(_ value: JSONValue, key: String) throws(FlavorError) -> JSONValue {
        if value.isNull || value == "" { return .null }
        guard let text = value.stringValue else { throw error(key, expected: "a text in JSON", found: value) }
        do {
            _ = try JSONValue(parsing: text)
        } catch {
            throw FlavorError(.invalidArgument, "\(file): \(key) must be a text in JSON: \(error)")
        }
        return value
    }

    func environmentVariables(_ value: JSONValue?) throws(FlavorError) {
        guard let value, !value.isNull else { return }
        guard let names = value.arrayValue else { throw error("env_vars", expected: "a list of names", found: value) }
        for (index, name) in names.enumerated() where name.stringValue == nil {
            throw error("env_vars[\(index)]", expected: "a name", found: name)
        }
    }
}
