/// The path to a value within another: names and positions with dots between.
struct AttributePath {
    private let parts: [Value]
    private let fallback: Value?
    private let ignoresCase: Bool

    /// Reads a path; none is the value itself.
    init(_ path: Value, fallback: Value? = nil, ignoresCase: Bool = false) throws(Failure) {
        if path.isNone {
            parts = []
        } else if let text = path.text {
            parts = Splitting.split(text, by: ".", limit: -1).map(Self.part)
        } else {
            parts = [path]
        }
        self.fallback = fallback.flatMap { $0.isNone ? nil : $0 }
        self.ignoresCase = ignoresCase
    }

    private static func part(_ text: String) -> Value {
        guard !text.isEmpty, text.unicodeScalars.allSatisfy(isDigitLike),
            let integer = NumberText.integer(text, base: 10)?.intValue
        else { return .string(text) }
        return .integer(integer)
    }

    /// The path that an argument names, or nil when there is none.
    static func optional(_ path: Value?) throws(Failure) -> AttributePath? {
        guard let path, !path.isNone else { return nil }
        return try AttributePath(path)
    }

    /// The value at the path within another.
    func value(of base: Value, _ state: RenderState) throws(Failure) -> Value {
        var value = base
        for part in parts {
            value = try state.item(value, part)
            if let fallback, value.isUndefined { value = fallback }
        }
        guard ignoresCase, let text = value.text else { return value }
        return .string(CaseMapping.lower(text))
    }
}
