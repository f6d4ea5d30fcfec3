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

/// Starts the command and turns what it throws into one line and an exit status.
@main
enum Main {
    static func main() {
        // A reader that closes the pipe shows as an error of write, not as a signal.
        signal(SIGPIPE, SIG_IGN)
        // So does a limit on the size of files.
        signal(SIGXFSZ, SIG_IGN)
        Interrupt.start()
        do {
            var command = try FlavorCommand.parseAsRoot()
            try command.run()
            Exit.exit()
        } catch {
            // The parser answers --help by itself, and knows no models.
            if FlavorCommand.exitCode(for: error).isSuccess,
                let more = PredictHelp.text(for: Array(CommandLine.arguments.dropFirst()))
            {
                Exit.exit(printing: FlavorCommand.fullMessage(for: error) + "\n" + more)
            }
            Exit.exit(with: error)
        }
    }
}
