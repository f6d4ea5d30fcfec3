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
        guard let read = document.value.objectValue else {
            let found = document.value.isNull ? "an empty file" : "\(document.value.kindName)"
            throw FlavorError(.invalidArgument, "\(file): expected a map of keys such as 'flavors', found \(found)")
        }
        var members = read
        if read.keys.contains(where: Self.isPrivate) {
            members = JSONObject(read.lazy.filter { !Self.isPrivate($0.key) }.map { ($0.key, $0.value) })
        }
        let check = KeyCheck(file: file)
        try check.names(document.notes)
        members["flavors"] = .object(try check.flavors(members["flavors"]))
        members["signature"] = try check.signature(members["signature"]).map { .object($0) }
        try check.environmentVariables(members["env_vars"], document.notes["env_vars"])
        if document.notes["resources"]?.isTimestamp != true { try check.resources(&members["resources"]) }
        members["utc_time_created"] = .string(Self.time(members["utc_time_created"]))
        for key in Self.leftOutWhenNull where members[key] == .null { members[key] = nil }
        for key in Self.writtenAsNull where members[key] == nil { members[key] = .null }
        if members["signature"] != nil {
            for key in Self.signatureFlags where members[key] == nil { members[key] = false }
        }
        var notes = document.notes
        // The time of creation is text to MLflow, however it is written.
        notes["utc_time_created"] = nil
        self.init(checked: members, notes: notes)
    }

    /// Writes the description byte for byte as MLflow does.
    public func yaml() -> String { YAML.text(of: members, notes: notes) }

    private static func isPrivate(_ key: String) -> Bool { key.utf8.first == UInt8(ascii: "_") }

    private static let leftOutWhenNull = [
        "artifact_path", "auth_policy", "env_vars", "metadata", "mlflow_version", "model_size_bytes", "resources",
        "run_id", "saved_input_example_info",
    ]

    private static let writtenAsNull = ["model_id", "model_uuid", "prompts"]

    /// Returns the time of creation as MLflow reads it: now when there is none, else Python's text of what stands there.
    private static func time(_ value: JSONValue?) -> String {
        switch value {
        case nil: currentTime()
        case let value? where value.isFalse: currentTime()
        case .string(let text)?: text
        case true?: "True"
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

    /// Refuses names that are no text, such as numbers.
    func names(_ notes: YAMLNotes) throws(FlavorError) {
        guard let name = notes.keys.values.min() else { return }
        throw FlavorError(.invalidArgument, "\(file): expected keys that are names, found \(name): put it in quotes")
    }

    /// Returns the three members of a signature in MLflow's own texts, and no others.
    func signature(_ value: JSONValue?) throws(FlavorError) -> JSONObject? {
        guard let value, !value.isNull else { return nil }
        guard let object = value.objectValue else { throw error("signature", expected: "a map", found: value) }
        let texts = try ["inputs", "outputs", "params"].map { (key) throws(FlavorError) in
            try text(object[key] ?? .null, key: "signature.\(key)")
        }
        do {
            let signature = try ModelSignature(inputsText: texts[0], outputsText: texts[1], paramsText: texts[2])
            return MLmodel.members(of: signature)
        } catch {
            throw FlavorError(error.code, "\(file): signature: \(error.message)")
        }
    }

    private func text(_ value: JSONValue, key: String) throws(FlavorError) -> String? {
        if value.isFalse { return nil }
        guard let text = value.stringValue else { throw error(key, expected: "a text in JSON", found: value) }
        return text
    }

    func environmentVariables(_ value: JSONValue?, _ notes: YAMLNotes?) throws(FlavorError) {
        guard let value, !value.isFalse else { return }
        guard let names = value.arrayValue else { throw error("env_vars", expected: "a list of names", found: value) }
        for (index, name) in names.enumerated()
        where name.stringValue == nil || notes?["\(index)"]?.isTimestamp == true {
            throw error("env_vars[\(index)]", expected: "a name", found: name)
        }
    }

    /// MLflow takes a text for the path of a file, which is not read here, and makes a map of an empty list.
    func resources(_ value: inout JSONValue?) throws(FlavorError) {
        if let text = value, text.stringValue != nil { throw error("resources", expected: "a map", found: text) }
        if value?.arrayValue?.isEmpty == true { value = ["api_version": "1"] }
    }
}

extension JSONValue {
    /// Whether Python takes the value for false, as MLflow does where it asks whether there is one.
    fileprivate var isFalse: Bool {
        switch self {
        case .null, false, "", 0, .double(0): true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }
}
