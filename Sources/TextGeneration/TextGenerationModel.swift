import ChatTemplates
import FlavorKit
import JSON

/// A loaded model that generates text; calls may overlap, each has a sequence of its own.
package struct TextGenerationModel: DescribingModel {
    let generator: TextGenerator
    /// The model's own settings, those of its MLmodel over those of its files.
    let settings: GenerationSettings
    let template: PromptTemplate?
    /// What is told to who answers through the model.
    let templates: ChatTemplateFile
    let host: HostServices

    package init(
        model: any CausalLanguageModel, texts: ModelTexts, settings: GenerationSettings, template: PromptTemplate?,
        host: HostServices
    ) {
        generator = TextGenerator(model: model, tokenizer: texts.tokenizer, pieces: texts.pieces)
        self.settings = settings
        self.template = template
        templates = texts.templates
        self.host = host
    }

    package func describe(call: Call) -> ValueMap {
        var description = templates.description
        description["context_length"] = .int(Int64(generator.model.contextLength))
        return description
    }

    package func predict(_ input: Value, parameters: Parameters, call: Call, sink: Sink) throws {
        let config = try GenerationConfig(settings.overlaid(with: parameters))
        try checkGuidance(config)
        let input = try PromptInput(input, template: template)
        let prompts = try encode(input, config)
        let info = GenerationInfo(
            pieces: generator.pieces, host: host, vocabularySize: generator.model.vocabularySize)
        var generations: [Generation] = []
        for (index, prompt) in prompts.enumerated() {
            let generation = try generator.generate(prompt, config, call: call) { text, tokens, logprobs in
                guard sink.mode == .stream else { return true }
                var piece = info.map(piece: tokens, logprobs, config)
                if !input.isSingle { piece["index"] = .int(Int64(index)) }
                return sink.emit(.string(text), info: piece.isEmpty ? nil : piece) == .proceed
            }
            guard let generation else { return }
            generations.append(generation)
        }
        let totals =
            try input.isSingle ? generations.first.map { try info.map($0, config) } : info.map(generations, config)
        switch sink.mode {
        case .stream: sink.emit("", info: totals)
        case .unary:
            let texts = generations.map { Value.string($0.text) }
            sink.emit(input.isSingle ? texts.first ?? "" : .list(texts), info: totals)
        }
    }

    /// Makes tokens of all prompts before the first answer, so that a bad one costs no time.
    private func encode(_ input: PromptInput, _ config: GenerationConfig) throws(FlavorError) -> [TextGenerator
        .EncodedPrompt]
    {
        var encoded: [TextGenerator.EncodedPrompt] = []
        for (index, prompt) in input.prompts.enumerated() {
            do throws(FlavorError) {
                encoded.append(try generator.encode(prompt, config))
            } catch {
                guard !input.isSingle else { throw error }
                throw FlavorError(error.code, "prompt \(index): \(error.message)", detail: error.detail)
            }
        }
        return encoded
    }

    private func checkGuidance(_ config: GenerationConfig) throws(FlavorError) {
        guard let guidance = config.guidance, !generator.model.guidanceKinds.contains(guidance.kind) else { return }
        throw FlavorError(
            .unimplemented, "parameter \"\(guidance.kind.rawValue)\" is not supported by this model: leave it out")
    }
}
