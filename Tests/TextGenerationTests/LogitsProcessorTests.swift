import Testing

@testable import TextGeneration

@Suite("Logits processors")
struct LogitsProcessorTests {
    /// The logits after a processor.
    private func apply(_ processor: any LogitsProcessor, _ logits: [Float], after history: [Int] = []) -> [Float] {
        var logits = logits
        logits.withUnsafeMutableBufferPointer { processor.apply(to: $0, after: TokenHistory(prompt: history)) }
        return logits
    }

    private let out = -Float.infinity

    @Test("A repetition penalty divides what is above zero and multiplies the rest, once for each token")
    func repetitionPenalty() {
        let changed = apply(RepetitionPenalty(penalty: 2), [4, -4, 0, 3], after: [0, 1, 1, 2, 0])
        #expect(changed == [2, -8, 0, 3])
    }

    @Test("Tokens beyond the vocabulary are passed over")
    func strangers() {
        #expect(apply(RepetitionPenalty(penalty: 2), [1], after: [7]) == [1])
        #expect(apply(NoRepeatNGram(size: 1), [1], after: [7]) == [1])
        #expect(apply(MinimumLength(count: 5, endTokens: [-1, 7, 0]), [1]) == [out])
    }

    @Test("No run of tokens is repeated")
    func noRepeatNGram() {
        // After 1 2 came 3, then 0; now 1 2 stands there again.
        #expect(apply(NoRepeatNGram(size: 3), [5, 5, 5, 5], after: [1, 2, 3, 1, 2, 0, 1, 2]) == [out, 5, 5, out])
        #expect(apply(NoRepeatNGram(size: 1), [5, 5, 5], after: [0, 2]) == [out, 5, out])
        #expect(apply(NoRepeatNGram(size: 3), [5, 5, 5], after: [1, 2]) == [5, 5, 5])
        #expect(apply(NoRepeatNGram(size: 2), [5, 5, 5], after: [1, 2]) == [5, 5, 5])
    }

    @Test("End tokens are out until the sequence is long enough")
    func minimumLength() {
        #expect(apply(MinimumLength(count: 3, endTokens: [0, 2]), [1, 1, 1], after: [0, 1]) == [out, 1, out])
        #expect(apply(MinimumLength(count: 2, endTokens: [0, 2]), [1, 1, 1], after: [0, 1]) == [1, 1, 1])
    }

    @Test("A temperature divides")
    func temperature() {
        #expect(apply(Temperature(temperature: 0.5), [1, -2]) == [2, -4])
    }

    @Test("The most likely tokens stay, with those that equal the last of them")
    func topK() {
        #expect(apply(TopK(count: 2), [1, 3, 2, 4]) == [out, 3, out, 4])
        #expect(apply(TopK(count: 2), [3, 3, 2, 4]) == [3, 3, out, 4])
        #expect(apply(TopK(count: 1), [3, 3]) == [3, 3])
        #expect(apply(TopK(count: 9), [1, 2]) == [1, 2])
    }

    @Test(
        "The tokens that reach the mass stay",
        arguments: [(0.0, [3]), (0.6, [3]), (0.7, [2, 3]), (0.95, [1, 2, 3]), (0.99, [0, 1, 2, 3])])
    func topP(mass: Double, kept: [Int]) {
        // The probabilities are 0.03, 0.09, 0.24 and 0.64.
        let changed = apply(TopP(mass: mass), [1, 2, 3, 4])
        #expect(changed.indices.filter { changed[$0] > out } == kept)
    }

    @Test("Of equal tokens the smaller ids go first, and one stays in any case")
    func topPTies() {
        #expect(apply(TopP(mass: 0.5), [2, 2, 2, 2]) == [out, out, 2, 2])
        #expect(apply(TopP(mass: 0), [2, 2, 2, 2]) == [out, out, out, 2])
    }

    @Test("Tokens below a share of the best probability go")
    func minP() {
        // exp(-1) is 0.37, exp(-2) is 0.14.
        #expect(apply(MinP(share: 0.2), [3, 2, 1]) == [3, 2, out])
        #expect(apply(MinP(share: 1), [3, 2, 3]) == [3, out, 3])
        #expect(apply(MinP(share: 0), [3, 2, 1]) == [3, 2, 1])
    }

    @Test("What an earlier filter took out stays out")
    func afterOtherFilters() {
        #expect(apply(TopP(mass: 0.99), [out, 1, out, 1]) == [out, 1, out, 1])
        #expect(apply(MinP(share: 0.5), [out, 1, out, 1]) == [out, 1, out, 1])
        #expect(apply(TopK(count: 3), [out, 1, out, 1]) == [out, 1, out, 1])
    }

    @Test("Nothing happens to an empty choice")
    func nothingLeft() {
        #expect(apply(TopP(mass: 0.5), [out, out]) == [out, out])
        #expect(apply(TopK(count: 1), []) == [])
    }

    @Test("Settings that change nothing make no processor; the order is transformers'")
    func order() {
        #expect(GenerationConfig().makeProcessors(promptCount: 3).isEmpty)
        var config = GenerationConfig(minNewTokens: 1, repetitionPenalty: 2, noRepeatNGramSize: 2, endTokens: [1])
        config.sampling = .init(temperature: 2, topK: 5, topP: 0.5, minP: 0.1)
        let names = config.makeProcessors(promptCount: 3).map { "\(type(of: $0))" }
        #expect(
            names == ["RepetitionPenalty", "NoRepeatNGram", "MinimumLength", "Temperature", "TopK", "TopP", "MinP"])
    }
}
