import TestSupport
import Testing

@Suite("A plug-in built from the header")
struct ExportedSymbolTests {
    static let entry = "flavor_plugin_v1"

    @Test("Exports its entry and nothing else, with every compiler", arguments: Toolchain.cCompilers)
    func plainC(compiler: String) throws {
        let library = try TestPlugins.build("CLinear", compiler: compiler)
        #expect(try definedSymbols(of: library) == [Self.entry])
    }

    @Test("Needs nothing from a host", arguments: Toolchain.cCompilers)
    func imports(compiler: String) throws {
        let library = try TestPlugins.build("CLinear", compiler: compiler)
        let imported = try symbols(of: library, "--undefined-only")
        #expect(imported.contains { $0.hasPrefix("fopen") })
        #expect(imported.filter { $0.lowercased().contains("flavor") }.isEmpty)
    }

    @Test("Has an entry without mangling when it is written in C++")
    func cxx() throws {
        let source = """
            #include "flavor.h"
            flavor_status flavor_plugin_v1(const flavor_host *, const flavor_plugin **) { return FLAVOR_UNAVAILABLE; }
            """
        let compiler = try #require(Toolchain.cCompiler)
        try withTemporaryDirectory { folder in
            let result = try runProcess(
                [
                    compiler, "-x", "c++", "-std=c++17", "-fPIC", "-I", TestPlugins.headers, "-c", "-", "-o",
                    "\(folder)/a.o",
                ],
                input: Array(source.utf8))
            try #require(result.isSuccess, "\(result.errors)")
            #expect(try symbols(of: "\(folder)/a.o", "--defined-only", isDynamic: false) == [Self.entry])
        }
    }

    private func definedSymbols(of library: String) throws -> [String] {
        // Some linkers export the ends of their sections.
        try symbols(of: library, "--defined-only").filter { !["__bss_start", "_edata", "_end"].contains($0) }
    }

    private func symbols(of file: String, _ selection: String, isDynamic: Bool = true) throws -> [String] {
        let nm = try #require(Toolchain.nm)
        let result = try runProcess([nm, selection] + (isDynamic ? ["-D"] : []) + [file])
        try #require(result.isSuccess, "\(result.errors)")
        return result.output.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
    }
}
