import FlavorHost
import FlavorKit
import TestSupport
import Testing

@Suite("A manifest and its library")
struct ManifestTests {
    private let library: String
    private let descriptor: FlavorDescriptor

    init() throws {
        library = try TestPlugins.build("CLinear")
        descriptor = try TestHost.make().plugin(atLibrary: library).descriptor
    }

    private func withFolder(_ body: (FlavorFolder) throws -> Void) throws {
        try withTemporaryDirectory { try body(FlavorFolder(path: $0)) }
    }

    @Test("Agree: the flavor is opened, and nothing is said")
    func agreement() throws {
        try withFolder { folder in
            try folder.add(descriptor, library: library)
            let log = LogLines()
            let host = folder.host(built: library, log: log)
            #expect(host.catalogue.flavors.map(\.id) == ["c-linear"])
            #expect(try host.plugin("c-linear").descriptor == descriptor)
            #expect(log.warnings.isEmpty)
        }
    }

    @Test("Disagree in a build folder: a warning with the command that mends it")
    func staleBuild() throws {
        var stale = descriptor
        stale.version = "0.9.0"
        try withFolder { folder in
            try folder.add(stale, library: library)
            let log = LogLines()
            _ = try folder.host(built: library, log: log).plugin("c-linear")
            let manifest = "\(folder.path)/c-linear/flavor.json"
            #expect(
                log.warnings == [
                    "\(manifest): the manifest disagrees with what \(library) says of itself: run flavor manifest "
                        + "\(library) > \(manifest)"
                ])
        }
    }

    @Test("Disagree in an installed flavor: it is refused with the same sentence", arguments: [0, 1, 2])
    func staleInstallation(field: Int) throws {
        var stale = descriptor
        switch field {
        case 0: stale.version = "0.9.0"
        case 1: stale.claims[0].priority = 100
        default: stale.concurrency = .serial
        }
        try withFolder { folder in
            try folder.add(stale, library: library, isInstalled: true)
            let error = #expect(throws: FlavorError.self) { try folder.host().plugin("c-linear") }
            let manifest = "\(folder.path)/c-linear/flavor.json"
            let installed = "\(folder.path)/c-linear/libCLinear.so"
            #expect(
                error?.message
                    == "\(manifest): the manifest disagrees with what \(installed) says of itself: run flavor manifest "
                    + "\(installed) > \(manifest)")
        }
    }

    @Test("Under another flavor's id, the library is refused")
    func otherId() throws {
        var other = descriptor
        other.id = "somebody-else"
        try withFolder { folder in
            try folder.add(other, library: library, isInstalled: true)
            let error = #expect(throws: FlavorError.self) { try folder.host().plugin("somebody-else") }
            #expect(error?.message.contains("the manifest disagrees with what") == true)
        }
    }

    @Test("A recorded digest that is not the file's is refused before the library is opened")
    func digest() throws {
        try withFolder { folder in
            try folder.add(descriptor, library: library, isInstalled: true, sha256: String(repeating: "0", count: 64))
            let error = #expect(throws: FlavorError.self) { try folder.host().plugin("c-linear") }
            #expect(error?.message.contains("\(folder.path)/c-linear/libCLinear.so") == true)
            #expect(error?.message.lowercased().contains("sha-256") == true)
        }
    }

    @Test("Without a library: listed, and refused with what to do")
    func missingLibrary() throws {
        try withFolder { folder in
            try folder.add(descriptor, library: "libGone.so")
            let host = folder.host()
            #expect(host.catalogue["c-linear"]?.libraryPath == nil)
            let error = #expect(throws: FlavorError.self) { try host.plugin("c-linear") }
            #expect(
                error
                    == FlavorError(
                        .notFound,
                        "flavor \"c-linear\": its library libGone.so is missing beside "
                            + "\(folder.path)/c-linear/flavor.json: build it with swift build, or install it again"))
        }
    }
}
