import JSON

/// What the host has to know about a flavor before it opens the library: identity, claims, formats, parameters.
///
/// Its JSON is both what a plug-in hands over and what its manifest holds.
public struct FlavorDescriptor: Sendable, Equatable {
    /// The flavor's id, its folder's name under `flavors/`: lower-case letters, digits and hyphens.
    public var id: String
    /// The plug-in's own version.
    public var version: String
    /// The version of the C header that the plug-in was built with.
    public var headerVersion: Int
    /// One sentence for `flavor list`.
    public var summary: String
    /// Which entries of an MLmodel it loads.
    public var claims: [Claim]
    /// What it saves from and exports to.
    public var formats: [Format]
    /// Tasks that `--task` may name.
    public var tasks: [String]
    /// Columns that a prediction takes in place of the inputs of a model's signature, when a document names them all.
    ///
    /// Such as tokens in place of text: a signature has no word for alternatives.
    public var inputs: [Schema]
    /// Parameters of a prediction, besides those of a model's signature.
    public var parameters: [Setting]
    /// Options of save and load.
    public var options: [Setting]
    /// Which calls may run at the same time.
    public var concurrency: Concurrency
    /// Abilities of the host without which it cannot work.
    public var requiredHostAbilities: [String]

    /// Creates a descriptor.
    public init(
        id: String, version: String, summary: String, claims: [Claim] = [], formats: [Format] = [],
        tasks: [String] = [], inputs: [Schema] = [],
        parameters: [Setting] = [], options: [Setting] = [], concurrency: Concurrency = .serialPerModel,
        requiredHostAbilities: [String] = []
    ) {
        self.id = id
        self.version = version
        headerVersion = FlavorEntry.headerVersion
        self.summary = summary
        self.claims = claims
        self.formats = formats
        self.tasks = tasks
        self.inputs = inputs
        self.parameters = parameters
        self.options = options
        self.concurrency = concurrency
        self.requiredHostAbilities = requiredHostAbilities
    }

    /// An entry under `flavors:` that the flavor can load.
    public struct Claim: Sendable, Equatable {
        /// The key of the entry.
        public var key: String
        /// What the entry must say: values by dotted path, such as `task: text-generation`.
        public var conditions: JSONObject
        /// Of several satisfied claims the highest wins.
        public var priority: Int

        /// Creates a claim.
        public init(key: String, where conditions: JSONObject = JSONObject(), priority: Int = 0) {
            self.key = key
            self.conditions = conditions
            self.priority = priority
        }
    }

    /// A format of model files outside MLflow's, such as `huggingface`.
    public struct Format: Sendable, Equatable {
        public var name: String
        /// A source has the format when it holds every file of one of these lists of globs.
        public var anyOf: [[String]]
        /// Whether the flavor saves from it.
        public var save: Bool
        /// Whether a folder of it can be used where it is.
        public var inPlace: Bool
        /// Whether the flavor exports to it.
        public var export: Bool

        /// Creates a format.
        public init(_ name: String, anyOf: [[String]], save: Bool = true, inPlace: Bool = false, export: Bool = false) {
            self.name = name
            self.anyOf = anyOf
            self.save = save
            self.inPlace = inPlace
            self.export = export
        }
    }

    /// A parameter or an option.
    public struct Setting: Sendable, Equatable {
        public var name: String
        /// One of MLflow's scalar types, or `[type]` for a list of them.
        public var type: String
        /// The value where none is given; null where the model decides.
        public var defaultValue: JSONValue
        /// One sentence for the help.
        public var summary: String

        /// Creates a parameter or an option.
        public init(_ name: String, type: String, default defaultValue: JSONValue = .null, summary: String) {
            self.name = name
            self.type = type
            self.defaultValue = defaultValue
            self.summary = summary
        }
    }

    /// Which predictions may run at the same time.
    public enum Concurrency: String, Sendable, CaseIterable {
        /// One in the whole plug-in.
        case serial
        /// One in each model.
        case serialPerModel = "serial-per-model"
        /// Any number.
        case reentrant
    }
}
