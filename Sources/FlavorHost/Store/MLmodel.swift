import FlavorKit
import Glibc
import JSON

/// The file `MLmodel`, which describes a model folder.
///
/// The known keys are properties; every other key, and the entries of flavors that nobody here knows, survive reading
/// and writing.
public struct MLmodel: Sendable, Hashable {
    /// All keys as MLflow's `Model.to_dict` has them: what must be there is there, what MLflow leaves out is left out.
    public internal(set) var members: JSONObject
    /// What YAML said of the members beyond JSON.
    private(set) var notes = YAMLNotes()

    /// The name of the file in a model folder.
    public static let fileName = "MLmodel"
    /// What descriptors call the format of model folders, for flavors that wrap a model of whatever flavor.
    public static let formatName = "mlflow-model"
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

    /// The description of a new model that wraps this one: what is said of the model stays, and what says when, where and as
    /// what the other one was made does not.
    func wrapped() -> MLmodel {
        var model = self
        for key in ["artifact_path", "model_size_bytes", "run_id", "saved_input_example_info"] {
            model.members[key] = nil
        }
        for (key, value) in MLmodel().members where key != "flavors" && key != "prompts" { model.members[key] = value }
        return model
    }

    /// Creates a description from members that are checked and complete.
    init(checked members: JSONObject, notes: YAMLNotes) {
        self.members = members
        self.notes = notes
    }

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
}
