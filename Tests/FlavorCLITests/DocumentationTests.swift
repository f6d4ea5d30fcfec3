import Glibc
import TestSupport
import Testing

@Suite("The documentation")
struct DocumentationTests {
    private static let readme = "\(Fixtures.repository)/README.md"
    private static let kit = "\(Fixtures.repository)/Sources/FlavorKit/FlavorKit.docc"
    private static let host = "\(Fixtures.repository)/Sources/FlavorHost/FlavorHost.docc"

    @Test("The README's sessions print what they show")
    func readmeSession() throws {
        try withTemporaryDirectory { folder in
            symlink("\(Fixtures.repository)/Tests", "\(folder)/Tests")
            let sessions = try Self.blocks("console", in: Self.readme)
            #expect(sessions.count == 3)
            for session in sessions { try Self.run(session, in: folder) }
        }
    }

    @Test("The README has the command that builds and answers, and the one that tests, on one line each")
    func readmeCommands() throws {
        let commands = try Self.blocks("sh", in: Self.readme)
        #expect(commands.count == 2)
        #expect(commands.allSatisfy { $0.count == 1 })
        #expect(commands.first?.first?.hasPrefix("swift build -c release && ") == true)
        #expect(commands.last == ["swift test"])
        #expect(try text(of: Self.readme).contains("`\(ExampleModel.spainAnswer)`"))
    }

    @Test("The sessions of the page on signatures print what they show")
    func signatureSessions() throws {
        try withTemporaryDirectory { folder in
            symlink("\(Fixtures.repository)/Tests", "\(folder)/Tests")
            let sessions = try Self.blocks("console", in: "\(Self.host)/signatures.md")
            #expect(sessions.count == 4)
            for session in sessions { try Self.run(session, in: folder) }
        }
    }

    @Test("The session of the page on chat templates prints what it shows")
    func renderSession() throws {
        try withTemporaryDirectory { folder in
            symlink("\(Fixtures.repository)/Tests", "\(folder)/Tests")
            let sessions = try Self.blocks("console", in: "\(Self.host)/chat-templates.md")
            #expect(sessions.count == 1)
            for session in sessions { try Self.run(session, in: folder) }
        }
    }

    @Test("The page on writing a flavor shows the code of the one that the tests build")
    func writingAFlavor() throws {
        let package = "\(Fixtures.own)/ThirdPartyFlavor"
        let code =
            try text(of: "\(package)/Sources/ReverseText/ReverseText.swift") + text(of: "\(package)/Package.swift")
        let blocks = try Self.blocks("swift", in: "\(Self.kit)/writing-a-flavor.md")
        #expect(blocks.count == 6)
        for block in blocks.dropLast() { #expect(code.contains(block.joined(separator: "\n")), "\(block.first ?? "")") }
        // All of the flavor is on the page.
        let shown = Set(blocks.joined())
        for line in try text(of: "\(package)/Sources/ReverseText/ReverseText.swift").split(separator: "\n") {
            #expect(shown.contains(String(line)))
        }
    }

    @Test("Its session, with the library that the page's code makes, prints what it shows")
    func writingAFlavorSession() async throws {
        let library = try await SwiftPlugins.buildThirdParty(.debug)
        try withTemporaryDirectory { folder in
            mkdir("\(folder)/.build", 0o755)
            mkdir("\(folder)/.build/debug", 0o755)
            try writeFile(readFile(library), to: "\(folder)/.build/debug/libReverseText.so")
            let sessions = try Self.blocks("console", in: "\(Self.kit)/writing-a-flavor.md")
            #expect(sessions.count == 1)
            for session in sessions { try Self.run(session, in: folder) }
        }
    }

    @Test("Links lead to files that are there")
    func links() throws {
        let pages =
            [Self.readme] + [Self.kit, Self.host].flatMap { folder in entries(of: folder).map { "\(folder)/\($0)" } }
        for page in pages {
            let content = try text(of: page)
            for match in content.matches(of: /\]\(([^)#:]+)\)/) {
                #expect(exists("\(Flavor.folder(of: page))/\(match.output.1)"), "\(page): \(match.output.1)")
            }
            for match in content.matches(of: /<doc:([a-z-]+)>/) {
                #expect(exists("\(Flavor.folder(of: page))/\(match.output.1).md"), "\(page): \(match.output.1)")
            }
            for match in content.matches(of: /`((?:Sources|Tests|Plugins|\.ci)\/[A-Za-z0-9_.\/-]+)`/) {
                #expect(exists("\(Fixtures.repository)/\(match.output.1)"), "\(page): \(match.output.1)")
            }
        }
    }

    /// Runs a session's commands one after another in one shell and compares what all of them print.
    private static func run(_ session: [String], in folder: String) throws {
        let commands = session.filter { $0.hasPrefix("$ ") }.map { $0.dropFirst(2) }
        // What a command prints comes after the command itself, as in a terminal.
        let script = commands.map { "echo '\(prompt)'\n( \($0) ) || exit 1" }.joined(separator: "\n")
        var environment = Flavor.environment
        environment["HOME"] = folder
        environment["FLAVOR_PATH"] = Flavor.flavors
        environment["PATH"] = "\(Flavor.buildFolder):\(environment["PATH"] ?? "/usr/bin:/bin")"
        let result = try runProcess(
            ["bash", "-c", "cd '\(folder)' || exit 1\n\(script)"], environment: environment, timeout: .seconds(120))
        let expected = session.map { $0.hasPrefix("$ ") ? prompt : $0 }.joined(separator: "\n") + "\n"
        #expect(result.outcome == .init(status: 0, output: expected, errors: ""))
    }

    private static let prompt = "$"

    /// The lines of each fenced block in a language.
    private static func blocks(_ language: String, in path: String) throws -> [[String]] {
        var blocks: [[String]] = []
        var current: [String]?
        for line in try text(of: path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let lines = current {
                if line == "```" {
                    blocks.append(lines)
                    current = nil
                } else {
                    current = lines + [line]
                }
            } else if line == "```\(language)" {
                current = []
            }
        }
        return blocks
    }
}
