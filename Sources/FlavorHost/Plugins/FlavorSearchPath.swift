import FlavorKit
import Glibc

/// The folders in which flavors are looked for, first to last.
public struct FlavorSearchPath: Sendable, Equatable {
    /// Folders that hold one folder for each flavor.
    public var folders: [String]
    /// The folder of the running executable, where a plain build leaves its libraries.
    public var executableFolder: String?

    /// Creates a search path.
    public init(folders: [String], executableFolder: String? = nil) {
        self.folders = folders
        self.executableFolder = executableFolder
    }

    /// The standard path: the folders given, `$FLAVOR_PATH`, the user's data folder, and `flavors/` beside the program.
    ///
    /// Neither the working directory nor a model's folder is ever searched: a model must not bring code.
    public static func standard(
        before: [String] = [], environment: (String) -> String? = Environment.value,
        executable: String? = Executable.path
    ) -> FlavorSearchPath {
        var folders = before
        folders += (environment("FLAVOR_PATH") ?? "").split(separator: ":").map(String.init)
        if let data = environment("XDG_DATA_HOME"), data.hasPrefix("/") {
            folders.append("\(data)/flavorhost/flavors")
        } else if let home = environment("HOME"), home.hasPrefix("/") {
            folders.append("\(home)/.local/share/flavorhost/flavors")
        }
        let executableFolder = executable.map(Executable.folder(of:))
        if let executableFolder, let found = bundledFolder(above: executableFolder) { folders.append(found) }
        return FlavorSearchPath(folders: folders, executableFolder: executableFolder)
    }

    /// `flavors/` found by walking up, no further than the folder with Package.swift or one level above `bin/`.
    private static func bundledFolder(above start: String) -> String? {
        var folder = start
        while true {
            let candidate = folder == "/" ? "/flavors" : "\(folder)/flavors"
            if Files.isFolder(candidate) { return candidate }
            let wasLast = folder == "/" || Files.exists("\(folder)/Package.swift") || (folder != start && isBin(start))
            if wasLast { return nil }
            folder = Executable.folder(of: folder)
        }
    }

    private static func isBin(_ folder: String) -> Bool { folder.hasSuffix("/bin") }
}

/// The process's environment variables.
public enum Environment {
    /// The value of one, or nil when it is not set.
    public static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

/// The running program's own file.
public enum Executable {
    /// Its path with links resolved, or nil when the system does not tell.
    public static var path: String? {
        guard let resolved = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The folder of an absolute path.
    static func folder(of path: String) -> String { FilePath.parent(of: path) }
}
