/// A flavor that gives its stored models in other formats, from which other flavors save.
///
/// The conformance is the ability "flavor.export/1"; the descriptor names the formats, with `export`.
public protocol ExportingFlavor: Flavor {
    /// Says what an export would do; writes nothing.
    ///
    /// - Throws: Why it cannot be done.
    func plan(_ model: StoredModel, as format: String, call: Call) throws -> ConversionStep

    /// Exports a model.
    ///
    /// - Parameter folder: The path of an empty folder to write into, where symbolic links to files of the model are as good
    ///   as files; the host removes it once it is used.
    func export(_ model: StoredModel, as format: String, to folder: String, call: Call) throws -> ExportedModel
}

/// A flavor that can say what a save would do.
///
/// The conformance is the ability "flavor.plan/1". Of a flavor without it the host knows only afterwards.
public protocol PlanningFlavor: Flavor {
    /// Says what a save would do; writes nothing.
    ///
    /// - Throws: Why it cannot be done.
    func plan(_ source: ModelSource, call: Call) throws -> ConversionStep
}

/// What one step of a conversion does to a model.
public struct ConversionStep: Sendable, Equatable {
    /// What becomes of the weights.
    public var fidelity: Fidelity
    /// What is lost, where that is something: short texts.
    public var loses: [String]
    /// How many bytes are written, about; 0 where the files stay where they are.
    public var byteCount: Int

    /// What becomes of a model's weights, from best to worst.
    public enum Fidelity: String, Sendable, CaseIterable, Comparable {
        /// Every weight keeps its value.
        case exact
        /// The same up to rounding.
        case numeric
        /// Something is lost for good.
        case lossy

        public static func < (left: Fidelity, right: Fidelity) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// Creates a step.
    public init(_ fidelity: Fidelity, loses: [String] = [], byteCount: Int) {
        self.fidelity = fidelity
        self.loses = loses
        self.byteCount = byteCount
    }

    /// The map that the header says a plan emits.
    var value: Value {
        [
            "fidelity": .string(fidelity.rawValue), "loses": .list(loses.map(Value.string)),
            "bytes": .int(Int64(byteCount)),
        ]
    }
}

/// Where an exported model is.
public enum ExportedModel: Sendable, Equatable {
    /// In the folder that was given.
    case written
    /// In a folder that has the format already, which is only read.
    case existing(folder: String)
}
