import FlavorKit
import Glibc
import JSON
import Tokenizers

/// Encoding and decoding in megabytes of text per second, beside the real tokenizers library: every kind of tokenizer in the
/// fixtures, in one thread and in all.
struct TokenizeBenchmark {
    private let folder = "\(PeerEnvironment.repository)/Tests/Fixtures/models/tokenizers"
    private let kinds: [String]
    private let sample = TextSample(byteCount: 2_000_000)
    private let rounds = 5

    /// - Parameter only: The kind to measure, or nil for all.
    init(only kind: String?) {
        let all = [
            "gpt2", "roberta", "llama3", "qwen2", "llama2", "llama2-metaspace", "gemma", "t5", "xlmr", "albert",
            "bert-uncased", "bert-cased",
        ]
        kinds = all.filter { kind == nil || $0 == kind }
    }

    func run() throws {
        if kinds.isEmpty { throw FlavorError(.invalidArgument, "there is no such kind of tokenizer") }
        print("\(sample.documents.count) documents of \(sample.byteCount) bytes; best of \(rounds) rounds, in MB/s")
        if PeerEnvironment.python == nil { print("tokenizers: not measured; run Tests/Interop/peers first") }
        try withDocuments { documents in
            let peer = try PeerEnvironment.python.map { python in
                try PeerProcess(
                    python: python, script: "\(PeerEnvironment.repository)/Tests/Interop/tokenize_peer.py",
                    arguments: [documents])
            }
            for kind in kinds { try measure(kind, peer) }
        }
    }

    /// A thing to do with all documents, and what the peer calls it.
    private struct Work {
        let name: String
        let request: String
        let run: (_ threads: Int?) throws -> Void
    }

    private func measure(_ kind: String, _ peer: PeerProcess?) throws {
        let file = "\(folder)/\(kind)/tokenizer.json"
        let tokenizer = try Tokenizer(contentsOfFile: file)
        let inputs = sample.documents.map { Tokenizer.Input($0) }
        let ids = try tokenizer.encode(batch: sample.documents)
        let works = [
            Work(name: "encode to ids", request: "ids") { threads in
                _ = try tokenizer.encode(batch: sample.documents, threads: threads)
            },
            Work(name: "encode with offsets", request: "offsets") { threads in
                _ = try tokenizer.encodings(of: inputs, threads: threads)
            },
            Work(name: "decode", request: "decode") { threads in _ = tokenizer.decode(batch: ids, threads: threads) },
        ]
        for work in works {
            for threads in [1, nil] {
                let count = threads.map(String.init) ?? "all"
                var (ours, theirs) = (Double.infinity, Double.infinity)
                // Taking turns lets a busy neighbour slow both.
                for _ in 0..<rounds {
                    ours = min(ours, try seconds { try work.run(threads) })
                    if let peer { theirs = min(theirs, try peer.next("\(work.request) \(file) 1 \(count)")) }
                }
                report("\(kind), \(work.name), \(threads == 1 ? "one thread" : "all threads")", ours, theirs)
            }
        }
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private func report(_ name: String, _ ours: Double, _ theirs: Double) {
        func rate(_ seconds: Double) -> Double { (Double(sample.byteCount) / 1e5 / seconds).rounded() / 10 }
        var line = "\(name): \(rate(ours))"
        if theirs.isFinite { line += ", tokenizers \(rate(theirs)), ratio \((theirs / ours * 10).rounded() / 10)x" }
        print(line)
        fflush(nil)
    }

    /// Runs a body with the documents in a file.
    private func withDocuments(_ body: (String) throws -> Void) throws {
        var path = Array("/tmp/flavor-documents-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0, let file = fdopen(descriptor, "w") else {
            throw FlavorError(.unavailable, "no temporary file for the documents")
        }
        defer { unlink(path) }
        fputs(JSONValue.array(sample.documents.map { .string($0) }).text(.python), file)
        fclose(file)
        try body(String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
}
