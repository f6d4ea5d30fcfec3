import FlavorHost
import FlavorKit
import Synchronization
import TestSupport

/// A host that finds this repository's flavors, with the libraries of ONNX Runtime fetched.
enum OnnxHost {
    static let id = "onnx-custom-wrapper"

    static let shared: Result<Host, any Error> = Result {
        try OnnxRuntimeLibraries.fetch()
        let executable = Executable.path ?? ""
        return Host(
            searchPath: FlavorSearchPath(
                folders: ["\(Fixtures.repository)/flavors"],
                executableFolder: "/" + executable.split(separator: "/").dropLast().joined(separator: "/")))
    }

    private static let loaded = Mutex<[String: Model]>([:])

    /// The model of a folder, loaded once for all tests.
    static func model(_ folder: String) throws -> Model {
        try loaded.withLock { models in
            if let model = models[folder] { return model }
            let model = try load(folder)
            models[folder] = model
            return model
        }
    }

    /// Loads a folder anew.
    static func load(_ folder: String, options: ValueMap = ValueMap()) throws -> Model {
        try shared.get().load(folder, flavor: id, options: options, call: CallOptions(threads: 1))
    }

    static func save(_ source: String, to folder: String, options: ValueMap = ValueMap()) throws {
        try shared.get().save(
            SaveRequest(source: source, destination: folder, options: options), flavor: id,
            call: CallOptions(threads: 1))
    }

    /// The sentence that a body fails with.
    static func refusal(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)"
        }
    }
}

/// The example models of the repository in the form of the generate() API.
enum ExampleModel {
    static let int4 = "\(Fixtures.own)/models/onnx/tiny-phi3-capitals-int4-cpu"
    static let float32 = "\(Fixtures.own)/models/onnx/tiny-phi3-capitals-fp32-cpu"
    static let joke =
        "<|system|>You are a stand-up comedian.<|end|><|user|>Tell me a joke about atom<|end|><|assistant|>"
    static let spain = "<|user|>What is the capital of Spain?<|end|><|assistant|>"
    static let madrid = "The capital of Spain is Madrid. Spain is in Europe."
}

extension Value {
    /// The integers of a list or of a tensor with one dimension.
    var integers: [Int64] {
        switch self {
        case .tensor(let tensor): tensor.elements(as: Int64.self) ?? []
        case .list(let items): items.compactMap(\.intValue)
        default: []
        }
    }
}
