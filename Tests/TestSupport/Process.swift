import Glibc
import Synchronization

/// What a finished program left behind.
public struct ProcessResult: Sendable {
    /// How the program ended.
    public enum Ending: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
        case timedOut
    }

    public let ending: Ending
    public let standardOutput: [UInt8]
    public let standardError: [UInt8]

    /// Whether the program ended by itself with status 0.
    public var isSuccess: Bool { ending == .exited(0) }
    /// The standard output as text.
    public var output: String { String(decoding: standardOutput, as: UTF8.self) }
    /// The standard error as text.
    public var errors: String { String(decoding: standardError, as: UTF8.self) }
}

/// Runs a program to its end and captures what it writes.
///
/// - Parameters:
///   - arguments: The program, looked up in `PATH` when it has no slash, and its arguments.
///   - environment: Replaces the whole environment; nil inherits this process's.
///   - input: What the program reads from its standard input.
///   - timeout: After this the program and those that it started are killed.
public func runProcess(
    _ arguments: [String], environment: [String: String]? = nil, input: [UInt8] = [],
    timeout: Duration = .seconds(60)
) throws -> ProcessResult {
    var child = try starting.withLock { _ in try ChildProcess(arguments, environment: environment) }
    return try child.communicate(input: input, until: ContinuousClock.now + timeout)
}

/// Held while a program starts: one that starts meanwhile would inherit the other's pipes and keep them open.
private let starting = Mutex(())

/// A program that runs, with pipes to its three streams.
private struct ChildProcess {
    private let id: pid_t
    private var input: Int32
    private var outputs: [Int32]
    private var captured: [[UInt8]] = [[], []]

    init(_ arguments: [String], environment: [String: String]?) throws {
        guard let program = arguments.first else { throw TestSupportError("no program to run") }
        let pipes = try (0..<3).map { _ in try Pipe() }
        defer { pipes.forEach { $0.closeChildSide() } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes[0].reading, 0)
        posix_spawn_file_actions_adddup2(&actions, pipes[1].writing, 1)
        posix_spawn_file_actions_adddup2(&actions, pipes[2].writing, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that a timeout ends the program's own children too.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF))
        posix_spawnattr_setpgroup(&attributes, 0)
        // This process writes to pipes whose readers may be gone; the program is to meet that as it would anywhere.
        signal(SIGPIPE, SIG_IGN)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &defaults)

        let argv = CStrings(arguments)
        let envp = environment.map { CStrings($0.map { "\($0.key)=\($0.value)" }) }
        var id: pid_t = 0
        let status = posix_spawnp(&id, program, &actions, &attributes, argv.pointer, envp?.pointer ?? environ)
        guard status == 0 else {
            pipes.forEach { $0.closeOwnSide() }
            throw TestSupportError("\(program): cannot be started: \(String(cString: strerror(status)))")
        }
        self.id = id
        pipes[0].isOwnSideWriting = true
        input = pipes[0].writing
        outputs = [pipes[1].reading, pipes[2].reading]
        _ = fcntl(input, F_SETFL, O_NONBLOCK)
    }

    /// Feeds and drains the streams until the program has ended.
    mutating func communicate(input bytes: [UInt8], until end: ContinuousClock.Instant) throws -> ProcessResult {
        var rest = bytes[...]
        if rest.isEmpty { closeInput() }
        while outputs.contains(where: { $0 >= 0 }) {
            var events = outputs.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            events.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0))
            let left = (end - .now).components
            guard left.seconds >= 0, left.attoseconds >= 0 else { return finish(killing: true) }
            let milliseconds = min(left.seconds, 3600) * 1000 + left.attoseconds / 1_000_000_000_000_000
            poll(&events, nfds_t(events.count), Int32(clamping: milliseconds + 1))
            for index in outputs.indices where events[index].revents != 0 { drain(index) }
            if events[2].revents != 0 {
                let count = rest.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
                rest = rest.dropFirst(max(count, 0))
                if rest.isEmpty || count < 0 && errno != EAGAIN { closeInput() }
            }
        }
        return finish(killing: false)
    }

    private mutating func drain(_ index: Int) {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(outputs[index], &chunk, chunk.count)
        if count > 0 {
            captured[index].append(contentsOf: chunk[..<count])
        } else if count == 0 || errno != EINTR {
            close(outputs[index])
            outputs[index] = -1
        }
    }

    private mutating func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    private mutating func finish(killing: Bool) -> ProcessResult {
        if killing { kill(-id, SIGKILL) }
        closeInput()
        for output in outputs where output >= 0 { close(output) }
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        let ending: ProcessResult.Ending =
            killing ? .timedOut : signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
        return ProcessResult(ending: ending, standardOutput: captured[0], standardError: captured[1])
    }
}

private final class Pipe {
    let reading: Int32
    let writing: Int32
    var isOwnSideWriting = false

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TestSupportError.system("pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        reading = ends[0]
        writing = ends[1]
    }

    func closeChildSide() { close(isOwnSideWriting ? reading : writing) }

    func closeOwnSide() { close(isOwnSideWriting ? writing : reading) }
}

/// A null-terminated array of C strings.
private final class CStrings {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        pointer = .allocate(capacity: count + 1)
        for (index, text) in texts.enumerated() { (pointer + index).initialize(to: strdup(text)) }
        (pointer + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { free(pointer[index]) }
        pointer.deallocate()
    }
}
