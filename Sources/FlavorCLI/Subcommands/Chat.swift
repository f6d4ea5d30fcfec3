import ArgumentParser
import FlavorHost
import FlavorKit

struct Chat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Talk with a chat model in the terminal",
        discussion: """
            Ctrl-C stops an answer, Ctrl-D ends the conversation; /help lists what else can be typed. Without a terminal \
            each line of the input is a message.
              flavor chat ./phi3-chat --system "Answer in one sentence."
            """)

    @OptionGroup var model: ModelOptions

    @Option(help: ArgumentHelp("What the model is told before the first message", valueName: "text"))
    var system: String?

    @Option(name: .customLong("param"), help: ArgumentHelp("A parameter of each answer", valueName: "name=value"))
    var parameters: [Setting] = []

    @Option(help: ArgumentHelp("How many threads may work", valueName: "count"))
    var threads: Int?

    @OptionGroup var loading: LoadOptions

    @OptionGroup var hostOptions: HostOptions

    func validate() throws {
        if let threads, threads < 1 || threads > 1024 {
            throw ValidationError("--threads takes a number from 1 to 1024.")
        }
    }

    func run() throws {
        let host = hostOptions.makeHost()
        let progress = ProgressLine()
        let call = CallOptions(threads: threads, cancellation: Interrupt.cancellation, progress: progress.show)
        defer { progress.end() }
        let loaded = try loading.load(model.path, with: host, call: call)
        progress.end()
        guard loaded.signature?.takesMessages == true else {
            throw FlavorError(
                .failedPrecondition,
                "\(model.path): expected a model that takes messages: save one with flavor save --flavor chat-task "
                    + "--from \(model.path) -o DIR, from a model folder")
        }
        let chat = try TerminalChat(
            model: loaded, parameters: try parameters.values(declared: loaded.interface.parameters), threads: threads,
            conversation: Conversation(system: system))
        try chat.run()
    }
}
