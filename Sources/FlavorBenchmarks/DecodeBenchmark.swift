import FlavorHost
import FlavorKit
import Glibc

/// Greedy decoding: tokens per second from a short prompt, through the host as a user has it.
struct DecodeBenchmark {
    private let model: String
    private let peerModel: String
    private let prompt =
        "<|system|>You are a stand-up comedian.<|end|><|user|>Tell me a joke about atom<|end|><|assistant|>"
    private let tokenCount = 200
    private let threads: Int
    private let rounds = 5

    init(arguments: [String]) {
        let models = "\(PeerEnvironment.repository)/Tests/Fixtures/models"
        model = arguments.first ?? "\(models)/tiny-phi3-capitals"
        threads = arguments.dropFirst(2).first.flatMap { Int($0) } ?? 2
        peerModel = arguments.dropFirst().first ?? "\(models)/onnx/tiny-phi3-capitals-fp32-cpu"
    }

    func run() throws {
        let host = Host()
        let loaded = try host.load(model, call: CallOptions(threads: threads))
        let peer = try PeerEnvironment.python.map { python in
            try PeerProcess(
                python: python, script: "\(PeerEnvironment.repository)/Tests/Interop/decode_peer.py",
                arguments: [peerModel, prompt, String(tokenCount), String(threads)])
        }
        _ = try measure(loaded)
        var ours: [Double] = []
        var theirs: [Double] = []
        // Taking turns lets a busy neighbour slow both.
        for _ in 0..<rounds {
            ours.append(try measure(loaded))
            if let peer { theirs.append(try peer.next()) }
        }
        report("flavorhost, \(loaded.plugin.descriptor.id), \(threads) threads", ours)
        guard peer != nil else {
            print("onnxruntime-genai: not measured; run Tests/Interop/peers first")
            return
        }
        report("onnxruntime-genai, \(threads) threads", theirs)
        let ratio = best(ours) / best(theirs)
        print("ratio of the best: \(rounded(ratio))x, of the medians: \(rounded(median(ours) / median(theirs)))x")
    }

    /// Tokens per second of one answer of a fixed length, prompt included in the time as in the peer's.
    private func measure(_ model: Model) throws -> Double {
        let start = ContinuousClock.now
        _ = try model.predict(
            Payload(prompt: prompt, signature: model.signature),
            parameters: ValueMap([
                ("max_new_tokens", .int(Int64(tokenCount))), ("min_new_tokens", .int(Int64(tokenCount))),
                ("do_sample", .bool(false)),
            ]), call: CallOptions(threads: threads))
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return Double(tokenCount) / seconds
    }

    private func report(_ name: String, _ values: [Double]) {
        print(
            "\(name): best \(Int(best(values))) tokens/s, median \(Int(median(values))), worst \(Int(values.min() ?? 0))"
        )
    }

    private func best(_ values: [Double]) -> Double { values.max() ?? 0 }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private func rounded(_ ratio: Double) -> Double { (ratio * 100).rounded() / 100 }
}
