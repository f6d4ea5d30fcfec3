import Glibc
import TestSupport

/// The command at a terminal of its own, typed at as by a person.
final class TerminalCommand {
    private var process: pid_t = 0
    private let terminal: Int32
    /// All that was shown.
    private(set) var shown = ""

    /// - Parameter term: The kind of the terminal, as `TERM` names it.
    init(_ arguments: [String], environment: [String: String] = [:], term: String = "xterm") throws {
        terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // What posix_openpt, unlockpt and ptsname do, which Swift does not see.
        let (unlock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
        var (unlocked, number): (CInt, CInt) = (0, 0)
        guard terminal >= 0, ioctl(terminal, unlock, &unlocked) == 0, ioctl(terminal, getNumber, &number) == 0 else {
            throw TestSupportError("no terminal")
        }
        let path = "/dev/pts/\(number)"
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A session of its own (POSIX_SPAWN_SETSID): the first terminal that it opens is its own, whose Ctrl-C reaches it.
        posix_spawnattr_setflags(&attributes, 0x80)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        let variables = Flavor.environment.merging(environment) { $1 }.merging(["TERM": term]) { $1 }
        var argv = ([Flavor.executable] + arguments + ["--flavors", Flavor.flavors]).map { strdup($0) } + [nil]
        var envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        guard posix_spawn(&process, Flavor.executable, &actions, &attributes, &argv, &envp) == 0 else {
            throw TestSupportError("the command does not start")
        }
    }

    deinit {
        if process > 0 {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        close(terminal)
    }

    /// Types keys; "\u{3}" is Ctrl-C, "\u{4}" Ctrl-D.
    func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        _ = write(terminal, bytes, bytes.count)
    }

    /// Waits until a text is shown that was not before, and returns what came up to its end; nil after half a minute.
    @discardableResult
    func expect(_ text: String) -> String? {
        let limit = time(nil) + 30
        while time(nil) < limit {
            if let found = pending.firstRange(of: text) {
                defer { pending = pending[found.upperBound...] }
                return String(pending[..<found.upperBound])
            }
            guard readMore() else { return nil }
        }
        return nil
    }

    /// What is shown and was not asked for yet.
    private var pending: Substring = ""

    private func readMore() -> Bool {
        var poller = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, 100) > 0 else { return true }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(terminal, &bytes, bytes.count)
        guard count > 0 else { return false }
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        shown += text
        pending = Substring(String(pending) + text)
        return true
    }

    /// Waits for the end and returns the status.
    func wait() -> Int32 {
        // A process whose terminal is full does not end.
        while readMore() {
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) == process {
                process = 0
                return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
            }
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        process = 0
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }
}
