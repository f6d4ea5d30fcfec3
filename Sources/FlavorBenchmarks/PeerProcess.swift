import FlavorKit
import Glibc

/// Where the Python environment of the peers is.
enum PeerEnvironment {
    /// The folder that holds Package.swift: benchmarks run from a checkout.
    static let repository: String = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    /// The interpreter, or nil when the environment has not been made.
    static var python: String? {
        let variable = { (name: String) in getenv(name).map { String(cString: $0) } }
        let cache = variable("XDG_CACHE_HOME") ?? variable("HOME").map { "\($0)/.cache" } ?? "/nonexistent"
        let python = (variable("PEERS") ?? "\(cache)/flavor-peers") + "/bin/python"
        return access(python, X_OK) == 0 ? python : nil
    }
}

/// A peer's script that answers each line it gets with one number.
final class PeerProcess {
    private let input: UnsafeMutablePointer<FILE>
    private let output: UnsafeMutablePointer<FILE>
    private var process = pid_t()

    init(python: String, script: String, arguments: [String]) throws {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
            throw FlavorError(.unavailable, "no pipe for the peer")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, toChild[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], STDOUT_FILENO)
        for descriptor in toChild + fromChild { posix_spawn_file_actions_addclose(&actions, descriptor) }
        defer { posix_spawn_file_actions_destroy(&actions) }
        let words: [UnsafeMutablePointer<CChar>?] = ([python, script] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        guard posix_spawn(&process, python, &actions, nil, words, environ) == 0,
            let input = fdopen(toChild[1], "w"), let output = fdopen(fromChild[0], "r")
        else { throw FlavorError(.unavailable, "\(python) cannot be started") }
        close(toChild[0])
        close(fromChild[1])
        self.input = input
        self.output = output
    }

    deinit {
        fclose(input)
        fclose(output)
        waitpid(process, nil, 0)
    }

    /// Has the peer do one round of what a line asks for.
    func next(_ request: String = "go") throws -> Double {
        fputs(request + "\n", input)
        fflush(input)
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), output) != nil,
            let number = Double(
                String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        else { throw FlavorError(.unavailable, "the peer ended without a figure; its reason is above") }
        return number
    }
}
