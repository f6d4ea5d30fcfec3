import FlavorKit
import JSON
import TestSupport
import Testing

@testable import TransformersPipeline

@Suite("A sequence")
struct DecoderSequenceTests {
    private static let models = "\(Fixtures.own)/models"
    private static let window8 = "\(models)/random/phi3-window8"
    private static let longrope = "\(models)/random/phi3-longrope"

    private func tokens(_ count: Int, below limit: Int) -> [Int] {
        (0..<count).map { ($0 * $0 * 7 + $0 * 13 + 5) % limit }
    }

    @Test("Logits do not depend on how the tokens are handed over", arguments: [1, 2, 3, 5])
    func pieces(threads: Int) throws {
        for folder in [Self.window8, "\(Self.models)/random/phi3-partial-tied", "\(Self.models)/tiny-phi3-capitals"] {
            let decoder = try openDecoder(folder)
            let prompt = tokens(150, below: decoder.vocabularySize)
            let whole = try decoder.logits(after: prompt)
            for size in [1, 2, 63, 64, 65, 100] {
                let sequence = try decoder.makeSequence(threads: threads)
                var logits: [Float] = []
                for start in stride(from: 0, to: prompt.count, by: size) {
                    logits = Array(try sequence.append(Array(prompt[start..<min(start + size, 150)])) { false })
                }
                #expect(sequence.count == 150)
                #expect(distance(logits, whole) < 1e-4, "\(folder), \(size) at a time")
            }
        }
    }

    @Test("A sequence many windows long gives what its last windows give")
    func windowMoves() throws {
        let decoder = try openDecoder(Self.window8)
        // Three layers of a window of 8 see no further back than 3 * 7 positions.
        let long = tokens(2000, below: decoder.vocabularySize)
        let sequence = try decoder.makeSequence(threads: 1)
        let logits = Array(try sequence.append(long) { false })
        var single = Array(try sequence.append([1]) { false })
        for step in 2..<700 { single = Array(try sequence.append([step % 300]) { false }) }
        #expect(sequence.count == 2699)
        // Angles are relative to each other, so the same tokens elsewhere give the same but for rounding.
        #expect(distance(logits, try decoder.logits(after: Array(long.suffix(40)))) < 1e-2)
        let last = (2..<700).map { $0 % 300 }.suffix(40)
        #expect(distance(single, try decoder.logits(after: Array(last))) < 1e-2)
    }

    @Test("Without the window the logits would be others")
    func windowMatters() throws {
        let golden = try JSONValue(parsing: readFile("\(Self.window8)/golden.json"))
        let unbounded = try withTemporaryDirectory { folder in
            var config = try JSONValue(parsing: readFile("\(Self.window8)/config.json"))
            config = try #require(config.objectValue.map { .object($0.with("sliding_window", .null)) })
            try writeFile(config.text(), to: "\(folder)/config.json")
            try writeFile(readFile("\(Self.window8)/model.safetensors"), to: "\(folder)/model.safetensors")
            return try openDecoder(folder)
        }
        for expected in try #require(golden["cases"]?.arrayValue) {
            let input = expected["input_ids"]?.integers ?? []
            let difference = distance(
                try unbounded.logits(after: input), expected["last_logits"]?.floats ?? [])
            let reference = Float(try #require(expected["last_logits_distance_without_window"]?.doubleValue))
            #expect(abs(difference - reference) < 2e-3)
            #expect(input.count <= 8 ? difference < 1e-3 : difference > 0.1, "\(input.count) tokens")
        }
    }

    @Test("A sequence that outgrows the original context starts again with the long factors")
    func longropeCrosses() throws {
        let decoder = try openDecoder(Self.longrope)
        let prompt = tokens(60, below: decoder.vocabularySize)
        let sequence = try decoder.makeSequence(threads: 2)
        for end in 1...60 {
            let logits = Array(try sequence.append([prompt[end - 1]]) { false })
            #expect(sequence.count == end)
            #expect(distance(logits, try decoder.logits(after: Array(prompt[..<end]))) < 1e-4, "\(end) tokens")
        }
    }

