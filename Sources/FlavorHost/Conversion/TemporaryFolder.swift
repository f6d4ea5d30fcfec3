import FlavorKit
import Glibc

/// A folder for links while something is planned; it is removed with the last reference.
final class TemporaryFolder {
    let path: String

    init() throws(FlavorError) {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/flavor-plan-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemFailure().error("cannot make a folder in \(base)") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? Files.remove(path) }
}
