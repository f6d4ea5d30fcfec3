import FlavorKit

/// Says of a model why the generate() library does not load it: its own words are about its programming interface.
struct GenerateRefusal {
    let folder: GenerateFolder
    let options: SessionOptions

    /// What the library says of providers that it was not built with.
    private static let absences = ["not available", "not supported", "not been built", "Unknown provider"]

    /// - Parameter error: The library's.
    func sentence(for error: FlavorError) -> FlavorError {
        let reason = error.detail
        if Self.holds(reason, "Unsupported model_type") {
            let refusal = folder.configuration.modelType.unsupported(folder.configurationPath)
            return FlavorError(refusal.code, refusal.message, detail: error.detail)
        }
        if let name = absentProvider(reason) {
            return FlavorError(
                .failedPrecondition,
                "\(folder.path): cannot be loaded with the provider \(name), which the generate() library was not built with: "
                    + "name a folder of libraries built with it in $\(NativeLibrary.variable), or leave the provider out with "
                    + "--option providers=\(SessionOptions.cpuProvider)",
                detail: error.detail)
        }
        return FlavorError(.dataLoss, "\(folder.path): cannot be loaded: \(error.message)", detail: error.detail)
    }

    /// The provider that was asked for and that a reason says is not there.
    private func absentProvider(_ reason: String) -> String? {
        guard Self.absences.contains(where: { Self.holds(reason, $0) }) else { return nil }
        let words = reason.lowercased()
        let providers = options.providers ?? folder.configuration.providers
        return providers.first { Self.holds(words, $0.generateName.lowercased()) }?.name
    }

    /// A string's own `contains` would be Foundation's here, which is not linked.
    private static func holds(_ text: String, _ part: String) -> Bool { text.firstRange(of: part) != nil }
}