    @Test("Sequences of one decoder run at the same time without touching each other")
    func simultaneous() async throws {
        let decoder = try openDecoder("\(Self.models)/tiny-phi3-capitals")
        let prompts = (0..<6).map { number in tokens(20 + number, below: 2000) }
        let expected = try prompts.map { try decoder.greedy(after: $0, count: 20) }
        let found = try await withThrowingTaskGroup(of: (Int, [Int]).self) { group in
            for (index, prompt) in prompts.enumerated() {
                group.addTask { (index, try decoder.greedy(after: prompt, count: 20, threads: 1 + index % 3)) }
            }
            return try await group.reduce(into: [Int: [Int]]()) { $0[$1.0] = $1.1 }
        }
        for (index, tokens) in expected.enumerated() { #expect(found[index] == tokens) }
    }

    @Test("A cancelled call throws, whichever layer it is cancelled at", arguments: [1, 2])
    func cancelled(threads: Int) throws {
        let decoder = try openDecoder(Self.window8)
        for count in [1, 200] {
            for allowed in 0..<4 {
                let sequence = try decoder.makeSequence(threads: threads)
                var asked = 0
                #expect(throws: CancellationError.self) {
                    _ = try sequence.append(tokens(count, below: 300)) {
                        asked += 1
                        return asked > allowed
                    }
                }
                #expect(asked == allowed + 1)
            }
        }
    }

    @Test("Whether to go on is asked before each layer and before the logits")
    func asksBetweenLayers() throws {
        let decoder = try openDecoder(Self.window8)
        for (count, times) in [(1, 4), (64, 4), (65, 7), (129, 10)] {
            var asked = 0
            let sequence = try decoder.makeSequence(threads: 2)
            _ = try sequence.append(tokens(count, below: 300)) {
                asked += 1
                return false
            }
            #expect(asked == times)
        }
    }

    @Test("A token that the model has not is refused, and the sequence goes on without it")
    func unknownToken() throws {
        let decoder = try openDecoder(Self.window8)
        let sequence = try decoder.makeSequence(threads: 1)
        _ = try sequence.append([1, 2]) { false }
        for token in [-1, 320, Int.max, Int.min] {
            #expect(
                throws: FlavorError(
                    .invalidArgument, "token id \(token) is not the model's: expected 0 to 319")
            ) { _ = try sequence.append([3, token]) { false } }
        }
        #expect(throws: FlavorError(.invalidArgument, "a model needs at least one token to go on")) {
            _ = try sequence.append([]) { false }
        }
        #expect(sequence.count == 2)
        let logits = Array(try sequence.append([3]) { false })
        #expect(distance(logits, try decoder.logits(after: [1, 2, 3])) < 1e-4)
    }

    @Test("The logits may be written to without changing what follows")
    func writableLogits() throws {
        let decoder = try openDecoder(Self.window8)
        let sequence = try decoder.makeSequence(threads: 1)
        let logits = try sequence.append([1, 2]) { false }
        logits.update(repeating: 1e9)
        let next = Array(try sequence.append([3]) { false })
        #expect(distance(next, try decoder.logits(after: [1, 2, 3])) < 1e-4)
    }

    @Test("Any number of threads is taken into what makes sense")
    func threadCounts() throws {
        let decoder = try openDecoder(Self.window8)
        let expected = try decoder.logits(after: [5, 6, 7])
        for threads in [Int.min, -1, 0, 7, 64] {
            #expect(distance(try decoder.logits(after: [5, 6, 7], threads: threads), expected) < 1e-4)
        }
    }
}

extension JSONObject {
    /// The object with a member set.
    func with(_ key: String, _ value: JSONValue?) -> JSONObject {
        var copy = self
        copy[key] = value
        return copy
    }
}
