import CFlavor
import JSON

/// The adapter that shows a `Flavor` to the host through the C header.
public enum FlavorEntry {
    /// The version of the header that this library was built with.
    public static let headerVersion = Int(FLAVOR_HEADER_VERSION)

    /// Does what the header says of `flavor_plugin_v1`.
    ///
    /// - Returns: 0, or the code of what the flavor's initializer threw.
    public static func enter<Implementation: Flavor>(
        _ type: Implementation.Type, host: UnsafePointer<flavor_host>,
        plugin: UnsafeMutablePointer<UnsafePointer<flavor_plugin>?>
    ) -> Int32 {
        let services = HostServices(pointer: host)
        guard flavor_host_is_complete(host) != 0 else {
            return report(
                FlavorError(
                    .failedPrecondition,
                    "the host's table is too short for header version \(headerVersion): update the host"),
                call: nil, to: services)
        }
        if services.hasAbility(FLAVOR_HOST_HEAD_START_ABILITY) { Implementation.takeHeadStart(from: services) }
        let descriptor = Implementation.descriptor
        for ability in descriptor.requiredHostAbilities where !services.hasAbility(ability) {
            return report(
                FlavorError(.failedPrecondition, "the host lacks the ability \"\(ability)\": update the host"),
                call: nil, to: services)
        }
        do {
            let adapter = PluginAdapter(flavor: try Implementation(host: services), host: services)
            plugin.pointee = adapter.makeTable(descriptor: descriptor.json.text(.compact))
            return FLAVOR_OK.asStatus
        } catch {
            return report(error, call: nil, to: services)
        }
    }

    /// Tells the host of an error and returns its code.
    static func report(_ error: any Error, call: UnsafePointer<flavor_call>?, to host: HostServices) -> Int32 {
        let failure =
            switch error {
            case let error as FlavorError: error
            case is CancellationError: FlavorError(.cancelled, "the call was cancelled")
            default: FlavorError(.unknown, String(describing: error))
            }
        return ABI.withString(ABI.oneLine(failure.message)) { message in
            ABI.withString(failure.detail) { detail in
                flavor_host_fail(host.pointer, call, failure.code.rawValue, message, detail)
            }
        }
    }
}

extension Int {
    /// One of the header's status constants, which Swift imports as Int.
    fileprivate var asStatus: Int32 { Int32(self) }
}
