import Synchronization
import TestSupport

/// Models by folder, each loaded once for all tests.
enum SharedModels {
    private static let loaded = Mutex<[String: TestModel]>([:])

    /// The model of a folder, used in place.
    static func model(_ folder: String) throws -> TestModel {
        try loaded.withLock { models in
            if let model = models[folder] { return model }
            let model = try TestHost.shared.get().loadInPlace(folder)
            models[folder] = model
            return model
        }
    }

    /// The example model of the repository.
    static var example: TestModel {
        get throws { try model("\(Fixtures.own)/models/tiny-phi3-capitals") }
    }
}
