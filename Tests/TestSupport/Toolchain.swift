import Glibc

/// The compilers that tests call.
public enum Toolchain {
    /// The `swift` command in `PATH`, or nil.
    public static let swift: String? = find("swift")

    /// The C compiler: `$CC`, else the clang beside `swift`, else `cc`.
    public static let cCompiler: String? = {
        if let named = getenv("CC").map({ String(cString: $0) }), !named.isEmpty { return find(named) }
        return clang ?? find("cc")
    }()

    /// Every C compiler to be found, of which there may be one or two kinds.
    public static let cCompilers: [String] = {
        var found: [String] = []
        for compiler in [cCompiler, clang, find("gcc")] {
            if let compiler, !found.contains(compiler) { found.append(compiler) }
        }
        return found
    }()

    /// The tool that lists a library's symbols, or nil.
    public static let nm: String? = find("nm") ?? besideSwift("llvm-nm")

    private static let clang: String? = besideSwift("clang") ?? find("clang")

    private static func besideSwift(_ program: String) -> String? {
        guard let swift, let resolved = realpath(swift, nil) else { return nil }
        defer { free(resolved) }
        return find(
            "/" + String(cString: resolved).split(separator: "/").dropLast().joined(separator: "/") + "/" + program)
    }

    /// The path of a program, looked up in `PATH` when it has no slash.
    public static func find(_ program: String) -> String? {
        if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
        let folders = getenv("PATH").map { String(cString: $0).split(separator: ":") } ?? []
        return folders.lazy.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }
}
