import ArgumentParser
import FlavorHost
import FlavorKit
import JSON

struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Predict with a model",
        discussion: "flavor predict ./capitals --prompt \"<|user|>What is the capital of Spain?<|end|><|assistant|>\"")

    /// How the result is written.
    enum OutputType: String, ExpressibleByArgument, CaseIterable {
        case json, text
    }

    @OptionGroup var model: ModelOptions

    @Option(help: ArgumentHelp("Predict on this text and print text only", valueName: "text"))
    var prompt: String?

    @Option(help: ArgumentHelp("What a chat model is told first", valueName: "text"))
    var system: String?

    @OptionGroup var input: InputOptions

    @Option(
        name: [.customShort("o"), .customLong("output-path")],
        help: ArgumentHelp("Where the result goes; - is standard output", valueName: "file"))
    var outputPath: String?

    @Option(help: "How the result is written; text with --prompt, else json")
    var outputType: OutputType?

    @Flag(help: "The same as --output-type json")
    var json = false

    @Option(name: .customLong("param"), help: ArgumentHelp("A parameter of the prediction", valueName: "name=value"))
    var parameters: [Setting] = []

    @Flag(help: "Print the result as it comes; as json, one line for each piece")
    var stream = false

    @Option(help: ArgumentHelp("How many threads may work", valueName: "count"))
    var threads: Int?

    @OptionGroup var loading: LoadOptions

    @OptionGroup var hostOptions: HostOptions

    func validate() throws {
        if prompt != nil && input.path != nil { throw ValidationError("Give --prompt or --input-path, not both.") }
        if system != nil && prompt == nil { throw ValidationError("--system goes with --prompt.") }
        if let threads, threads < 1 || threads > 1024 {
            throw ValidationError("--threads takes a number from 1 to 1024.")
        }
        if json && outputType == .text { throw ValidationError("--json and --output-type text contradict each other.") }
        if prompt == nil && input.isMissing {
            throw ValidationError("Give the input with --prompt or --input-path, or pipe it in.")
        }
    }

    func run() throws {
        let host = hostOptions.makeHost()
        let progress = ProgressLine()
        defer { progress.end() }
        let call = CallOptions(threads: threads, cancellation: Interrupt.cancellation, progress: progress.show)
        let loaded = try loading.load(model.path, with: host, call: call)
        progress.end()
        let payload = try readPayload(for: loaded)
        do {
            try predict(payload, with: loaded, call: call, clearing: progress)
        } catch let error as FlavorError where json && payload.isReplyBare && error.code != .cancelled {
            // Scripts read the failure where they read the result.
            progress.end()
            try StandardOutput.write(payload.reply(error).text(.python) + "\n")
            throw error
        }
    }

    private func predict(
        _ payload: Payload, with loaded: Model, call: CallOptions, clearing progress: ProgressLine
    ) throws {
        let settings = try parameters.values(declared: loaded.interface.parameters)
        let output = Output(path: outputPath)
        let isText = json ? false : outputType.map { $0 == .text } ?? (prompt != nil)
        if stream {
            let results = try loaded.stream(payload, parameters: settings, call: call)
            try writeStream(results, isText, to: output, clearing: progress)
        } else {
            let result = try loaded.predict(payload, parameters: settings, call: call).value
            progress.end()
            let text = isText ? result.plainText : payload.reply(result, signature: loaded.signature).text(.python)
            try output.write(text + "\n")
        }
        try output.finish()
    }

    private func readPayload(for loaded: Model) throws -> Payload {
        if let prompt {
            if let system { return try Self.payload(prompt, system: system, for: loaded) }
            return Payload(prompt: prompt, signature: loaded.signature)
        }
        let file = try input.read()
        do throws(SchemaMismatch) {
            var payload = try Payload(
                parsing: file.bytes, as: input.type, signature: loaded.signature,
                settings: loaded.plugin.descriptor.parameters)
            payload.source = file.name
            return payload
        } catch {
            throw error.error(in: file.name)
        }
    }

    private static func payload(_ prompt: String, system: String, for model: Model) throws -> Payload {
        guard model.signature?.takesMessages == true else {
            throw FlavorError(
                .invalidArgument,
                "\(model.path): --system: expected a model that takes messages, found one that takes a prompt alone: "
                    + "put it into the prompt, or save the model with flavor save --flavor chat-task")
        }
        var conversation = Conversation(system: system)
        conversation.append(.user, prompt)
        return conversation.payload
    }

    private func writeStream(
        _ results: PredictionStream, _ isText: Bool, to output: Output, clearing progress: ProgressLine
    ) throws {
        var index: [Int64?]?
        while let piece = try results.next() {
            progress.end()
            if isText {
                // A list is answered one text after another; each begins on a line of its own, as in the one answer.
                let next = [piece.info["index"]?.intValue, piece.value.choicePosition]
                if next.contains(where: { $0 != nil }) {
                    if let index, index != next { try output.write("\n") }
                    index = next
                }
                try output.write(piece.value.plainText)
            } else {
                let line: JSONValue = ["value": piece.value.json, "info": Value.map(piece.info).json]
                try output.write(line.text(.python) + "\n")
            }
        }
        if isText { try output.write("\n") }
    }
}
