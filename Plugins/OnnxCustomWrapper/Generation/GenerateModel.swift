import COnnxRuntime
import FlavorKit
import JSON
import TextGeneration

/// A model of the generate() library: graph, weights and threads, shared by all its sequences.
final class GenerateModel: CausalLanguageModel, @unchecked Sendable {
    let library: GenerateLibrary
    private let path: String
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
        path = folder.path
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
            throw GenerateRefusal(folder: folder, options: options).sentence(for: error)
        }
    }

    deinit { library.functions.pointee.destroy_model(pointer) }

    /// Turns a result of running the model into an error, unless it is null.
    func check(_ result: OpaquePointer?) throws(FlavorError) {
        try naming { () throws(FlavorError) in try library.check(result) }
    }

    /// Calls a function that makes something to run the model with.
    func make(_ body: (UnsafeMutablePointer<OpaquePointer?>) -> OpaquePointer?) throws(FlavorError) -> OpaquePointer {
        try naming { () throws(FlavorError) in try library.make(body) }
    }

    /// The library's reasons name neither the model nor its files.
    private func naming<Result>(_ body: () throws(FlavorError) -> Result) throws(FlavorError) -> Result {
        do { return try body() } catch {
            throw FlavorError(error.code, "\(path): cannot be run: \(error.message)", detail: error.detail)
        }
    }

    func makeSequence(_ plan: SequencePlan) throws -> any TokenSequence { try GenerateSequence(self, plan) }
}
