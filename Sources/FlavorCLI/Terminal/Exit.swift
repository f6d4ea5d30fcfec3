import ArgumentParser
import FlavorKit
import Glibc

/// How the command ends: 0 done, 1 failed, 64 bad usage, 130 interrupted, 141 nobody reads the output.
///
/// Without `exit`'s destructors: a plug-in that heeds no cancellation, or that was given a head start, may still run, and would
/// lose its footing; and what its libraries tear down is the system's to take back. What the command writes itself is out
/// already, unbuffered.
enum Exit {
    /// Ends the process as done.
    static func exit() -> Never { _exit(0) }

    /// Ends the process for an error.
    static func exit(with error: any Error) -> Never {
        switch error {
        case is ClosedPipe:
            _exit(141)
        case let error as FlavorError where error.code == .cancelled && Interrupt.wasPulled:
            _exit(130)
        case let error as FlavorError:
            StandardError.write("error: \(error.message.printable)\n")
            _exit(1)
        case _ where FlavorCommand.exitCode(for: error).isSuccess:
            // Help, version and completion scripts, which may not fit where they go.
            exit(printing: FlavorCommand.fullMessage(for: error) + "\n")
        default:
            let message = FlavorCommand.fullMessage(for: error)
            if !message.isEmpty { StandardError.write(message + "\n") }
            _exit(FlavorCommand.exitCode(for: error).rawValue)
        }
    }

    /// Prints a text and ends the process, as done or for what kept the text from being printed.
    static func exit(printing text: String) -> Never {
        do {
            try StandardOutput.write(text)
            _exit(0)
        } catch {
            exit(with: error)
        }
    }
}
