import FlavorKit
import Glibc

/// A flavor that was found, known by its manifest alone.
public struct InstalledFlavor: Sendable {
    /// What its manifest says.
    public let manifest: PluginManifest
    /// Where the manifest is.
    public let manifestPath: String
    /// Where the library is, or nil when it is missing.
    public let libraryPath: String?
    /// Whether the library lies beside its manifest, as an installed one does, and not in a build folder.
    public let isInstalled: Bool

    /// The flavor's id.
    public var id: String { manifest.descriptor.id }
    /// What the manifest says of the flavor.
    public var descriptor: FlavorDescriptor { manifest.descriptor }
}

/// The flavors on a search path, read from their manifests; no library is opened.
public struct PluginCatalogue: Sendable {
    /// The flavors by id; of two with one id the first on the path counts that may be opened.
    public private(set) var flavors: [InstalledFlavor] = []
    /// Manifests that could not be read, and why.
    public private(set) var problems: [FlavorError] = []

    /// Reads the manifests on a search path.
    public init(_ searchPath: FlavorSearchPath) {
        for folder in searchPath.folders.map(Files.absolute) where Files.isFolder(folder) {
            for name in ((try? Files.names(in: folder)) ?? []).sorted() {
                let manifestPath = "\(folder)/\(name)/flavor.json"
                guard Files.exists(manifestPath) else { continue }
                do {
                    let manifest = try PluginManifest(contentsOfFile: manifestPath)
                    let found = Self.locate(manifest, at: manifestPath, in: searchPath)
                    guard let position = flavors.firstIndex(where: { $0.id == found.id }) else {
                        flavors.append(found)
                        continue
                    }
                    // One that cannot be opened hides no good one further down.
                    guard let fault = Self.fault(of: flavors[position]), Self.fault(of: found) == nil else { continue }
                    problems.append(FlavorError(fault.code, "\(fault.message); \(found.manifestPath) is used instead"))
                    flavors[position] = found
                } catch {
                    problems.append(error)
                }
            }
        }
        flavors.sort { $0.id < $1.id }
    }

    /// The flavor with an id.
    public subscript(_ id: String) -> InstalledFlavor? { flavors.first { $0.id == id } }

    /// Why a flavor's library may not be opened; nil when it may.
    private static func fault(of flavor: InstalledFlavor) -> FlavorError? {
        guard let library = flavor.libraryPath else { return Host.missingLibrary(flavor) }
        do throws(FlavorError) {
            _ = try LibraryTrust.check(library)
            return nil
        } catch {
            return error
        }
    }

    private static func locate(
        _ manifest: PluginManifest, at manifestPath: String, in searchPath: FlavorSearchPath
    ) -> InstalledFlavor {
        let beside = "\(Executable.folder(of: manifestPath))/\(manifest.library)"
        if Files.exists(beside) {
            return InstalledFlavor(
                manifest: manifest, manifestPath: manifestPath, libraryPath: beside, isInstalled: true)
        }
        let built = searchPath.executableFolder.map { "\($0)/\(manifest.library)" }.flatMap {
            Files.exists($0) ? $0 : nil
        }
        return InstalledFlavor(manifest: manifest, manifestPath: manifestPath, libraryPath: built, isInstalled: false)
    }
}
