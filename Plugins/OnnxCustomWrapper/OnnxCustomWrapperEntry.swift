import CFlavor
import FlavorKit

/// The library's one exported symbol, as the header says of `flavor_plugin_v1`.
@c @implementation
public func flavor_plugin_v1(
    _ host: UnsafePointer<flavor_host>, _ plugin: UnsafeMutablePointer<UnsafePointer<flavor_plugin>?>
) -> flavor_status {
    FlavorEntry.enter(OnnxCustomWrapper.self, host: host, plugin: plugin)
}
