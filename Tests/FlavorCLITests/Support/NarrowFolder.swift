import Glibc
import TestSupport

/// A folder in which there is no room: a small file system where the user may mount one, else a limit on the size of files.
struct NarrowFolder {
    let path: String
    /// How many bytes there is room for.
    let byteCount: Int

    /// Whether this user may mount something, in a namespace of its own that ends with the command.
    static let isFileSystem: Bool = {
        guard geteuid() == 0 else { return false }
        let script = "mount -t tmpfs -o size=1m none /mnt"
        return (try? runProcess(["unshare", "--mount", "bash", "-c", script]).isSuccess) ?? false
    }()

    /// What a sentence says of a file that does not fit, after its path and before how many bytes it needs.
    static var reason: String { isFileSystem ? "No space left on device" : "File too large" }

    /// What it says of the room, as a pattern.
    static var room: String {
        isFileSystem
            ? "[0-9]+ are free: free some space, or choose another folder"
            : "a file may have [0-9]+: raise the limit, or choose another folder"
    }

    /// Runs a subcommand.
    ///
    /// - Returns: What it did, and the names that it left in the folder.
    func run(_ arguments: [String]) throws -> (result: ProcessResult, left: [String]) {
        let command = [Flavor.executable] + arguments + ["--flavors", Flavor.flavors]
        let limit = "ulimit -f \(byteCount / 1024); \"$@\""
        let mounted = """
            mount -t tmpfs -o size=\(byteCount) none "$0" && "$@"
            status=$?
            ls -A "$0" > "$0.left"
            exit $status
            """
        let words =
            Self.isFileSystem
            ? ["unshare", "--mount", "bash", "-c", mounted, path] : ["bash", "-c", limit, path]
        let result = try runProcess(words + command, environment: Flavor.environment, timeout: .seconds(120))
        guard Self.isFileSystem else { return (result, entries(of: path)) }
        return (result, try text(of: "\(path).left").split(separator: "\n").map(String.init))
    }
}
