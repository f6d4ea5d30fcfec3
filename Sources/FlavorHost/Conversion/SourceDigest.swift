import FlavorKit

/// A digest by which a converted model names what it was made from.
///
/// It is the SHA-256 of a line for each file, in order of their paths: path, size, and the digest of the content; of files
/// beyond a mebibyte that is the content of their first 64 KiB, which for weights is the header with every tensor's name,
/// type, shape and place. So it takes no second read of all weights.
enum SourceDigest {
    private static let wholeSize = 1 << 20
    private static let prefixSize = 1 << 16

    static func hexadecimal(ofFolder folder: String) throws(FlavorError) -> String {
        var lines = ""
        for entry in try Files.list(folder).sorted(by: { $0.path < $1.path }) {
            let path = "\(folder)/\(entry.path)"
            let count = entry.size <= wholeSize ? wholeSize : prefixSize
            lines += "\(entry.path)\t\(entry.size)\t\(SHA256.hexadecimal(try Files.readPrefix(path, count: count)))\n"
        }
        return SHA256.hexadecimal(Array(lines.utf8))
    }
}
