/// The types that YAML 1.1 reads from plain text.
enum YAMLScalarKind {
    case null, boolean, integer, float, timestamp, merge, value, string

    /// Returns the type that PyYAML's resolver sees in a text without quotes.
    init(of text: String) {
        guard let first = text.utf8.first else {
            self = .null
            return
        }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            self = YAMLPattern.kind(of: Array(text.utf8))
        default: self = text.utf8.count <= Self.longestWord ? Self.words[text] ?? .string : .string
        }
    }

    private static let longestWord = 5
    private static let words: [String: YAMLScalarKind] = {
        var words: [String: YAMLScalarKind] = ["~": .null, "<<": .merge, "=": .value]
        for word in ["null", "Null", "NULL"] { words[word] = .null }
        for word in ["yes", "no", "true", "false", "on", "off"] {
            words[word] = .boolean
            words[word.uppercased()] = .boolean
            words[word.prefix(1).uppercased() + word.dropFirst()] = .boolean
        }
        return words
    }()
}

/// The forms of numbers and timestamps, matched from the first byte to the last.
private struct YAMLPattern {
    private let bytes: [UInt8]
    private var position = 0

    static func kind(of bytes: [UInt8]) -> YAMLScalarKind {
        var pattern = YAMLPattern(bytes: bytes)
        if pattern.matchesFloat() { return .float }
        if pattern.matchesInteger() { return .integer }
        return pattern.matchesTimestamp() ? .timestamp : .string
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var isAtEnd: Bool { position == bytes.count }

    /// Moves past one byte if it is one of these.
    private mutating func take(_ choices: StaticString) -> Bool {
        guard position < bytes.count else { return false }
        let byte = bytes[position]
        let isChoice = choices.withUTF8Buffer { $0.contains(byte) }
        if isChoice { position += 1 }
        return isChoice
    }

    /// Moves past as many of these bytes as there are, and returns how many.
    @discardableResult
    private mutating func takeAll(_ choices: StaticString) -> Int {
        let start = position
        while take(choices) {}
        return position - start
    }

    /// Moves past a text if it comes next.
    private mutating func take(text: StaticString) -> Bool {
        let isNext = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
        if isNext { position += text.utf8CodeUnitCount }
        return isNext
    }

    /// Moves past groups of minutes or seconds, as in `190:20:30`; returns nil at a group that is none.
    private mutating func takeSixties() -> Int? {
        var groups = 0
        while take(":") {
            let start = position
            takeAll("0123456789")
            let isSixty = position - start == 1 || position - start == 2 && bytes[start] <= UInt8(ascii: "5")
            guard isSixty else { return nil }
            groups += 1
        }
        return groups
    }

    private mutating func matchesInteger() -> Bool {
        position = 0
        _ = take("+-")
        if take(text: "0b") { return takeAll("01_") > 0 && isAtEnd }
        if take(text: "0x") { return takeAll("0123456789abcdefABCDEF_") > 0 && isAtEnd }
        if take("0") {
            takeAll("01234567_")
            return isAtEnd
        }
        guard take("123456789") else { return false }
        takeAll("0123456789_")
        return takeSixties() != nil && isAtEnd
    }

    private mutating func matchesFloat() -> Bool {
        position = 0
        if take(text: ".nan") || take(text: ".NaN") || take(text: ".NAN") { return isAtEnd }
        let isSigned = take("+-")
        if take(text: ".inf") || take(text: ".Inf") || take(text: ".INF") { return isAtEnd }
        if take(".") {
            guard !isSigned, take("0123456789") else { return false }
            takeAll("0123456789_")
            return takesExponentToEnd()
        }
        guard take("0123456789") else { return false }
        takeAll("0123456789_")
        guard let groups = takeSixties(), take(".") else { return false }
        takeAll("0123456789_")
        return groups > 0 ? isAtEnd : takesExponentToEnd()
    }

    /// Matches `e+3` or nothing; without a sign it is no exponent in YAML 1.1.
    private mutating func takesExponentToEnd() -> Bool {
        if isAtEnd { return true }
        return take("eE") && take("+-") && takeAll("0123456789") > 0 && isAtEnd
    }

    private mutating func matchesTimestamp() -> Bool {
        position = 0
        guard takeAll("0123456789") == 4, take("-") else { return false }
        let month = takeAll("0123456789")
        guard 1...2 ~= month, take("-") else { return false }
        let day = takeAll("0123456789")
        guard 1...2 ~= day else { return false }
        if isAtEnd { return month == 2 && day == 2 }
        guard take("Tt") || takeAll(" \t") > 0 else { return false }
        guard 1...2 ~= takeAll("0123456789"), take(":") else { return false }
        guard takeAll("0123456789") == 2, take(":"), takeAll("0123456789") == 2 else { return false }
        if take(".") { takeAll("0123456789") }
        if isAtEnd { return true }
        takeAll(" \t")
        if take("Z") { return isAtEnd }
        guard take("+-"), 1...2 ~= takeAll("0123456789") else { return false }
        return isAtEnd || take(":") && takeAll("0123456789") == 2 && isAtEnd
    }
}
