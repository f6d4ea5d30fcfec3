import COnnxRuntime
import FlavorKit
import Glibc
import PluginFiles

/// The folders that the libraries are looked for in where no variable names one.
enum RuntimeFolders {
    /// The flavor's own folders, then those of the active Python environment.
    static func all(_ packageFolder: String) -> [String] {
        own + pythonPackages.map { "\($0)/\(packageFolder)" }
    }

    /// `lib` beside this plug-in, and beside its manifest when a build folder holds the plug-in: then the way leads up, no
    /// further than the folder with Package.swift.
    private static var own: [String] {
        guard let library = ownPath else { return [] }
        var folder = FilePath.parent(of: library)
        var folders = ["\(folder)/lib", folder]
        while folder != "/" {
            folders.append("\(folder)/flavors/\(OnnxCustomWrapper.id)/lib")
            if FileSystem.exists("\(folder)/Package.swift") { break }
            folder = FilePath.parent(of: folder)
        }
        return folders
    }

    /// The path of the file that this code was loaded from, without links.
    private static var ownPath: String? {
        guard let name = onnx_own_path(), let resolved = realpath(name, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static var pythonPackages: [String] {
        guard let home = Environment.value("VIRTUAL_ENV") ?? Environment.value("CONDA_PREFIX") else { return [] }
        return FileSystem.names(in: "\(home)/lib", endingIn: "").filter { $0.hasPrefix("python3") }.map {
            "\(home)/lib/\($0)/site-packages"
        }
    }
}

/// The process's environment.
enum Environment {
    /// The value of a variable that is set to something.
    static func value(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
