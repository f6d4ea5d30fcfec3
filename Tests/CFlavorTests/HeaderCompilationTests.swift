import TestSupport
import Testing

@Suite("The header compiles alone")
struct HeaderCompilationTests {
    /// A language to compile the header as.
    enum Language: CaseIterable, Sendable {
        case c11, cxx17

        var flags: [String] {
            switch self {
            case .c11: ["-x", "c", "-std=c11"]
            case .cxx17: ["-x", "c++", "-std=c++17"]
            }
        }
    }

    static let headers = headerNames()

    @Test("There is a C compiler that also knows C++17")
    func compilers() throws {
        #expect(!Toolchain.cCompilers.isEmpty)
        #expect(Toolchain.cCompilers.contains { Self.knows(.cxx17, $0) })
        #expect(Self.headers.count >= 11)
    }

    @Test("Every file by itself, twice, without a warning", arguments: headers, Language.allCases)
    func everyFile(header: String, language: Language) throws {
        for compiler in Toolchain.cCompilers where Self.knows(language, compiler) {
            let source = "#include \"\(header)\"\n#include \"\(header)\"\nint main(void) { return 0; }\n"
            let errors = try Self.compile(source, language, compiler)
            #expect(errors == nil, "\(compiler) \(language)")
        }
    }

    @Test("Optimized, where compilers look harder", arguments: Language.allCases)
    func optimized(language: Language) throws {
        for compiler in Toolchain.cCompilers where Self.knows(language, compiler) {
            let source = """
                #include "flavor.h"
                #include "flavor/make.h"
                int main(void) { return (int)flavor_call_size(); }
                """
            #expect(try Self.compile(source, language, compiler, flags: ["-O2", "-Wconversion", "-Wshadow"]) == nil)
        }
    }

    @Test("A field in another place does not compile", arguments: Language.allCases)
    func movedField(language: Language) throws {
        for compiler in Toolchain.cCompilers where Self.knows(language, compiler) {
            let source = "#include \"flavor.h\"\nFLAVOR_OFFSET(flavor_call, deadline, 24);\n"
            let errors = try #require(try Self.compile(source, language, compiler))
            #expect(errors.contains("flavor_call.deadline must stay at byte 24"))
        }
    }

    private static func headerNames() -> [String] {
        ["flavor.h"] + SourceTree.files(in: "\(TestPlugins.headers)/flavor").map { "flavor/\($0)" }
    }

    private static func knows(_ language: Language, _ compiler: String) -> Bool {
        (try? compile("int main(void) { return 0; }\n", language, compiler)) == .some(nil)
    }

    /// The compiler's complaints, or nil when it has none.
    private static func compile(
        _ source: String, _ language: Language, _ compiler: String, flags: [String] = []
    ) throws -> String? {
        let strict = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only", "-I", TestPlugins.headers]
        let result = try runProcess(
            [compiler] + language.flags + strict + flags + ["-"], input: Array(source.utf8))
        return result.isSuccess ? nil : result.errors
    }
}
