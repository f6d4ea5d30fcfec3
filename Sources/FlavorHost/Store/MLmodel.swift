import FlavorKit
import Glibc
import JSON

/// The file `MLmodel`, which describes a model folder.
///
/// The known keys are properties; every other key, and the entries of flavors that nobody here knows, survive reading
/// and writing.
public struct MLmodel: Sendable, Hashable {
    /// All keys as MLflow's `Model.to_dict` has them: what must be there is there, what MLflow leaves out is left out.
    public private(set) var members: JSONObject

    /// The name of the file in a model folder.
    public static let fileName = "MLmodel"
    /// The version of MLflow whose format is written.
    public static let formatVersion = "3.17.2"

    /// Creates the description of a new model, made now.
    public init() {
        members = JSONObject([
            ("flavors", .object(JSONObject())), ("mlflow_version", .string(Self.formatVersion)), ("model_id", .null),
            ("model_uuid", .string(Self.randomIdentifier())), ("prompts", .null),
            ("utc_time_created", .string(Self.currentTime())),
        ])
    }

    /// Creates a description from members that are checked and complete.
    init(checked members: JSONObject) { self.members = members }

    /// Returns 32 random hexadecimal digits.
    private static func randomIdentifier() -> String {
        (0..<2).map { _ in
            let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
    }

    /// Returns the time in UTC as Python prints it, `2026-11-22 11:17:37.729882`.
    static func currentTime() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var fields = tm()
        gmtime_r(&now.tv_sec, &fields)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let date = [Int(fields.tm_year) + 1900, Int(fields.tm_mon) + 1, Int(fields.tm_mday)].map { padded($0, 2) }
        let time = [fields.tm_hour, fields.tm_min, fields.tm_sec].map { padded(Int($0), 2) }
        let fraction = padded(now.tv_nsec / 1000, 6)
        return "\(date.joined(separator: "-")) \(time.joined(separator: ":")).\(fraction)"
    }

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
}

extension MLmodel {
    /// The schemas of a model, each as JSON text.
    public struct Signature: Sendable, Hashable {
        public var inputs: String?
        public var outputs: String?
        public var params: String?

        /// Creates a signature of JSON texts.
        public init(inputs: String?, outputs: String?, params: String?) {
            self.inputs = inputs
            self.outputs = outputs
            self.params = params
        }
    }

    /// The schemas, if the model has a signature.
    public var signature: Signature? {
        get {
            self[object: "signature"].map {
                Signature(
                    inputs: $0["inputs"]?.stringValue, outputs: $0["outputs"]?.stringValue,
                    params: $0["params"]?.stringValue)
            }
        }
        set {
            self[object: "signature"] = newValue.map { signature in
                let texts = [
                    ("inputs", signature.inputs), ("outputs", signature.outputs), ("params", signature.params),
                ]
                return JSONObject(texts.map { ($0, $1.map { .string($0) } ?? .null) })
            }
            for key in Self.signatureFlags { members[key] = newValue.map { _ in members[key] ?? false } }
        }
    }

    /// Keys that MLflow writes whenever there is a signature.
    static let signatureFlags = ["is_signature_from_type_hint", "type_hint_from_example"]
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
