extension Filters {
    static let markupFilters: [String: Filter] = [
        "escape": escape, "e": escape,
        "forceescape": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("forceescape", 0...0)
            let text = htmlEscaped(try state.string(value))
            try state.charge(text.utf8.count)
            return .markup(text)
        },
        "safe": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("safe", 0...0)
            return .markup(try state.string(value))
        },
        "striptags": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("striptags", 0...0)
            return .string(try HTMLText.withoutTags(try state.string(value)))
        },
        "urlencode": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("urlencode", 0...0)
            switch value {
            case .list, .tuple, .dict, .undefined, .object: break
            default: return try state.made(percentEncoded(try state.string(value), isQuery: false))
            }
            if case .object(let object) = value, !object.isIterable {
                return try state.made(percentEncoded(try state.string(value), isQuery: false))
            }
            var pairs: [(Value, Value)] = []
            if case .dict(let dict) = value {
                pairs = Array(zip(dict.keys, dict.values))
            } else {
                for element in try state.elements(value) {
                    let pair = try state.elements(element)
                    guard pair.count == 2 else {
                        throw Failure(.operation, "expected pairs of a key and a value, got \(pair.count) values")
                    }
                    pairs.append((pair[0], pair[1]))
                }
            }
            var parts: [String] = []
            for (key, value) in pairs {
                let name = percentEncoded(try state.string(key), isQuery: true)
                parts.append(name + "=" + percentEncoded(try state.string(value), isQuery: true))
            }
            return try state.made(parts.joined(separator: "&"))
        },
        "urlize": { (_, _, _) throws(Failure) in
            throw Failure(.operation, "the filter 'urlize' makes links for web pages and is not supported")
        },
        "xmlattr": { (value, arguments, state) throws(Failure) in
            let addsSpace = try arguments.bind("xmlattr", ["autospace"])[0]?.isTruthy ?? true
            guard case .dict(let dict) = value else {
                if case .undefined(let undefined) = value { throw undefined.failure }
                throw Failure(.operation, "xmlattr needs a dict, got \(value.typeName)")
            }
            var parts: [String] = []
            for (key, value) in zip(dict.keys, dict.values) where !value.isNone && !value.isUndefined {
                guard let name = key.text else {
                    throw Failure(.operation, "the name of an attribute must be text, not \(key.typeName)")
                }
                let isInvalid = name.unicodeScalars.contains {
                    (0x09...0x0D).contains($0.value) || [" ", "/", ">", "="].contains($0)
                }
                guard !isInvalid else {
                    throw Failure(.operation, "invalid character in attribute name: \(quoted(name))")
                }
                parts.append("\(try state.escape(key))=\"\(try state.escape(value))\"")
            }
            var text = parts.joined(separator: " ")
            if addsSpace, !text.isEmpty { text = " " + text }
            try state.charge(text.utf8.count)
            return state.isEscaping ? .markup(text) : .string(text)
        },
    ]

    private static let escape: Filter = { (value, arguments, state) throws(Failure) in
        _ = try arguments.bindPositional("escape", 0...0)
        return .markup(try state.escape(value))
    }

    private static func percentEncoded(_ text: String, isQuery: Bool) -> String {
        let kept = Set("_.-~".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.append(byte)
            case UInt8(ascii: "/") where !isQuery: result.append(byte)
            case UInt8(ascii: " ") where isQuery: result.append(UInt8(ascii: "+"))
            default:
                if kept.contains(byte) {
                    result.append(byte)
                } else {
                    let digits = String(byte, radix: 16, uppercase: true)
                    result.append(contentsOf: "%\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8)
                }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
