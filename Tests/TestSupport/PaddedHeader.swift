import Glibc

/// The header as a later revision might have it: every growable struct 512 bytes longer.
public enum PaddedHeader {
    /// What is added to each growable struct.
    public static let padding = 512

    /// Copies CFlavor with longer structs, whose makers fill in all they have.
    ///
    /// - Parameter target: A folder for the target's sources; its `include` is the header's folder.
    public static func copyModule(to target: String) throws {
        let source = "\(Fixtures.repository)/Sources/CFlavor"
        try SourceTree.copy(source, to: target) { name, text in
            name.hasSuffix(".h") ? filled(padded(text)) : text
        }
    }

    /// The header's folder, made below `.build`, for plug-ins and hosts in C.
    public static func headers() throws -> String {
        var fingerprint = Fingerprint()
        try SourceTree.add("\(Fixtures.repository)/Sources/CFlavor", to: &fingerprint)
        let folder = try BuildCache.folder("padded-header/\(fingerprint.text)")
        try BuildCache.withLock("padded-header") { try copyModule(to: folder) }
        return "\(folder)/include"
    }

    /// Puts bytes at the end of every struct that begins with its size.
    private static func padded(_ text: String) -> String {
        var lines: [Substring] = []
        var isGrowable = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("typedef struct") || line.hasPrefix("struct") { isGrowable = false }
            if line == "    uint32_t struct_size;" { isGrowable = true }
            if line.hasPrefix("}"), isGrowable {
                lines.append("    unsigned char padding[\(padding)];")
                isGrowable = false
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n")
    }

    /// Has the inline makers write to the end of what they were given, as those of a later revision would.
    private static func filled(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard let made = line.firstMatch(of: /(\w+)->struct_size = \(uint32_t\)sizeof/) else { return String(line) }
            return "\(line)\n    for (int i = 0; i < \(padding); i++) \(made.1)->padding[i] = 0xA5;"
        }.joined(separator: "\n")
    }
}
