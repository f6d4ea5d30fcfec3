import JSON

/// Where inference differs from MLflow's; each is a row of the documentation's table, by its name.
enum InferenceDeparture: String, CaseIterable {
    /// Values have no arrays without axes: a number by itself is a scalar, of which MLflow makes a numpy scalar's type.
    case arrayWithoutAxes = "inference: arrays without axes"
    /// Values have no arrays of Python's objects or bytes: these are lists.
    case arrayOfObjects = "inference: arrays of objects or bytes"
    /// Values have no dates without a time of day: a date is a time at midnight.
    case date = "inference: dates without a time"
    /// Values have no integers beyond 64 bits: they are refused where they are read.
    case largeInteger = "inference: integers beyond 64 bits"
    /// Values have no times with a zone, and no spans of time: they are refused where they are read.
    case otherTime = "inference: times with a zone, spans of time"
    /// Values have no tuples: they are lists.
    case tuple = "inference: tuples"
    /// The times of values are nanoseconds.
    case timeUnit = "inference: other units of time"

    /// The departure that an example, an output or parameters fall under, in the goldens' tagged JSON.
    init?(_ part: JSONValue) {
        let values = part.innerValues
        let arrays = values.compactMap { $0["$ndarray"] }
        if arrays.contains(where: { ["object", "bytes"].contains($0["dtype"]?.stringValue) }) {
            self = .arrayOfObjects
        } else if arrays.contains(where: { $0["data"]?.arrayValue == nil && $0["shape"]?.arrayValue?.isEmpty != false })
        {
            self = .arrayWithoutAxes
        } else if values.contains(where: { $0["$tuple"] != nil }) {
            self = .tuple
        } else if arrays.contains(where: { $0["dtype"]?.stringValue?.hasPrefix("timedelta64") == true })
            || values.contains(where: { $0["$datetime"]?.stringValue.map(Self.hasZone) == true })
        {
            self = .otherTime
        } else if arrays.contains(where: { Self.isOtherUnit($0["dtype"]) }) {
            self = .timeUnit
        } else if values.contains(where: { $0["$date"] != nil || $0["$np"]?["dtype"] == "datetime64[D]" }) {
            self = .date
        } else if values.contains(where: { if case .bigInteger = $0 { true } else { false } }) {
            self = .largeInteger
        } else {
            return nil
        }
    }

    private static func hasZone(_ time: String) -> Bool { time.wholeMatch(of: /.*(Z|[+-]\d\d:\d\d)/) != nil }

    private static func isOtherUnit(_ dtype: JSONValue?) -> Bool {
        dtype?.stringValue?.hasPrefix("datetime64") == true && dtype != "datetime64[ns]"
    }

    /// What stands in our texts for the dates in MLflow's.
    static func withTimes(_ text: String) -> String {
        text.replacing(/"\d{4}-\d\d-\d\d"/) { "\($0.output.dropLast())T00:00:00\"" }
    }
}

extension InferenceGolden {
    /// Whether anything that is inferred from falls under a departure.
    func departs(by departure: InferenceDeparture) -> Bool { parts.contains { InferenceDeparture($0) == departure } }

    /// Whether there is a part that no value of ours stands for.
    var isUnreadable: Bool { departs(by: .largeInteger) || departs(by: .otherTime) }
}

extension JSONValue {
    /// This value and all within it.
    fileprivate var innerValues: [JSONValue] {
        switch self {
        case .array(let items): [self] + items.flatMap(\.innerValues)
        case .object(let object): [self] + object.flatMap(\.value.innerValues)
        default: [self]
        }
    }
}
