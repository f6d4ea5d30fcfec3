import Glibc
import JSON
import TestSupport
import Tokenizers

/// Model folders with damaged configurations, SentencePiece models and vocabularies.
struct TokenizerFolderMutations: FuzzTarget {
    static let name = "tokenizer-folders"
    private let folder: String
    private let classes = [
        "LlamaTokenizer", "GemmaTokenizer", "T5Tokenizer", "XLMRobertaTokenizer", "AlbertTokenizer", "GPT2Tokenizer",
        "BertTokenizer", "RobertaTokenizer", "PreTrainedTokenizerFast", "CLIPTokenizer", "DebertaV2Tokenizer", "X",
    ]
    private let names = ["tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "spm.model"]

    init() { folder = "/tmp/flavor-fuzz-\(getpid())" }

    func run(_ random: inout SeededRandom) throws {
        guard mkdir(folder, 0o700) == 0 else { throw FuzzFailure("cannot make \(folder)") }
        defer { removeTree(folder) }
        try write(configuration(&random), to: "tokenizer_config.json", &random)
        switch random.next(4) {
        case 0: try write("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##b\n", to: "vocab.txt", &random)
        case 1:
            try write(#"{"<s>": 0, "a": 1, "b": 2, "ab": 3, "</s>": 4}"#, to: "vocab.json", &random)
            try write("#version: 0.2\na b\n", to: "merges.txt", &random)
        case 2:
            let json: JSONValue = [
                "version": "1.0", "added_tokens": TokenizerPieces.addedTokens,
                "model": random.pick(TokenizerPieces.models),
            ]
            try write(json.text(.python(ascii: false)), to: "tokenizer.json", &random)
        default:
            var model =
                random.next(10) == 0
                ? (0..<random.next(60)).map { _ in UInt8(truncatingIfNeeded: random.next()) } : sentencePiece(&random)
            if random.next(2) == 0 { damage(&model, &random) }
            try writeFile(model, to: "\(folder)/\(random.pick(names))")
        }
        do {
            try use(Tokenizer(modelFolder: folder), &random)
        } catch let error as TokenizerError {
            try checkSentence(error)
        }
    }

    private func write(_ text: String, to name: String, _ random: inout SeededRandom) throws {
        var bytes = Array(text.utf8)
        if random.next(3) == 0 { damage(&bytes, &random) }
        try writeFile(bytes, to: "\(folder)/\(name)")
    }

    private func configuration(_ random: inout SeededRandom) -> String {
        var object: JSONObject = ["tokenizer_class": .string(random.pick(classes))]
        let keys = [
            "bos_token", "eos_token", "unk_token", "sep_token", "cls_token", "pad_token", "add_bos_token",
            "add_prefix_space",
            "extra_special_tokens", "additional_special_tokens", "added_tokens_decoder", "extra_ids", "offset",
            "legacy",
            "do_lower_case", "clean_up_tokenization_spaces", "chat_template", "model_max_length", "padding_side",
            "unk_id",
        ]
        for _ in 0..<random.next(6) {
            let key = random.pick(keys)
            object[key] =
                random.next(2) == 0
                ? random.pick(TokenizerPieces.values)
                : random.pick([
                    "<s>", "a", ["<x>", "a"], ["__type": "AddedToken", "content": "<y>", "lstrip": true],
                    ["3": ["content": "<z>", "special": true]], true,
                ])
        }
        return JSONValue.object(object).text(.python(ascii: false))
    }

    /// A SentencePiece model of a few pieces.
    private func sentencePiece(_ random: inout SeededRandom) -> [UInt8] {
        let pieces: [(String, Float, UInt8)] = [
            ("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("<u>", 0, 4), ("<0x41>", 0, 6), ("▁", -2, 1), ("a", -1, 1),
            ("b", -1.5, 1), ("ab", -1.2, 1), ("▁a", -1.1, 1),
        ]
        var model: [UInt8] = []
        for (text, score, kind) in pieces where random.next(12) > 0 {
            var piece = field(1, Array(text.utf8)) + [0x15]
            withUnsafeBytes(of: score.bitPattern.littleEndian) { piece += $0 }
            model += field(1, piece + [0x18, kind])
        }
        let type: UInt8 = random.next(2) == 0 ? 1 : 2
        let trainer: [UInt8] = [0x18, type, 0x98, 0x02, UInt8(random.next(2))]
        return model + field(2, trainer) + field(3, random.next(3) == 0 ? field(2, [4, 0, 0, 0, 0, 0, 0, 0]) : [])
    }

    private func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
}
