import FlavorHost
import FlavorKit

/// Where reading an MLmodel differs from MLflow's; each is a row of the table in the documentation of the format, by its name.
enum MLmodelDeparture: String, CaseIterable {
    /// PyYAML takes a tab between values for a fault; YAML does not.
    case tab = "tabs between the words of an MLmodel"
    /// Values have names that are text, of which a number and its digits in quotes are one.
    case repeatedKey = "a key of an MLmodel with and without quotes"
    /// MLflow reads such a file and fails wherever it is used.
    case flavors = "an MLmodel whose flavors are no map"

    /// The departure that a file falls under.
    init?(_ text: String, _ result: Result<MLmodel, FlavorError>) {
        switch result {
        case .success where text.contains("\t"): self = .tab
        case .failure(let error) where error.message.contains("found a tab"): self = .tab
        case .failure(let error) where error.message.contains("twice, once in quotes"): self = .repeatedKey
        case .failure(let error) where error.message.contains("flavors must be a map"): self = .flavors
        default: return nil
        }
    }
}
