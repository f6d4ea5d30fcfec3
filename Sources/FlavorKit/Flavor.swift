/// A kind of model that the host can save, load and predict with.
///
/// A flavor is built as a dynamic library whose whole boilerplate is one function:
///
///     @c @implementation
///     public func flavor_plugin_v1(
///         _ host: UnsafePointer<flavor_host>, _ plugin: UnsafeMutablePointer<UnsafePointer<flavor_plugin>?>
///     ) -> flavor_status {
///         FlavorEntry.enter(MyFlavor.self, host: host, plugin: plugin)
///     }
///
/// What its methods throw reaches the user: a `FlavorError` as it is, any other error by its description.
public protocol Flavor: Sendable {
    /// What the host has to know before it opens the library.
    static var descriptor: FlavorDescriptor { get }

    /// Begins, on a thread of its own, what every load waits for.
    ///
    /// Comes before all else when a host opens the library that has the ability "flavor.host.head-start/1": a model is about to
    /// be loaded. Without this method there is nothing to begin.
    static func takeHeadStart(from host: HostServices)

    /// Starts the flavor, once for each host in the process.
    init(host: HostServices) throws

    /// Saves a model.
    ///
    /// - Parameters:
    ///   - source: What to save from.
    ///   - folder: The path of an empty folder for the model's files, or nil for a model that is used where it is: then
    ///     nothing is written and the configuration names the source.
    /// - Returns: The entries for `MLmodel`; the host writes that file, environment files and examples.
    func save(_ source: ModelSource, to folder: String?, call: Call) throws -> SavedModel

    /// Loads a model.
    func load(_ model: StoredModel, call: Call) throws -> any FlavorModel
}

extension Flavor {
    public static func takeHeadStart(from host: HostServices) {}
}

/// A loaded model.
///
/// The host calls it as the descriptor's `concurrency` allows; it is freed after the last call.
public protocol FlavorModel: Sendable {
    /// Predicts.
    ///
    /// - Parameters:
    ///   - input: Satisfies the signature's inputs.
    ///   - parameters: Those of the call; the ones the descriptor or the signature names.
    ///   - sink: Takes exactly one result in the mode `unary`, any number of deltas in the mode `stream`.
    func predict(_ input: Value, parameters: Parameters, call: Call, sink: Sink) throws
}

/// A model that can tell more of itself than its signature says; others answer through it by that.
///
/// The conformance is the ability "flavor.describe/1".
public protocol DescribingModel: FlavorModel {
    /// Describes the model.
    ///
    /// - Returns: Of a model that generates text `chat_template` (a text, or a map of texts by name with one called
    ///   "default"), `special_tokens` (a map of texts by name) and `context_length` (tokens), where they are known.
    func describe(call: Call) throws -> ValueMap
}

/// What a model is saved from.
public struct ModelSource: Sendable {
    /// The absolute path of a folder or file.
    public let path: String
    /// Its format, one that the descriptor names.
    public let format: String
    /// The user's options, and `task` where one was named.
    public let options: Parameters
}

/// The entries of `MLmodel` that a flavor answers a save with.
public struct SavedModel: Sendable {
    /// Configurations by flavor key, in order; plain JSON-like values.
    public var flavors: ValueMap
    /// The signature to write, unless the user gives one.
    public var signature: ModelSignature?
    /// Whether an example may tell what of the inputs the signature does not; not where no signature describes them.
    public var infersSignature: Bool
    /// Lines for requirements.txt, for those who load the model with Python.
    public var requirements: [String]
    /// Entries for `metadata`.
    public var metadata: ValueMap

    /// Creates an answer.
    public init(
        flavors: ValueMap, signature: ModelSignature? = nil, infersSignature: Bool = true, requirements: [String] = [],
        metadata: ValueMap = ValueMap()
    ) {
        self.flavors = flavors
        self.signature = signature
        self.infersSignature = infersSignature
        self.requirements = requirements
        self.metadata = metadata
    }
}

/// A model to load.
public struct StoredModel: Sendable {
    /// The absolute path of the model folder, which relative paths in the configuration start from.
    public let folder: String
    /// Which flavor key was claimed.
    public let key: String
    /// The configurations of all flavors in the MLmodel, by key.
    public let flavors: ValueMap
    /// The MLmodel's metadata.
    public let metadata: ValueMap
    /// The user's options.
    public let options: Parameters

    /// The configuration under the claimed key.
    public var configuration: ValueMap { flavors[key]?.mapValue ?? ValueMap() }
}
