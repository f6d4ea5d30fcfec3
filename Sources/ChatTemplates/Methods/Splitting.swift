/// Cutting texts into parts as Python does.
enum Splitting {
    /// The parts between runs of space, at most `limit` cuts from the left; the rest keeps its space.
    static func atSpace(_ text: String, limit: Int) -> [String] {
        let scalars = text.unicodeScalars
        var parts: [String] = []
        var position = scalars.startIndex
        while true {
            while position < scalars.endIndex, isSpace(scalars[position]) { position = scalars.index(after: position) }
            guard position < scalars.endIndex else { return parts }
            if limit >= 0, parts.count == limit {
                return parts + [String(scalars[position...])]
            }
            let start = position
            while position < scalars.endIndex, !isSpace(scalars[position]) { position = scalars.index(after: position) }
            parts.append(String(scalars[start..<position]))
        }
    }

    /// The parts between runs of space, at most `limit` cuts from the right.
    static func atSpaceFromRight(_ text: String, limit: Int) -> [String] {
        let scalars = text.unicodeScalars
        var parts: [String] = []
        var end = scalars.endIndex
        while true {
            while end > scalars.startIndex, isSpace(scalars[scalars.index(before: end)]) {
                end = scalars.index(before: end)
            }
            guard end > scalars.startIndex else { return parts.reversed() }
            if limit >= 0, parts.count == limit {
                return [String(scalars[..<end])] + parts.reversed()
            }
            var start = end
            while start > scalars.startIndex, !isSpace(scalars[scalars.index(before: start)]) {
                start = scalars.index(before: start)
            }
            parts.append(String(scalars[start..<end]))
            end = start
        }
    }

    /// The parts between occurrences of another text, at most `limit` cuts from the left.
    static func split(_ text: String, by separator: String, limit: Int) -> [String] {
        let utf8 = text.utf8
        let width = separator.utf8.count
        var parts: [String] = []
        var start = 0
        while limit < 0 || parts.count < limit, let found = find(separator, in: text, from: start) {
            parts.append(slice(text, start..<found))
            start = found + width
        }
        return parts + [slice(text, start..<utf8.count)]
    }

    /// The parts between occurrences of another text, at most `limit` cuts from the right.
    static func splitFromRight(_ text: String, by separator: String, limit: Int) -> [String] {
        // Both backwards, so that the cuts are found from the right in one pass.
        let backwards = Array(text.utf8.reversed())
        let pattern = Array(separator.utf8.reversed())
        var parts: [String] = []
        var start = 0
        while limit < 0 || parts.count < limit, let found = find(pattern, in: backwards, from: start) {
            parts.append(String(decoding: backwards[start..<found].reversed(), as: UTF8.self))
            start = found + pattern.count
        }
        parts.append(String(decoding: backwards[start...].reversed(), as: UTF8.self))
        return parts.reversed()
    }

    /// The lines, with their ends or without.
    static func lines(_ text: String, keepsEnds: Bool = false) -> [String] {
        let scalars = text.unicodeScalars
        var lines: [String] = []
        var start = scalars.startIndex
        var position = start
        while position < scalars.endIndex {
            let scalar = scalars[position]
            let next = scalars.index(after: position)
            guard isLineBreak(scalar) else {
                position = next
                continue
            }
            let end =
                scalar == "\r" && next < scalars.endIndex && scalars[next] == "\n" ? scalars.index(after: next) : next
            lines.append(String(scalars[start..<(keepsEnds ? end : position)]))
            start = end
            position = end
        }
        if start < scalars.endIndex { lines.append(String(scalars[start...])) }
        return lines
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// The text between two positions in bytes.
    static func slice(_ text: String, _ range: Range<Int>) -> String {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return String(text[start..<utf8.index(start, offsetBy: range.count)])
    }

    /// The text with occurrences of another replaced, at most `limit`.
    static func replace(_ text: String, _ old: String, _ new: String, limit: Int, _ state: RenderState) throws(Failure)
        -> String
    {
        if old.isEmpty {
            var result = ""
            var count = 0
            for scalar in text.unicodeScalars {
                if limit < 0 || count < limit { result += new }
                count += 1
                result.unicodeScalars.append(scalar)
                if result.utf8.count > state.limits.textBytes { try state.charge(result.utf8.count) }
            }
            if limit < 0 || count < limit { result += new }
            return result
        }
        let parts = split(text, by: old, limit: limit)
        let size = parts.reduce(0) { $0 + $1.utf8.count }
        let (added, overflow) = new.utf8.count.multipliedReportingOverflow(by: parts.count - 1)
        try state.charge(overflow ? .max : size + added)
        return parts.joined(separator: new)
    }

    /// The text without some scalars at its ends; nil stands for space.
    static func strip(_ text: String, _ characters: String?, left: Bool, right: Bool) -> String {
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var end = scalars.endIndex
        let set = characters.map { Set($0.unicodeScalars) }
        func isStripped(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? isSpace(scalar) }
        if left { while start < end, isStripped(scalars[start]) { start = scalars.index(after: start) } }
        if right {
            while end > start, isStripped(scalars[scalars.index(before: end)]) { end = scalars.index(before: end) }
        }
        return start == scalars.startIndex && end == scalars.endIndex ? text : String(scalars[start..<end])
    }
}
