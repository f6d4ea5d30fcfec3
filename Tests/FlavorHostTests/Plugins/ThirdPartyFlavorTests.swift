import FlavorHost
import FlavorKit
import Glibc
import TestSupport
import Testing

/// A flavor in a Swift package of its own, which uses FlavorKit alone: proof that the SDK is enough.
@Suite("A third party's flavor")
struct ThirdPartyFlavorTests {
    private let library: String
    private let descriptor: FlavorDescriptor

    init() async throws {
        library = try await SwiftPlugins.buildThirdParty(.debug)
        descriptor = try TestHost.make().plugin(atLibrary: library).descriptor
    }

    /// Runs a body with a host that has the flavor's manifest, and a folder to work in.
    private func withHost(_ body: (Host, _ folder: String) throws -> Void) throws {
        try withTemporaryDirectory { folder in
            let flavors = FlavorFolder(path: "\(folder)/flavors")
            try flavors.add(descriptor, library: library)
            try makeFolder("\(folder)/source")
            try writeFile("turn it around\n", to: "\(folder)/source/reversal.txt")
            try body(flavors.host(built: library), folder)
        }
    }

    @Test("Needs nothing of this package but the SDK and the header")
    func package() throws {
        let text = String(decoding: try readFile("\(SwiftPlugins.thirdPartyPackage)/Package.swift"), as: UTF8.self)
        #expect(text.contains(#".product(name: "FlavorKit", package: "FlavorHost")"#))
        let sources = "\(SwiftPlugins.thirdPartyPackage)/Sources"
        let imports = try SourceTree.files(in: sources).flatMap { name in
            String(decoding: try readFile("\(sources)/\(name)"), as: UTF8.self)
                .split(separator: "\n").filter { $0.hasPrefix("import ") }
        }
        #expect(imports == ["import CFlavor", "import FlavorKit"])
    }

    @Test("Saves, loads and predicts")
    func saved() throws {
        try withHost { host, folder in
            let unit: Value = "words"
            try host.save(
                SaveRequest(
                    source: "\(folder)/source", destination: "\(folder)/model", options: ValueMap([("unit", unit)])),
                flavor: "reverse-text")
            let model = try host.load("\(folder)/model")
            #expect(model.plugin.descriptor.id == "reverse-text")
            #expect(try model.predict("one two three").value == "three two one ")
            let uppercase: Value = true
            let parameters = ValueMap([("uppercase", uppercase)])
            #expect(try model.predict("one two", parameters: parameters).value == "TWO ONE ")
        }
    }

    @Test("Streams, piece by piece, what it would have answered at once")
    func streamed() throws {
        try withHost { host, folder in
            let model = try host.load("\(folder)/source")
            let stream = try model.stream("früh 😀")
            var pieces: [Value] = []
            while let piece = try stream.next() { pieces.append(piece.value) }
            #expect(pieces == ["😀", " ", "h", "ü", "r", "f"])
            #expect(try model.predict("früh 😀").value == "😀 hürf")
        }
    }

    @Test("What it throws reaches the user as a sentence")
    func errors() throws {
        try withHost { host, folder in
            let model = try host.load("\(folder)/source")
            #expect(throws: FlavorError(.invalidArgument, "input: expected a string, found integer")) {
                try model.predict(1)
            }
            let unit: Value = "sentences"
            #expect(
                throws: FlavorError(.invalidArgument, "MLmodel: reverse-text.unit must be \"characters\" or \"words\"")
            ) { try host.load("\(folder)/source", options: ValueMap([("unit", unit)])) }
        }
    }

    @Test("Stops when its call is cancelled", .timeLimit(.minutes(1)))
    func cancellation() throws {
        try withHost { host, folder in
            let model = try host.load("\(folder)/source")
            let cancellation = Cancellation()
            let stream = try model.stream(
                .string(String(repeating: "x", count: 10_000)), call: CallOptions(cancellation: cancellation))
            #expect(try stream.next()?.value == "x")
            cancellation.cancel()
            let error = #expect(throws: FlavorError.self) { while try stream.next() != nil {} }
            #expect(error == FlavorError(.cancelled, "the call was cancelled"))
        }
    }

    @Test("A stream that its consumer let wait too long is cut off with an error, not as if it were whole")
    func stalled() throws {
        try withHost { host, folder in
            let stream = try host.load("\(folder)/source").stream(
                .string(String(repeating: "x", count: 1000)), call: CallOptions(stallLimit: .milliseconds(20)))
            usleep(300_000)
            var text = ""
            let error = #expect(throws: FlavorError.self) {
                while let piece = try stream.next() { text += piece.value.stringValue ?? "" }
            }
            #expect(text.count < 1000)
            #expect(error?.message.contains("reverse-text") == true)
        }
    }

    @Test("Lives beside the flavor in C in one process")
    func besideC() throws {
        let host = TestHost.make()
        let plain = try host.plugin(atLibrary: TestPlugins.build("CLinear"))
        let swift = try host.plugin(atLibrary: library)
        #expect([plain.descriptor.id, swift.descriptor.id] == ["c-linear", "reverse-text"])
        #expect(try host.plugin(atLibrary: library) === swift, "opened once")
    }

    @Test("Starts anew for each host in a process")
    func twoHosts() throws {
        let key = "reverse-text"
        let configuration: Value = ["unit": "characters"]
        for _ in 0..<8 {
            let plugin = try TestHost.make().plugin(atLibrary: library)
            let model = try plugin.load(folder: "/", key: key, flavors: ValueMap([(key, configuration)]))
            #expect(try model.predict("abc").value == "cba")
        }
    }

    // MARK: The command

    private static let builtCommand: String? = {
        guard let runner = Executable.path, let slash = runner.lastIndex(of: "/") else { return nil }
        let command = "\(runner[..<slash])/flavor"
        return access(command, X_OK) == 0 ? command : nil
    }()

    @Test("Is described, listed and run by the command", .enabled(if: builtCommand != nil, "the command is not built"))
    func command() throws {
        let command = try #require(Self.builtCommand)
        let manifest = try runProcess([command, "manifest", library])
        #expect(manifest.output == PluginManifest(library: "libReverseText.so", descriptor: descriptor).text)
        try withTemporaryDirectory { folder in
            try FlavorFolder(path: "\(folder)/flavors").add(descriptor, library: library, isInstalled: true)
            try makeFolder("\(folder)/source")
            try writeFile("", to: "\(folder)/source/reversal.txt")
            let command = ["/usr/bin/env", "FLAVOR_PATH=\(folder)/flavors", command]
            let list = try runProcess(command + ["list"])
            #expect(list.output.contains("reverse-text"))
            let answer = try runProcess(command + ["predict", "\(folder)/source", "--prompt", "stressed"])
            #expect(answer.output == "desserts\n", "\(answer.errors)")
        }
    }
}
