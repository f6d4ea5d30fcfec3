import COnnxRuntime
import FlavorKit
import JSON
import TextGeneration

/// A model of the generate() library: graph, weights and threads, shared by all its sequences.
final class GenerateModel: CausalLanguageModel, @unchecked Sendable {
    let library: GenerateLibrary
    let pointer: OpaquePointer
    let vocabularySize: Int
    let contextLength: Int
    let guidanceKinds = Guidance.Kind.allCases
    let endTokens: [Int]

    /// Loads a model folder.
    ///
    /// - Throws: `FlavorError` when the library refuses the folder.
    init(_ folder: GenerateFolder, options: SessionOptions, library: GenerateLibrary) throws(FlavorError) {
        self.library = library
        vocabularySize = folder.configuration.vocabularySize
        contextLength = folder.configuration.contextLength
        endTokens = folder.configuration.endTokens
        let functions = library.functions
        do {
            let config = try library.make { functions.pointee.create_config(folder.path, $0) }
            defer { functions.pointee.destroy_config(config) }
            if let overlay = options.generateOverlay {
                try library.check(functions.pointee.config_overlay(config, overlay.text(.compact)))
            }
            if let providers = options.providers {
                try library.check(functions.pointee.config_clear_providers(config))
                for provider in providers where provider.name != SessionOptions.cpuProvider {
                    try library.check(functions.pointee.config_append_provider(config, provider.generateName))
                }
            }
            pointer = try library.make { functions.pointee.create_model(config, $0) }
        } catch {
            throw FlavorError(.dataLoss, "\(folder.path): cannot be loaded: \(error.message)", detail: error.detail)
        }
    }

    deinit { library.functions.pointee.destroy_model(pointer) }

    func makeSequence(_ plan: SequencePlan) throws -> any TokenSequence { try GenerateSequence(self, plan) }
}
