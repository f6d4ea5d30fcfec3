import Glibc
import TestSupport

/// The command while it runs, to be interrupted or killed.
final class RunningCommand {
    private var process: pid_t = 0
    private var output: Int32
    private let errors: Int32

    /// Starts a subcommand with the shipped flavors.
    /// - Parameter input: What it reads; a named pipe never ends.
    init(
        _ arguments: [String], input: String = "/dev/null", flavors: String = Flavor.flavors,
        environment: [String: String] = [:]
    ) throws {
        var (outputs, errors): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard pipe(&outputs) == 0, pipe(&errors) == 0 else { throw TestSupportError("no pipe") }
        for end in outputs + errors { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (self.output, self.errors) = (outputs[0], errors[0])
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, outputs[1], 1)
        posix_spawn_file_actions_adddup2(&actions, errors[1], 2)
        let words = [Flavor.executable] + arguments + ["--flavors", flavors]
        var argv = words.map { strdup($0) } + [nil]
        var envp = Flavor.environment.merging(environment) { $1 }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        let code = posix_spawn(&process, Flavor.executable, &actions, nil, &argv, &envp)
        close(outputs[1])
        close(errors[1])
        guard code == 0 else { throw TestSupportError("\(Flavor.executable) cannot be started: error \(code)") }
    }

    deinit {
        closeOutput()
        close(errors)
    }

    /// Waits for the first bytes of output and returns them.
    func firstOutput() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(output, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }

    /// Sends a signal.
    func send(_ signal: Int32) { kill(process, signal) }

    /// Closes the reader's side of the output.
    func closeOutput() {
        if output >= 0 { close(output) }
        output = -1
    }

    /// Whether the command has ended, which is then still to be waited for.
    var hasEnded: Bool {
        var information = siginfo_t()
        let isAsked = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0
        return isAsked && information.si_signo == SIGCHLD
    }

    /// Waits for the end; a death by signal shows as a negative status.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }

    /// What the command wrote to standard error, once it has ended.
    func errorText() -> String {
        var text: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(errors, &bytes, bytes.count)
            if count <= 0 { return String(decoding: text, as: UTF8.self) }
            text += bytes[..<count]
        }
    }
}
