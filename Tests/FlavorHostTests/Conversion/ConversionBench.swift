import FlavorHost
import FlavorKit
import TestSupport

/// A folder with a flavor that may misbehave, one that does not, and a model of each.
struct ConversionBench {
    let folder: String
    let host: Host
    /// The flavor that is looked at.
    let id: String

    /// The well-behaved flavor on the other side.
    static let other = "converts"
    /// What a well-behaved conversion leaves.
    static let wholeModel = ["MLmodel", "conda.yaml", "part.txt", "python_env.yaml", "requirements.txt"]

    /// Builds the flavors and makes the models.
    /// - Parameter plugin: The file without `.c`, below Tests/TestPlugins/Misbehaving.
    init(_ plugin: String, in folder: String) throws {
        self.folder = folder
        let flavors = FlavorFolder(path: "\(folder)/flavors")
        var ids: [String] = []
        for name in Set([plugin, "Converts"]).sorted() {
            let library = try TestPlugins.build("Misbehaving/\(name)")
            let descriptor = try TestHost.make().plugin(atLibrary: library).descriptor
            try flavors.add(descriptor, library: library, isInstalled: true)
            if name == plugin { ids.append(descriptor.id) }
        }
        id = ids.first ?? ""
        host = flavors.host()
        for name in ["models", "saved", "parts"] { try makeFolder("\(folder)/\(name)") }
        try writeFile("flavors:\n  \(id): {}\n", to: "\(folder)/saved/MLmodel")
        try writeFile("a part\n", to: "\(folder)/parts/part.txt")
    }

    /// A conversion in which the flavor exports.
    var export: ConversionRequest {
        ConversionRequest(source: "\(folder)/saved", flavor: Self.other, destination: "\(folder)/models/result")
    }

    /// A conversion in which the flavor saves.
    var save: ConversionRequest {
        ConversionRequest(source: "\(folder)/parts", flavor: id, destination: "\(folder)/models/result")
    }

    /// What there is where the result is to be: nothing after a failure.
    var left: [String] { entries(of: "\(folder)/models") }
}
