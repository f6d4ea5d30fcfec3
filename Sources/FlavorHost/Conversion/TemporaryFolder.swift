import FlavorKit
import Glibc

/// A folder for links while something is planned; it is removed with the last reference.
///
/// What a killed process left of its own is removed by who next plans.
final class TemporaryFolder {
    private let container: PartialFolder

    var path: String { container.model }

    /// - Throws: `FlavorError` where the folder that `TMPDIR` names, or /tmp, cannot be written to.
    init() throws(FlavorError) {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let parent = FilePath.resolved(base) ?? base
        PartialFolder.removeLeftovers(in: parent)
        container = try PartialFolder(in: parent, name: "flavor-plan")
    }

    deinit { container.remove() }
}
