import FlavorHost
import FlavorKit
import Glibc
import JSON

/// Requests read and enforced, in rows per second against MLflow, and JSON alone, in megabytes per second against orjson.
struct PayloadBenchmark {
    private let folder: String
    private let peer: PeerProcess?
    private let rounds = 3
    /// A part of the names of what to measure; nil for everything.
    private let part: String?

    init(only part: String?) throws {
        self.part = part
        var template = Array("/tmp/flavor-payload-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FlavorError(.unavailable, "no temporary folder") }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        peer = try PeerEnvironment.python.map { [folder] python in
            try PeerProcess(
                python: python, script: "\(PeerEnvironment.repository)/Tests/Interop/payload_peer.py",
                arguments: [folder])
        }
    }

    func run() throws {
        defer { rmdir(folder) }
        if peer == nil { print("MLflow and orjson: not measured; run Tests/Interop/peers first") }
        for count in [1000, 1_000_000] {
            for request in PayloadSample.requests(rowCount: count) { try measure(request) }
        }
        guard isMeasured("JSON") else { return }
        let matrix = PayloadSample.matrix(rowCount: 200_000)
        try measureJSON("float matrix into a tensor", matrix) { bytes in
            try Self.readTensor(bytes)
        }
        try measureJSON("float matrix into a tree", matrix) { bytes in try JSONValue(parsing: bytes) }
        try measureJSON("mixed document into a tree", PayloadSample.statuses(count: 20_000)) { bytes in
            try JSONValue(parsing: bytes)
        }
    }

    private func isMeasured(_ name: String) -> Bool { part.map { name.contains($0) } ?? true }

    // MARK: Requests

    private func measure(_ sample: PayloadSample) throws {
        let name = "\(sample.name), \(sample.rowCount) rows"
        guard isMeasured(name) else { return }
        let text = sample.text()
        let schema = try ModelSignature(inputsText: sample.schema, outputsText: nil, paramsText: nil)
        let enforcement = Enforcement(schema)
        // A small request is read many times in a round, which is worth its fastest.
        let repetitions = sample.rowCount < 10_000 ? 50 : 1
        try withFile(text, schema: sample.schema) { file in
            try compare(
                name, unit: "rows/s", amount: Double(sample.rowCount),
                request: "\(sample.type.rawValue) \(file) \(repetitions)"
            ) {
                try fastest(of: repetitions) {
                    let payload = try Payload(parsing: text, as: sample.type, signature: schema)
                    return try enforcement.enforce(payload)
                }
            }
        }
    }

    // MARK: JSON

    private func measureJSON(_ name: String, _ text: [UInt8], _ read: ([UInt8]) throws -> Any) throws {
        try withFile(text, schema: nil) { file in
            try compare(
                "JSON, \(name)", unit: "MB/s", amount: Double(text.count) / 1e6, request: "orjson \(file) 3"
            ) {
                try fastest(of: 3) { try read(text) }
            }
        }
    }

    private static func readTensor(_ bytes: [UInt8]) throws -> Int {
        try bytes.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            let shape = try reader.arrayShape()
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: shape.elementCount * 8, alignment: 64)
            defer { memory.deallocate() }
            try reader.readArray(of: .float64, dimensions: shape.dimensions, into: memory)
            try reader.finish()
            return shape.elementCount
        }
    }

    // MARK: Turns

    /// Measures both sides in turns, so that a busy neighbour slows both, and prints best, median and ratio.
    private func compare(
        _ name: String, unit: String, amount: Double, request: String, _ ours: () throws -> Double
    ) throws {
        var oursRates: [Double] = []
        var peerRates: [Double] = []
        for _ in 0..<rounds {
            oursRates.append(amount / (try ours()))
            if let peer { peerRates.append(amount / (try peer.next(request))) }
        }
        func text(_ rates: [Double]) -> String { "best \(Int(best(rates))), median \(Int(median(rates))) \(unit)" }
        var line = "\(name): \(text(oursRates))"
        if !peerRates.isEmpty {
            line += "; peer \(text(peerRates)); ratio of the best \(rounded(best(oursRates) / best(peerRates)))x, "
            line += "of the medians \(rounded(median(oursRates) / median(peerRates)))x"
        }
        print(line)
        fflush(nil)
    }

    /// The seconds of the fastest of some runs.
    private func fastest(of count: Int, _ body: () throws -> Any) throws -> Double {
        var best = Double.infinity
        for _ in 0..<count {
            let start = ContinuousClock.now
            let result = try body()
            best = min(best, (ContinuousClock.now - start) / .seconds(1))
            // As in the peer, letting go of the result is not in the time.
            withExtendedLifetime(result) {}
        }
        return best
    }

    private func best(_ rates: [Double]) -> Double { rates.max() ?? 0 }

    private func median(_ rates: [Double]) -> Double { rates.sorted()[rates.count / 2] }

    private func rounded(_ ratio: Double) -> Double { (ratio * 100).rounded() / 100 }

    // MARK: Files

    /// Runs a body with a file that the peer reads.
    private func withFile(_ text: [UInt8], schema: String?, _ body: (String) throws -> Void) throws {
        let name = "request"
        // A name of its own for each, as the peer keeps the last one it read.
        let file = "\(name)-\(text.count)-\(schema?.utf8.count ?? 0)"
        defer {
            unlink("\(folder)/\(file)")
            unlink("\(folder)/\(file).schema")
        }
        try write(text, to: "\(folder)/\(file)")
        if let schema { try write(Array(schema.utf8), to: "\(folder)/\(file).schema") }
        try body(file)
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "wb") else { throw FlavorError(.unavailable, "\(path) cannot be written") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw FlavorError(.unavailable, "\(path) cannot be written")
        }
    }
}
