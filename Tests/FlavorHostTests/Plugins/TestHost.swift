import FlavorHost
import FlavorKit
import TestSupport

/// Hosts for tests, which find no flavors of their own accord.
enum TestHost {
    static func make() -> Host { Host(searchPath: FlavorSearchPath(folders: [])) }

    /// Opens one of the plug-ins that the test run builds.
    static func open(_ name: String) throws -> LoadedPlugin {
        try make().plugin(atLibrary: try TestPlugins.build(name))
    }
}

extension LoadedPlugin {
    /// Loads a model that needs no files and no configuration.
    func loadPlain(_ options: CallOptions = CallOptions()) throws -> PluginModel {
        let key = descriptor.id
        let entry: Value = .map(ValueMap())
        return try load(folder: "/", key: key, flavors: ValueMap([(key, entry)]), call: options)
    }
}
