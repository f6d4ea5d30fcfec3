import CFlavor
import FlavorKit
import Glibc
import Synchronization

/// A flavor's library, opened for one host.
///
/// It stays mapped until the end of the process.
public final class LoadedPlugin: Sendable {
    /// Where the library was found.
    public let path: String
    /// What the library says of itself.
    public let descriptor: FlavorDescriptor
    let functions: PluginFunctions

    /// Opens a library and runs its entry.
    ///
    /// - Throws: `FlavorError`: the file is missing, of another kind, not trusted, without entry, or its entry fails or
    ///   hands over something that breaks the contract.
    init(path: String, table: HostTable, tablePointer: UnsafePointer<flavor_host>) throws(FlavorError) {
        self.path = path
        try LibraryFile.check(path)
        let trusted = try LibraryTrust.check(path)
        // Never closed: the Swift runtime keeps records that point into an image. Local: no plug-in may interpose another.
        guard let handle = Self.open(trusted) else {
            throw FlavorError(
                .failedPrecondition, "\(path): the library cannot be opened: \(Self.loaderMessage(trusted))")
        }
        guard let entry = dlsym(handle, "flavor_plugin_v\(FLAVOR_HEADER_VERSION)") else {
            throw Self.missingEntry(path: path, handle: handle)
        }
        let (status, plugin, failure) = try Self.enter(entry, table: table, tablePointer: tablePointer)
        guard status == 0 else {
            let error = Self.failure(status: status, told: failure, subject: "\(path): the flavor's entry")
            let message = error.message.hasPrefix(path) ? error.message : "\(path): \(error.message)"
            throw FlavorError(error.code, message, detail: error.detail)
        }
        guard let plugin else {
            throw FlavorError(.internal, "\(path): the entry said it was done but handed over no table")
        }
        let version = flavor_plugin_header_version(plugin)
        guard version == UInt32(FLAVOR_HEADER_VERSION) else {
            throw FlavorError(
                .failedPrecondition,
                "\(path): expected a plug-in for header version \(FLAVOR_HEADER_VERSION), found "
                    + "\(version == UInt32.max ? "a table without a version" : "version \(version)"): rebuild it against this "
                    + "host's flavor.h")
        }
        guard flavor_plugin_is_complete(plugin) != 0 else {
            throw FlavorError(
                .failedPrecondition,
                "\(path): the plug-in's table lacks one of save, load, unload, predict: rebuild it against this host's flavor.h"
            )
        }
        descriptor = try Self.readDescriptor(of: plugin, path: path)
        if let missing = descriptor.requiredHostAbilities.first(where: { !HostTable.abilities.contains($0) }) {
            throw FlavorError(
                .failedPrecondition,
                "\(path): the flavor requires the host's ability \"\(ABI.oneLine(missing))\", which this host does not have: "
                    + "update the host")
        }
        functions = PluginFunctions(pointer: plugin, id: descriptor.id, concurrency: descriptor.concurrency)
    }

    private static func open(_ path: String) -> UnsafeMutableRawPointer? {
        keepingModes { dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) }
    }

    /// Leaves the thread's floating-point modes as they were: a library that was linked with `-ffast-math`, and that a plug-in
    /// is or opens, has a constructor that makes the thread flush small numbers to zero.
    private static func keepingModes<Output>(_ body: () -> Output) -> Output {
        var modes = fenv_t()
        fegetenv(&modes)
        defer { fesetenv(&modes) }
        return body()
    }

    private struct EntryResult: @unchecked Sendable {
        let status: Int32
        let plugin: UnsafePointer<flavor_plugin>?
        let failure: FlavorError?
    }

    /// Entries of the process run one at a time, on a call thread.
    private static let entryLock = Mutex(())

    private static func enter(
        _ entry: UnsafeMutableRawPointer, table: HostTable, tablePointer: UnsafePointer<flavor_host>
    ) throws(FlavorError) -> (Int32, UnsafePointer<flavor_plugin>?, FlavorError?) {
        nonisolated(unsafe) let entry = entry
        nonisolated(unsafe) let tablePointer = tablePointer
        let enter = { @Sendable in
            entryLock.withLock { _ in
                table.beginEntry()
                var plugin: UnsafePointer<flavor_plugin>?
                let status = flavor_plugin_call_entry(entry, tablePointer, &plugin)
                return EntryResult(status: status, plugin: plugin, failure: table.takeEntryFailure())
            }
        }
        let result =
            CallThread.callerHasRoom ? keepingModes(enter) : try Rendezvous.run(CallState(CallOptions()), enter)
        return (result.status, result.plugin, result.failure)
    }

    /// Whether the plug-in has an ability, such as "flavor.export/1".
    public func hasAbility(_ id: String) -> Bool { functions.ability(id) != nil }

    private static func readDescriptor(
        of plugin: UnsafePointer<flavor_plugin>, path: String
    ) throws(FlavorError) -> FlavorDescriptor {
        guard let text = flavor_plugin_descriptor(plugin).validText else {
            throw FlavorError(.internal, "\(path): the descriptor is not UTF-8")
        }
        do {
            return try FlavorDescriptor(json: try .init(parsing: text))
        } catch let error as FlavorError {
            throw FlavorError(.internal, "\(path): \(error.message)")
        } catch {
            throw FlavorError(.internal, "\(path): the descriptor is not JSON: \(ABI.oneLine("\(error)"))")
        }
    }

    private static func missingEntry(path: String, handle: UnsafeMutableRawPointer) -> FlavorError {
        if let other = (0...9).first(where: { dlsym(handle, "flavor_plugin_v\($0)") != nil }) {
            let isNewer = other > Int(FLAVOR_HEADER_VERSION)
            return FlavorError(
                .failedPrecondition,
                "\(path): the plug-in was made for header version \(other), this host speaks version "
                    + "\(FLAVOR_HEADER_VERSION): \(isNewer ? "update the host, or " : "")rebuild the plug-in")
        }
        return FlavorError(
            .invalidArgument,
            "\(path): expected the symbol flavor_plugin_v\(FLAVOR_HEADER_VERSION), found none: this library is not a flavor"
        )
    }

    private static func loaderMessage(_ path: String) -> String {
        guard let message = dlerror() else { return "no reason given" }
        let text = ABI.oneLine(String(cString: message))
        return text.hasPrefix("\(path): ") ? String(text.dropFirst(path.count + 2)) : text
    }

    /// The error for a status that a plug-in's function returned.
    static func failure(status: Int32, told: FlavorError?, subject: String) -> FlavorError {
        guard let code = FlavorError.Code(rawValue: status) else {
            return FlavorError(
                .internal, "\(subject) returned the unknown status \(status)", detail: told?.message ?? "")
        }
        guard let told else {
            return FlavorError(code, "\(subject) failed with status \(status) (\(code)) and told no reason")
        }
        guard !told.message.isEmpty else {
            return FlavorError(code, "\(subject) failed with status \(status) (\(code)) and an empty message")
        }
        return told
    }
}
