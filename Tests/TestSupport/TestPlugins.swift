import Glibc

/// Plug-ins that the test run builds for itself, with the C compiler alone, from Tests/TestPlugins.
public enum TestPlugins {
    /// Where the sources are.
    public static var sources: String { "\(Fixtures.repository)/Tests/TestPlugins" }
    /// The header's folder.
    public static var headers: String { "\(Fixtures.repository)/Sources/CFlavor/include" }

    static let strictFlags = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-O1", "-g"]
    static let libraryFlags = ["-fPIC", "-shared", "-fvisibility=hidden"]

    /// Compiles a plug-in into a shared library and returns its path.
    ///
    /// What is built is kept below `.build` under a name made from compiler, flags and sources.
    ///
    /// - Parameters:
    ///   - name: A file without `.c`, or a folder of such files, below Tests/TestPlugins.
    ///   - headers: The folder of the header to build against.
    public static func build(
        _ name: String, flags: [String] = [], headers: String = TestPlugins.headers,
        compiler: String? = Toolchain.cCompiler
    ) throws -> String {
        try compile(
            name, flags: strictFlags + libraryFlags + flags, headers: headers, compiler: compiler, prefix: "lib",
            suffix: ".so")
    }

    /// Compiles a program of one file, or a folder of files, and returns its path.
    public static func buildProgram(
        _ name: String, flags: [String] = [], headers: String = TestPlugins.headers,
        compiler: String? = Toolchain.cCompiler
    ) throws -> String {
        try compile(
            name, flags: strictFlags + flags + ["-ldl"], headers: headers, compiler: compiler, prefix: "", suffix: "")
    }

    private static func compile(
        _ name: String, flags: [String], headers: String, compiler: String?, prefix: String, suffix: String
    ) throws -> String {
        guard let compiler else { throw TestSupportError("no C compiler: set CC, or install clang or gcc") }
        let files = try sourceFiles(of: name)
        guard let first = files.first else { throw TestSupportError("\(sources)/\(name): no C files") }
        let folder = String(first.prefix(upTo: first.lastIndex(of: "/") ?? first.endIndex))
        let includes = ["-I", headers, "-I", folder]

        var fingerprint = Fingerprint()
        ([compiler] + flags + includes).forEach { fingerprint.add($0) }
        for file in files + cHeaders(below: folder) + cHeaders(below: headers) {
            fingerprint.add(file)
            fingerprint.add(try readFile(file))
        }
        let target = try BuildCache.folder("test-plugins/\(fingerprint.text)")
        let base = name.split(separator: "/").last.map(String.init) ?? name
        let product = "\(target)/\(prefix)\(base)\(suffix)"
        if access(product, F_OK) == 0 { return product }

        // Written beside and renamed, so that suites which build the same at the same time do not meet half of it.
        let partial = "\(product).\(getpid()).\(UInt64.random(in: 0...UInt64.max))"
        let sourceArguments = files + ["-o", partial]
        let libraries = flags.filter { $0.hasPrefix("-l") }
        let options = flags.filter { !$0.hasPrefix("-l") }
        let result = try runProcess(
            [compiler] + options + includes + sourceArguments + libraries, timeout: .seconds(300))
        guard result.isSuccess else { throw TestSupportError("\(name) does not compile:\n\(result.errors)") }
        guard rename(partial, product) == 0 else { throw TestSupportError.system(product) }
        return product
    }

    private static func sourceFiles(of name: String) throws -> [String] {
        let path = "\(sources)/\(name)"
        if access("\(path).c", F_OK) == 0 { return ["\(path).c"] }
        return entries(of: path).filter { $0.hasSuffix(".c") }.map { "\(path)/\($0)" }
    }

    /// The headers in a folder and in its subfolders.
    static func cHeaders(below folder: String) -> [String] {
        SourceTree.files(in: folder).filter { $0.hasSuffix(".h") }.map { "\(folder)/\($0)" }
    }
}
