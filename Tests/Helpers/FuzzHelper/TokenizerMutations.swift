import JSON
import TestSupport
import Tokenizers

/// Files of tokenizers with values changed, dropped and mixed, or with their bytes changed; what is read then encodes and decodes.
struct TokenizerMutations: FuzzTarget {
    static let name = "tokenizer-mutations"
    /// Small whole files, among them some with character maps.
    private let documents: [JSONValue]

    init() throws {
        let recorded = try JSONValue(parsing: readFile("\(Fixtures.own)/tokenizers/unigram.json"))
        documents = recorded.arrayValue?.compactMap { $0["tokenizer"] } ?? []
        guard !documents.isEmpty else { throw FuzzFailure("no tokenizers to change") }
    }

    func run(_ random: inout SeededRandom) throws {
        var document = random.next(8) == 0 ? random.pick(documents) : composed(&random)
        for _ in 0..<random.next(4) { document = mutated(document, &random, depth: 0) }
        var bytes = Array(document.text(.python(ascii: false)).utf8)
        if random.next(4) == 0 { damage(&bytes, &random) }
        guard let json = try? JSONValue(parsing: bytes) else { return }
        do {
            try use(Tokenizer(parsing: json, file: "tokenizer.json"), &random)
        } catch let error as TokenizerError {
            try checkSentence(error)
        }
    }

    /// Puts a file together of stages at random.
    private func composed(_ random: inout SeededRandom) -> JSONValue {
        func stage(_ pool: [JSONValue], _ list: String, _ random: inout SeededRandom) -> JSONValue {
            switch random.next(3) {
            case 0: .null
            case 1: random.pick(pool)
            default:
                .object(["type": "Sequence", .init(list): .array((0..<random.next(4)).map { _ in random.pick(pool) })])
            }
        }
        return [
            "version": "1.0", "added_tokens": random.next(2) == 0 ? TokenizerPieces.addedTokens : [],
            "normalizer": stage(TokenizerPieces.normalizers, "normalizers", &random),
            "pre_tokenizer": stage(TokenizerPieces.preTokenizers, "pretokenizers", &random),
            "post_processor": stage(TokenizerPieces.postProcessors, "processors", &random),
            "decoder": stage(TokenizerPieces.decoders, "decoders", &random),
            "model": random.pick(TokenizerPieces.models),
        ]
    }

    /// Changes a value somewhere in a tree.
    private func mutated(_ value: JSONValue, _ random: inout SeededRandom, depth: Int) -> JSONValue {
        if depth > 0, random.next(4) == 0 { return random.pick(TokenizerPieces.values) }
        switch value {
        case .object(var object) where !object.isEmpty:
            let key = object[random.next(object.count)].key
            if random.next(8) == 0 {
                object[key] = nil
            } else {
                object[key] = mutated(object[key] ?? nil, &random, depth: depth + 1)
            }
            return .object(object)
        case .array(var array) where !array.isEmpty:
            let index = random.next(array.count)
            switch random.next(6) {
            case 0: array.remove(at: index)
            case 1: array.append(array[index])
            default: array[index] = mutated(array[index], &random, depth: depth + 1)
            }
            return .array(array)
        default: return random.pick(TokenizerPieces.values)
        }
    }
}

/// Changes some bytes.
func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    for _ in 0..<1 + random.next(4) where !bytes.isEmpty {
        let start = random.next(bytes.count)
        let end = min(start + random.next(random.pick([1, 4, 40])), bytes.count)
        switch random.next(4) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
        default: bytes[start] = UInt8(truncatingIfNeeded: random.next())
        }
    }
}

/// Checks that a refusal is one sentence.
func checkSentence(_ error: TokenizerError) throws {
    let text = error.description
    guard !text.utf8.contains(UInt8(ascii: "\n")), text.utf8.count < 2000 else {
        throw FuzzFailure("a refusal of several lines or too long: \(text.prefix(200))")
    }
}

/// Encodes and decodes with a tokenizer that was read.
func use(_ tokenizer: Tokenizer, _ random: inout SeededRandom) throws {
    func text(_ random: inout SeededRandom) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<random.next(24) { text.append(random.pick(TokenizerPieces.parts)) }
        return String(text)
    }
    let ids = (0..<random.next(12)).map { _ in random.next(16) - 1 }
    let decoded = tokenizer.decode(ids, skipSpecialTokens: random.next(2) == 0)
    guard decoded.utf8.count < 1 << 20 else { throw FuzzFailure("12 tokens decode to \(decoded.utf8.count) bytes") }
    var stream = tokenizer.makeDecodeStream(skipSpecialTokens: false)
    for id in ids { _ = stream.append(id) }
    _ = stream.finish()
    _ = try tokenizer.encoding(of: text(&random), pair: random.next(3) == 0 ? text(&random) : nil)
    _ = try tokenizer.encode(text(&random), addSpecialTokens: false)
}
