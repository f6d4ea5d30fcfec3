import FlavorHost
import FlavorKit

/// One call of a small graph with a batch of one, signature and all, beside Python's `InferenceSession.run` and
/// `mlflow.pyfunc`'s `predict` on the same folder.
struct GraphBenchmark {
    private let folder: String
    private let callCount = 20_000
    private let rounds = 5

    init(arguments: [String]) {
        folder = arguments.first ?? "\(PeerEnvironment.repository)/Tests/Fixtures/mlflow/models/onnx_linear/model"
    }

    func run() throws {
        let model = try Host().load(folder, call: CallOptions(threads: 1))
        let input = Value.tensor(try Tensor([1, 2, 3] as [Float], shape: [1, 3]))
        let peer = try PeerEnvironment.python.map { python in
            try PeerProcess(
                python: python, script: "\(PeerEnvironment.repository)/Tests/Interop/graph_peer.py",
                arguments: [folder, String(callCount)])
        }
        _ = try measure(model, input)
        var ours: [Double] = []
        var theirs: [String: [Double]] = [:]
        // Taking turns lets a busy neighbour slow both.
        for _ in 0..<rounds {
            ours.append(try measure(model, input))
            for what in ["session", "pyfunc"] {
                if let peer { theirs[what, default: []].append(try peer.next(what)) }
            }
        }
        let best = ours.min() ?? 0
        print("flavorhost, a library call with enforcement: \(rounded(best)) microseconds")
        for (what, name) in [("session", "InferenceSession.run"), ("pyfunc", "mlflow.pyfunc predict")] {
            guard let figures = theirs[what], let other = figures.min() else {
                print("\(name): not measured; run Tests/Interop/peers first")
                continue
            }
            print("\(name): \(rounded(other)) microseconds, ratio \(rounded(best / other))x")
        }
    }

    /// Microseconds for a call.
    private func measure(_ model: Model, _ input: Value) throws -> Double {
        let start = ContinuousClock.now
        for _ in 0..<callCount { _ = try model.predict(input) }
        return (ContinuousClock.now - start) / .microseconds(1) / Double(callCount)
    }

    private func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }
}
