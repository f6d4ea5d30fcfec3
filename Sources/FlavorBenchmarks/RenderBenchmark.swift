import ChatTemplates
import FlavorHost
import FlavorKit
import Glibc
import JSON

/// Rendering chat templates that are parsed already: microseconds for a conversation of ten messages.
struct RenderBenchmark {
    private let goldens = "\(PeerEnvironment.repository)/Tests/Fixtures/models/chat-templates/golden.json"
    private let names = ["phi3", "llama31-tools", "qwen3-thinking", "gemma3-parts"]
    private let rounds = 7
    private let count = 1000

    /// Five turns of a user and an assistant.
    private let messages = JSONValue.array(
        (0..<10).map { number in
            number % 2 == 0
                ? ["role": "user", "content": .string("Question \(number): what is the capital of Spain?")]
                : ["role": "assistant", "content": .string("Answer \(number): the capital of Spain is Madrid.")]
        })

    func run() throws {
        let file = try JSONValue(parsing: Files.readToEnd(goldens, cancellation: Cancellation()))
        let peer = try PeerEnvironment.python.map { python in
            try PeerProcess(
                python: python, script: "\(PeerEnvironment.repository)/Tests/Interop/render_peer.py",
                arguments: [goldens, messages.text(.compact), String(count)])
        }
        for name in names {
            guard let source = file["templates"]?[name]?["template"]?.stringValue else {
                throw FlavorError(.notFound, "\(goldens): no template is named \(name)")
            }
            let template = try ChatTemplate(source, name: name)
            var ours: [Double] = []
            var theirs: [Double] = []
            // Taking turns lets a busy neighbour slow both.
            for _ in 0..<rounds {
                ours.append(try measure(template))
                if let peer { theirs.append(try peer.next(name)) }
            }
            report(name, ours.min() ?? 0, theirs.min())
        }
        if peer == nil { print("transformers: not measured; run Tests/Interop/peers first") }
    }

    /// Microseconds of one rendering on the processor, as the peer measures it too: a neighbour's turn is not ours.
    private func measure(_ template: ChatTemplate) throws -> Double {
        let start = processorTime
        for _ in 0..<count {
            _ = try template.render(
                messages: messages, addGenerationPrompt: true, specialTokens: ["bos_token": "<s>", "eos_token": "</s>"])
        }
        return (processorTime - start) / Double(count)
    }

    private var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }

    private func report(_ name: String, _ ours: Double, _ theirs: Double?) {
        let rounded = { (value: Double) in (value * 10).rounded() / 10 }
        let peer = theirs.map { ", transformers \(rounded($0)), \(rounded($0 / ours))x" } ?? ""
        print("\(name): \(rounded(ours)) microseconds\(peer)")
    }
}
