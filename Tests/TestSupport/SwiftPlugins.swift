import Synchronization

/// Plug-ins in Swift that the test run builds with `swift build`, in packages of their own.
public enum SwiftPlugins {
    /// A way of building.
    public enum Configuration: String, CaseIterable, Sendable {
        case debug, release
    }

    /// The package of a flavor's author who has nothing but FlavorKit.
    public static var thirdPartyPackage: String { "\(Fixtures.own)/ThirdPartyFlavor" }

    /// The package of one whose flavor exports.
    public static var exporterPackage: String { "\(Fixtures.own)/ThirdPartyExporter" }

    /// Builds the third party's flavor, `reverse-text`, and returns its library.
    public static func buildThirdParty(_ configuration: Configuration) async throws -> String {
        try await once("third-party", configuration) { scratch in
            try build("ReverseText", of: thirdPartyPackage, scratch: scratch, configuration)
        }
    }

    /// Builds the flavor `hub-archive` and returns its library.
    public static func buildExporter(_ configuration: Configuration) async throws -> String {
        try await once("third-party-exporter", configuration) { scratch in
            try build("HubArchive", of: exporterPackage, scratch: scratch, configuration)
        }
    }

    /// Builds the same flavor as `padded-reverse-text` against a header with longer structs and returns its library.
    public static func buildPadded(_ configuration: Configuration) async throws -> String {
        try await once("padded", configuration) { scratch in
            let package = try BuildCache.folder("padded-package")
            try makePaddedPackage(package)
            return try build("ReverseText", of: package, scratch: scratch, configuration)
        }
    }

    /// Libraries that this process has built.
    private static let built = Mutex<[String: String]>([:])

    /// Builds below `.build/<name>`, one process and one test at a time, and each configuration once.
    private static func once(
        _ name: String, _ configuration: Configuration, _ body: @escaping @Sendable (_ scratch: String) throws -> String
    ) async throws -> String {
        try await onOwnThread {
            try BuildCache.withLock(name) {
                let key = "\(name) \(configuration)"
                if let library = built.withLock({ $0[key] }) { return library }
                let library = try body(try BuildCache.folder(name))
                built.withLock { $0[key] = library }
                return library
            }
        }
    }

    private static func makePaddedPackage(_ package: String) throws {
        let sources = "\(Fixtures.repository)/Sources"
        try PaddedHeader.copyModule(to: "\(package)/Sources/CFlavor")
        for module in ["CThreads", "JSON", "FlavorKit"] {
            try SourceTree.copy("\(sources)/\(module)", to: "\(package)/Sources/\(module)")
        }
        try SourceTree.copy("\(thirdPartyPackage)/Sources", to: "\(package)/Sources") { _, text in
            text.split(separator: "\"reverse-text\"", omittingEmptySubsequences: false)
                .joined(separator: "\"padded-reverse-text\"")
        }
        try writeFile(
            """
            // swift-tools-version: 6.3
            import PackageDescription

            let package = Package(
                name: "PaddedFlavor",
                products: [.library(name: "ReverseText", type: .dynamic, targets: ["ReverseText"])],
                targets: [
                    .target(name: "CFlavor"),
                    .target(name: "JSON"),
                    .target(name: "CThreads"),
                    .target(name: "FlavorKit", dependencies: ["CFlavor", "CThreads", "JSON"]),
                    .target(name: "ReverseText", dependencies: ["CFlavor", "FlavorKit"]),
                ]
            )

            """, to: "\(package)/Package.swift")
    }

    /// Builds a product; quick when nothing has changed.
    private static func build(
        _ product: String, of package: String, scratch: String, _ configuration: Configuration
    ) throws -> String {
        guard let swift = Toolchain.swift else { throw TestSupportError("no swift in PATH") }
        let result = try runProcess(
            [
                swift, "build", "--package-path", package, "--scratch-path", scratch, "-c", configuration.rawValue,
                "--product", product,
            ], timeout: .seconds(900))
        guard result.isSuccess else {
            throw TestSupportError("\(package) does not build:\n\(result.output)\n\(result.errors)")
        }
        return "\(scratch)/\(configuration.rawValue)/lib\(product).so"
    }
}
