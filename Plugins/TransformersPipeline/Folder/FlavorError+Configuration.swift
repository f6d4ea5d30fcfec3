import FlavorKit
import ModelConfiguration

extension FlavorError {
    /// The error that says why a configuration cannot be used.
    init(_ error: ConfigurationError) {
        let code: Code =
            switch error.kind {
            case .unsupported: .unimplemented
            case .invalid: .invalidArgument
            }
        self.init(code, error.description)
    }
}
