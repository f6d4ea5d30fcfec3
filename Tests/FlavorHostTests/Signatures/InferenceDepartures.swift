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

    /// The departure that an example, an output or parameters fall under, in the goldens' tagged JSON.
    init?(_ part: JSONValue) {
        let values = part.innerValues
        let arrays = values.compactMap { $0["$ndarray"] }
        if arrays.contains(where: { ["object", "bytes"].contains($0["dtype"]?.stringValue) }) {
            self = .arrayOfObjects
        } else if arrays.contains(where: { $0["data"]?.arrayValue == nil && $0["shape"]?.arrayValue?.isEmpty != false })
        {
            self = .arrayWithoutAxes
        } else if values.contains(where: { $0["$date"] != nil }) {
            self = .date
        } else if values.contains(where: { if case .bigInteger = $0 { true } else { false } }) {
            self = .largeInteger
        } else {
            return nil
        }
    }

    /// What stands in our texts for the dates in MLflow's.
    static func withTimes(_ text: String) -> String {
        text.replacing(/"\d{4}-\d\d-\d\d"/) { "\($0.output.dropLast())T00:00:00\"" }
    }
}

extension InferenceGolden {
    /// Whether anything that is inferred from falls under a departure.
    func departs(by departure: InferenceDeparture) -> Bool { parts.contains { InferenceDeparture($0) == departure } }
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
