import FlavorKit

/// A model to convert.
public struct ConversionRequest: Sendable {
    /// The model: a folder with MLmodel, or one in a format that an installed flavor knows.
    public var source: String
    /// The flavor to convert to.
    public var flavor: String
    /// The model folder to make.
    public var destination: String
    /// Options of that flavor.
    public var options: ValueMap
    /// Whether something may be lost.
    public var allowsLoss: Bool
    /// A JSON file with requests to run through both models; nil for the model's own example.
    public var samplesPath: String?
    /// How much is run through both models.
    public var verification: Verification
    /// Whether a folder that is there is replaced.
    public var overwrites: Bool

    /// How much a conversion runs through both models to see whether they agree.
    public enum Verification: String, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// Sixteen tokens for each prompt.
        case sample
        /// Sixty-four tokens for each prompt.
        case full
    }

    /// Creates a request.
    public init(
        source: String, flavor: String, destination: String, options: ValueMap = ValueMap(), allowsLoss: Bool = false,
        samplesPath: String? = nil, verification: Verification = .sample, overwrites: Bool = false
    ) {
        self.source = source
        self.flavor = flavor
        self.destination = destination
        self.options = options
        self.allowsLoss = allowsLoss
        self.samplesPath = samplesPath
        self.verification = verification
        self.overwrites = overwrites
    }
}
