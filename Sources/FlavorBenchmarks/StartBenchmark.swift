import FlavorHost
import FlavorKit
import Glibc

/// A program that starts, answers a prompt and ends: the time until its first token, and the most memory it takes, beside a
/// Python program that does the same with onnxruntime-genai.
struct StartBenchmark {
    private let model: String
    private let prompt =
        "<|system|>You are a stand-up comedian.<|end|><|user|>Tell me a joke about atom<|end|><|assistant|>"
    private let rounds = 12

    init(arguments: [String]) {
        model =
            arguments.first
            ?? "\(PeerEnvironment.repository)/Tests/Fixtures/models/onnx/tiny-phi3-capitals-int4-cpu"
    }

    func run() throws {
        let folder = "/" + (Executable.path ?? "").split(separator: "/").dropLast().joined(separator: "/")
        let ours = [
            "\(folder)/flavor", "predict", model, "--prompt", prompt, "--stream", "--param", "max_new_tokens=40",
        ]
        let theirs = PeerEnvironment.python.map { python in
            [python, "\(PeerEnvironment.repository)/Tests/Interop/first_token_peer.py", model, prompt]
        }
        var figures: (ours: [Figure], theirs: [Figure]) = ([], [])
        // Taking turns lets a busy neighbour slow both.
        for _ in 0..<rounds {
            figures.ours.append(try measure(ours))
            if let theirs { figures.theirs.append(try measure(theirs)) }
        }
        report("flavorhost", figures.ours)
        guard theirs != nil else {
            print("onnxruntime-genai in Python: not measured; run Tests/Interop/peers first")
            return
        }
        report("onnxruntime-genai in Python", figures.theirs)
        let times = (best(figures.ours) / best(figures.theirs), median(figures.ours) / median(figures.theirs))
        let memory = Double(peak(figures.ours)) / Double(peak(figures.theirs))
        print(
            "ratio of the best times: \(rounded(times.0))x, of the medians: \(rounded(times.1))x, "
                + "of memory: \(rounded(memory))x")
    }

    private struct Figure {
        /// Milliseconds until the first byte of output.
        let time: Double
        /// Kilobytes.
        let peak: Int
    }

    private func measure(_ words: [String]) throws -> Figure {
        var pipes: [Int32] = [0, 0]
        guard pipe(&pipes) == 0 else { throw FlavorError(.unavailable, "no pipe for \(words[0])") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO)
        for descriptor in pipes { posix_spawn_file_actions_addclose(&actions, descriptor) }
        defer { posix_spawn_file_actions_destroy(&actions) }
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let start = ContinuousClock.now
        guard posix_spawn(&process, words[0], &actions, nil, arguments, environ) == 0 else {
            throw FlavorError(.unavailable, "\(words[0]) cannot be started")
        }
        close(pipes[1])
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(pipes[0], &buffer, 1)
        let time = (ContinuousClock.now - start) / .milliseconds(1)
        while read(pipes[0], &buffer, buffer.count) > 0 {}
        close(pipes[0])
        var status: Int32 = 0
        var usage = rusage()
        wait4(process, &status, 0, &usage)
        guard count == 1, status == 0 else {
            throw FlavorError(.unavailable, "\(words[0]) ended with \(status); its reason is above")
        }
        return Figure(time: time, peak: usage.ru_maxrss)
    }

    private func report(_ name: String, _ figures: [Figure]) {
        print(
            "\(name): first token after \(rounded(best(figures))) ms at best, median \(rounded(median(figures))), "
                + "peak memory \(peak(figures) / 1024) MB")
    }

    private func rounded(_ figure: Double) -> Double { (figure * 1000).rounded() / 1000 }

    private func median(_ figures: [Figure]) -> Double { figures.map(\.time).sorted()[figures.count / 2] }

    private func best(_ figures: [Figure]) -> Double { figures.map(\.time).min() ?? 0 }

    private func peak(_ figures: [Figure]) -> Int { figures.map(\.peak).max() ?? 0 }
}
