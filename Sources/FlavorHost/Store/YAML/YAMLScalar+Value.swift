import FlavorKit
import JSON

extension YAMLScalar {
    /// What the tags of YAML's core types begin with.
    static let coreTag = "tag:yaml.org,2002:"

    /// Whether this key merges its value into the map it stands in.
    var isMergeKey: Bool { isPlain && properties.tag == nil && text == "<<" }

    /// Returns the value by PyYAML's rules, with what JSON cannot hold of it.
    func value(at place: YAMLPlace) throws(FlavorError) -> (JSONValue, YAMLNotes) {
        let kind = try kind(at: place)
        let value = try value(of: kind, at: place)
        return (value, YAMLNotes(isTimestamp: kind == .timestamp))
    }

    private func value(of kind: YAMLScalarKind, at place: YAMLPlace) throws(FlavorError) -> JSONValue {
        switch kind {
        case .string, .merge, .value: return .string(text)
        case .null: return .null
        case .timestamp:
            guard YAMLScalarKind(of: text) == .timestamp, let time = YAMLTimestamp(text) else {
                throw place.error("expected a day and a time that exist; put in quotes what is meant as text")
            }
            return .string(time.description)
        case .boolean:
            guard let value = Self.booleans[text.lowercased()] else { throw place.error("'!!bool' of no boolean") }
            return .bool(value)
        case .integer: return try YAMLNumber.integer(text, at: place)
        case .float: return try YAMLNumber.float(text, at: place)
        }
    }

    /// Returns the type that the tag names, or that the text has.
    private func kind(at place: YAMLPlace) throws(FlavorError) -> YAMLScalarKind {
        guard let tag = properties.tag else { return isPlain ? YAMLScalarKind(of: text) : .string }
        guard tag.hasPrefix(Self.coreTag), let kind = Self.kinds[String(tag.dropFirst(Self.coreTag.count))] else {
            throw place.error(Self.refusal(ofTag: tag))
        }
        return kind
    }

    private static let kinds: [String: YAMLScalarKind] = [
        "str": .string, "null": .null, "bool": .boolean, "int": .integer, "float": .float, "timestamp": .timestamp,
    ]

    private static let booleans = [
        "yes": true, "no": false, "true": true, "false": false, "on": true, "off": false,
    ]

    /// Returns why a tag is not read.
    static func refusal(ofTag tag: String) -> String {
        let name = tag.hasPrefix(coreTag) ? "!!\(tag.dropFirst(coreTag.count))" : tag
        return "the tag '\(name)' is not read here; expected plain values, lists and maps"
    }
}

/// Numbers in the notations of YAML 1.1.
private enum YAMLNumber {
    /// Python reads no longer integers either.
    private static let digitLimit = 4300

    static func integer(_ text: String, at place: YAMLPlace) throws(FlavorError) -> JSONValue {
        let (isNegative, digits) = parts(of: text)
        if !digits.contains(":"), digits == "0" || !digits.hasPrefix("0") {
            guard digits.utf8.count <= digitLimit else {
                throw place.error("an integer may have \(digitLimit) digits, found \(digits.utf8.count)")
            }
            guard !digits.isEmpty, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
                throw place.error("expected an integer")
            }
            let signed = isNegative ? "-\(digits)" : digits
            return Int64(signed).map { .integer($0) } ?? .bigInteger(signed)
        }
        guard let magnitude = digits.contains(":") ? sixties(digits) : based(digits) else {
            throw place.error("expected an integer of at most 128 bits; longer ones must be decimal")
        }
        let signed = isNegative && magnitude > 0 ? "-\(magnitude)" : "\(magnitude)"
        return Int64(signed).map { .integer($0) } ?? .bigInteger(signed)
    }

    static func float(_ text: String, at place: YAMLPlace) throws(FlavorError) -> JSONValue {
        let (isNegative, digits) = parts(of: text)
        let magnitude: Double?
        switch digits.lowercased() {
        case ".inf": magnitude = .infinity
        case ".nan": magnitude = .nan
        case let digits where digits.contains(":"): magnitude = sixties(digits)
        case let digits: magnitude = digits.utf8.first.flatMap { 0x2e...0x39 ~= $0 ? Double(digits) : nil }
        }
        guard let magnitude else { throw place.error("expected a number") }
        return .double(isNegative ? -magnitude : magnitude)
    }

    /// Returns the sign, and what follows it without underscores.
    private static func parts(of text: String) -> (isNegative: Bool, digits: String) {
        let digits = text.filter { $0 != "_" }
        guard let first = digits.first, first == "-" || first == "+" else { return (false, digits) }
        return (first == "-", String(digits.dropFirst()))
    }

    /// Reads a binary, octal or hexadecimal number.
    private static func based(_ digits: String) -> UInt128? {
        if digits.hasPrefix("0b") { return UInt128(digits.dropFirst(2), radix: 2) }
        if digits.hasPrefix("0x") { return UInt128(digits.dropFirst(2), radix: 16) }
        return UInt128(digits, radix: 8)
    }

    /// Reads an integer in base sixty, as in `190:20:30`.
    private static func sixties(_ digits: String) -> UInt128? {
        var total: UInt128 = 0
        for group in digits.split(separator: ":", omittingEmptySubsequences: false) {
            guard let value = UInt128(group) else { return nil }
            let (product, overflow) = total.multipliedReportingOverflow(by: 60)
            let (sum, carry) = product.addingReportingOverflow(value)
            guard !overflow, !carry else { return nil }
            total = sum
        }
        return total
    }

    /// Reads a number in base sixty with a fraction, as in `190:20:30.15`.
    private static func sixties(_ digits: String) -> Double? {
        var total = 0.0
        var base = 1.0
        for group in digits.split(separator: ":", omittingEmptySubsequences: false).reversed() {
            guard let value = Double(group) else { return nil }
            total += value * base
            base *= 60
        }
        return total
    }
}
