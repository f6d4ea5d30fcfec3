import ArgumentParser
import FlavorHost
import FlavorKit
import Glibc

/// The command `flavor`.
struct FlavorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flavor",
        abstract: "Run, save and inspect machine-learning models in MLflow's format",
        discussion: """
            A model is a folder with an MLmodel file, or a folder in a format that an installed flavor uses in place, such \
            as Hugging Face's.
              flavor predict ./phi3 --prompt "What is the capital of Spain?"
            """,
        version: HostVersion.current,
        subcommands: [
            List.self, Why.self, Info.self, Save.self, Convert.self, Predict.self, Chat.self, Signature.self,
            Tokenize.self, Render.self, Manifest.self,
        ])
}

extension FlavorCommand {
    /// The subcommand that arguments name, with what follows.
    ///
    /// Looking at all subcommands takes the parser as long as all else before a model is opened, so the one that is named is
    /// tried alone; what it refuses, and help, the parser tells as a whole.
    static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        let named = configuration.subcommands.first { $0.configuration.commandName == arguments.first }
        if let named, let command = try? named.parseAsRoot(Array(arguments.dropFirst())),
            ([named] + named.configuration.subcommands).contains(where: { $0 == type(of: command) })
        {
            return command
        }
        return try parseAsRoot(arguments)
    }
}

/// Starts the command and turns what it throws into one line and an exit status.
@main
enum Main {
    static func main() {
        // A reader that closes the pipe shows as an error of write, not as a signal.
        signal(SIGPIPE, SIG_IGN)
        // So does a limit on the size of files.
        signal(SIGXFSZ, SIG_IGN)
        Interrupt.start()
        let words = Array(CommandLine.arguments.dropFirst())
        HeadStart.begin(words)
        do {
            var command = try FlavorCommand.parsed(words)
            try command.run()
            Exit.exit()
        } catch {
            // The parser answers --help by itself, and knows no models.
            if FlavorCommand.exitCode(for: error).isSuccess,
                let more = PredictHelp.text(for: words)
            {
                Exit.exit(printing: FlavorCommand.fullMessage(for: error) + "\n" + more)
            }
            Exit.exit(with: error)
        }
    }
}
