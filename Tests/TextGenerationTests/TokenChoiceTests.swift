import FlavorKit
import Testing

@testable import TextGeneration

@Suite("Choosing a token")
struct TokenChoiceTests {
    private func choose(_ logits: [Float], _ choice: inout TokenChoice) throws -> Int {
        var logits = logits
        return try logits.withUnsafeMutableBufferPointer { try choice.choose($0) }
    }

    private func refusal(_ logits: [Float], sampling: GenerationConfig.Sampling? = nil) -> String? {
        var choice = TokenChoice(sampling)
        do {
            _ = try choose(logits, &choice)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("Of equal logits the smallest id is taken")
    func ties() throws {
        var choice = TokenChoice(nil)
        #expect(try choose([1, 3, 3, 2], &choice) == 1)
        #expect(try choose([-.infinity, -.infinity], &choice) == 0)
        #expect(try choose([0, .infinity, 1], &choice) == 1)
    }

    @Test("A logit that is not a number is a sentence")
    func notANumber() {
        let sentence = "the model's logit for token 1 is not a number: the weights may be damaged or overflow"
        #expect(refusal([0, .nan, 2]) == sentence)
        #expect(refusal([9, .nan, 2], sampling: .init()) == sentence)
    }

    @Test("Nothing can be drawn from infinities")
    func infinities() {
        #expect(
            refusal([0, .infinity], sampling: .init())
                == "a logit is infinite, so nothing can be drawn: raise temperature; if that does not "
                + "help, the weights may be damaged")
        #expect(
            refusal([-.infinity, -.infinity], sampling: .init())
                == "no token is left to draw from: loosen no_repeat_ngram_size or min_new_tokens")
    }

    @Test("The same seed draws the same tokens, another one others")
    func seeds() throws {
        func draws(_ seed: UInt64?) throws -> [Int] {
            var choice = TokenChoice(.init(seed: seed))
            return try (0..<40).map { _ in try choose([0, 0, 0, 0, 0, 0, 0, 0], &choice) }
        }
        #expect(try draws(7) == draws(7))
        #expect(try draws(7) != draws(8))
        #expect(try draws(nil) != draws(nil))
    }

    @Test("Tokens come as often as their probability says, and never when they are out")
    func distribution() throws {
        var choice = TokenChoice(.init(seed: 1))
        var counts = [Int](repeating: 0, count: 4)
        let draws = 20_000
        // The probabilities are 0, 1/6, 2/6 and 3/6.
        let logits: [Float] = [-.infinity, 0, 0.6931472, 1.0986123]
        for _ in 0..<draws { counts[try choose(logits, &choice)] += 1 }
        #expect(counts[0] == 0)
        for token in 1...3 {
            let share = Double(counts[token]) / Double(draws)
            #expect(abs(share - Double(token) / 6) < 0.015, "token \(token)")
        }
    }

    @Test("The random numbers are those of SplitMix64")
    func splitMix() {
        var random = SeededRandom(seed: 0)
        #expect(random.next() == 0xE220_A839_7B1D_CDAF)
        #expect(random.next() == 0x6E78_9E6A_A1B9_65F4)
        #expect(random.next() == 0x06C4_5D18_8009_454F)
        let unit = random.nextUnit()
        #expect((0..<1).contains(unit))
    }
}
