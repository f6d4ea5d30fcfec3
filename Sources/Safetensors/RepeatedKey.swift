import JSON

/// Returns a key that the outermost object of a valid JSON text holds more than once, or nil when there is none.
///
/// A parsed object has one member for a repeated key, so the two counts differ; the text is then searched for the key.
///
/// - Parameter memberCount: How many members the parsed object has.
func repeatedKey(in text: UnsafeRawBufferPointer, memberCount: Int) -> String? {
    var keys: [Range<Int>] = []
    keys.reserveCapacity(memberCount)
    var depth = 0
    var string = 0..<0
    var index = 0
    while index < text.count {
        switch text[index] {
        case UInt8(ascii: "\""):
            let start = index
            index += 1
            while index < text.count, text[index] != UInt8(ascii: "\"") {
                index += text[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            string = start..<min(index + 1, text.count)
        case UInt8(ascii: ":"): if depth == 1 { keys.append(string) }
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
        index += 1
    }
    guard keys.count != memberCount else { return nil }
    var seen: Set<[UInt8]> = []
    for key in keys {
        let name = try? JSONValue(parsing: UnsafeRawBufferPointer(rebasing: text[key]))
        if let name = name?.stringValue, !seen.insert(Array(name.utf8)).inserted { return name }
    }
    return nil
}
