import JSON

extension MLmodel {
    /// The entries of the flavors by name, in order.
    public var flavors: JSONObject {
        get { self[object: "flavors"] ?? JSONObject() }
        set { self[object: "flavors"] = newValue }
    }

    /// The version of MLflow that wrote the file.
    public var mlflowVersion: String? {
        get { self[text: "mlflow_version"] }
        set { self[text: "mlflow_version"] = newValue }
    }

    /// The identifier of the model, 32 hexadecimal digits.
    public var modelUUID: String? {
        get { self[textOrNull: "model_uuid"] }
        set { self[textOrNull: "model_uuid"] = newValue }
    }

    /// The identifier of the logged model, `m-` and 32 hexadecimal digits; nil for a model that was only saved.
    public var modelID: String? {
        get { self[textOrNull: "model_id"] }
        set { self[textOrNull: "model_id"] = newValue }
    }

    /// The run that logged the model.
    public var runID: String? {
        get { self[text: "run_id"] }
        set { self[text: "run_id"] = newValue }
    }

    /// Where the run logged the model.
    public var artifactPath: String? {
        get { self[text: "artifact_path"] }
        set { self[text: "artifact_path"] = newValue }
    }

    /// When the model was made, in UTC, `YYYY-MM-DD HH:MM:SS.ffffff`.
    public var utcTimeCreated: String {
        get { self[text: "utc_time_created"] ?? "" }
        set { self[text: "utc_time_created"] = newValue }
    }

    /// The bytes of the model's files without MLmodel and the environment files.
    public var modelSizeBytes: Int64? {
        get { members["model_size_bytes"]?.integerValue }
        set { members["model_size_bytes"] = newValue.map { .integer($0) } }
    }

    /// The user's own data, and facts that flavors keep there.
    public var metadata: JSONObject? {
        get { self[object: "metadata"] }
        set { self[object: "metadata"] = newValue }
    }

    /// How the input example is stored.
    public var savedInputExampleInfo: JSONObject? {
        get { self[object: "saved_input_example_info"] }
        set { self[object: "saved_input_example_info"] = newValue }
    }

    /// Whether the files of the model are elsewhere, so that it cannot be loaded from here.
    public var isExternal: Bool { metadata?["mlflow.model.isExternal"]?.boolValue ?? false }

    /// The URIs of the prompts that belong to the model.
    public var prompts: [String]? {
        get { members["prompts"]?.arrayValue?.compactMap(\.stringValue) }
        set { members["prompts"] = newValue.map { .array($0.map { .string($0) }) } ?? .null }
    }

    /// The names of environment variables that the model reads.
    public var environmentVariables: [String]? {
        get { members["env_vars"]?.arrayValue?.compactMap(\.stringValue) }
        set { members["env_vars"] = newValue.map { .array($0.map { .string($0) }) } }
    }

    /// The services that the model calls.
    public var resources: JSONObject? {
        get { self[object: "resources"] }
        set { self[object: "resources"] = newValue }
    }

    /// On whose behalf the model calls services.
    public var authPolicy: JSONObject? {
        get { self[object: "auth_policy"] }
        set { self[object: "auth_policy"] = newValue }
    }

    /// The Databricks runtime on which the model was made.
    public var databricksRuntime: String? {
        get { self[text: "databricks_runtime"] }
        set { self[text: "databricks_runtime"] = newValue }
    }
}

extension MLmodel {
    /// Sets a member; nil removes it.
    private subscript(text key: String) -> String? {
        get { members[key]?.scalarText }
        set { members[key] = newValue.map { .string($0) } }
    }

    /// Sets a member that is written as null when there is none.
    private subscript(textOrNull key: String) -> String? {
        get { members[key]?.scalarText }
        set { members[key] = newValue.map { .string($0) } ?? .null }
    }

    private subscript(object key: String) -> JSONObject? {
        get { members[key]?.objectValue }
        set { members[key] = newValue.map { .object($0) } }
    }
}

extension JSONValue {
    /// The text of a single value, such as a version that YAML took for a number; nil for null, lists and maps.
    fileprivate var scalarText: String? {
        switch self {
        case .string(let text): text
        case .null, .array, .object: nil
        default: text()
        }
    }
}
