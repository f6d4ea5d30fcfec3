"""Records what the real Hugging Face `tokenizers` library does with single decoders and small models, at once and as a stream.

usage: make_decoders.py OUT_JSON [LISTS]        (needs: pip install tokenizers==0.23.3)
"""
import json
import random
import sys

import tokenizers
from tokenizers import Tokenizer, pre_tokenizers
from tokenizers.decoders import DecodeStream

BYTES = [f"<0x{i:02X}>" for i in range(256)]
LEVEL = sorted(pre_tokenizers.ByteLevel.alphabet())
WORDS = ["<unk>", "<s>", "</s>", "<pad>", "|", "a", "b", "the", "##the", "##s", "##", "▁the", "▁", "▁▁a", "cat</w>", "</w>", "do", "</w>dog</w>", "n't", " n't", "'m", "'s", "'", ".", ",", "?", "!",
         " .", "do not", "x do not", "aaa", "ab", "日本", "é", "e\u0301", "😀", " ", "  ", "ĠtheĠ", "\ufffd", "don't", "'ve", "'re", "h", "e", "l", "o"]
TOKENS = list(dict.fromkeys(WORDS + LEVEL + BYTES))
VOCAB = {token: i for i, token in enumerate(TOKENS)}
ADDED = [dict(id=VOCAB[t], content=t, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True) for t in ["<s>", "</s>"]]


def decoder(type, **fields):
    return {"type": type, **fields}


def sequence(*stages):
    return decoder("Sequence", decoders=list(stages))


def replace(kind, pattern, content):
    return decoder("Replace", pattern={kind: pattern}, content=content)


def strip(content, start, stop):
    return decoder("Strip", content=content, start=start, stop=stop)


def metaspace(scheme):
    return decoder("Metaspace", replacement="▁", prepend_scheme=scheme, split=True)


LEVEL_DECODER = decoder("ByteLevel", add_prefix_space=True, trim_offsets=True, use_regex=True)
FALLBACK, FUSE = decoder("ByteFallback"), decoder("Fuse")
DECODERS = {
    "none": None,
    "ByteLevel": LEVEL_DECODER,
    "WordPiece": decoder("WordPiece", prefix="##", cleanup=False),
    "WordPiece, cleanup": decoder("WordPiece", prefix="##", cleanup=True),
    "WordPiece, another prefix": decoder("WordPiece", prefix="a", cleanup=True),
    "Metaspace, always": metaspace("always"),
    "Metaspace, never": metaspace("never"),
    "BPEDecoder": decoder("BPEDecoder", suffix="</w>"),
    "CTC": decoder("CTC", pad_token="<pad>", word_delimiter_token="|", cleanup=True),
    "CTC, without cleanup": decoder("CTC", pad_token="a", word_delimiter_token="|", cleanup=False),
    "Fuse": FUSE,
    "ByteFallback": FALLBACK,
    "Replace, expression": replace("Regex", r"[ae]|\p{Han}+", "<$>"),
    "Replace, expression of all": sequence(FUSE, replace("Regex", r"th?e+", "_")),
    "Llama 2": sequence(replace("String", "▁", " "), FALLBACK, FUSE, strip(" ", 1, 0)),
    "Strip in front": sequence(replace("String", "▁", " "), strip(" ", 2, 0)),
    "ByteLevel, then Replace": sequence(LEVEL_DECODER, replace("String", "the", "THE")),
    "WordPiece of one": sequence(FUSE, decoder("WordPiece", prefix="##", cleanup=True)),
    "Metaspace, then bytes": sequence(metaspace("first"), FALLBACK),
}
FALLBACK_KINDS = {"ByteFallback", "Llama 2", "Metaspace, then bytes"}
MODELS = {
    "WordLevel": {"type": "WordLevel", "unk_token": "<unk>", "vocab": VOCAB},
    "WordLevel without an unknown token": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": VOCAB},
    "WordPiece": {"type": "WordPiece", "unk_token": "<unk>", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": VOCAB},
    "WordPiece of short words": {"type": "WordPiece", "unk_token": "<unk>", "continuing_subword_prefix": "", "max_input_chars_per_word": 4, "vocab": VOCAB},
    "WordPiece without an unknown token": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": VOCAB},
    "WordLevel without a type": {"unk_token": "<unk>", "vocab": VOCAB},
}
TEXTS = ["the", "thes", "thethes", "a the b", "theses the", "aaab", "aab", "日本 é x", "日本日本日本", "hello", "Hello the", "do do not", "", " ", "😀a", "e\u0301 é"]


def file(model, decoder):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": ADDED, "normalizer": None, "pre_tokenizer": {"type": "WhitespaceSplit"},
            "post_processor": None, "decoder": decoder, "model": model}


def stream(tokenizer, ids, skip):
    try:
        stream = DecodeStream(skip_special_tokens=skip)
        return [stream.step(tokenizer, i) for i in ids]
    except Exception as error:
        return str(error)


def attempt(work):
    try:
        return work()
    except BaseException as error:  # a panic of the library is no Exception
        return str(error)


if __name__ == "__main__":
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    decoders, models = [], []
    for name, stage in DECODERS.items():
        tokenizer = Tokenizer.from_str(json.dumps(file(MODELS["WordLevel"], stage)))
        rng, cases = random.Random(f"{name} {count}"), []
        for _ in range(count):
            pool = rng.choice([WORDS, WORDS, TOKENS, LEVEL])
            if name in FALLBACK_KINDS and rng.random() < 0.5:
                text = "".join(rng.choice(["é", "日", "😀", "a", "\n"]) for _ in range(rng.randint(1, 5)))
                ids = [VOCAB[f"<0x{b:02X}>"] for b in text.encode()] + [VOCAB[rng.choice(WORDS)]]
            else:
                ids = [VOCAB[rng.choice(pool)] for _ in range(rng.randint(0, 8))]
            if rng.random() < 0.3 and ids:
                ids.insert(rng.randrange(len(ids)), rng.choice([VOCAB["<s>"], VOCAB["</s>"], ids[0], len(VOCAB) + 5]))
            skip = rng.random() < 0.5
            cases.append({"ids": ids, "skip": skip, "text": attempt(lambda: tokenizer.decode(ids, skip_special_tokens=skip)), "steps": stream(tokenizer, ids, skip)})
        decoders.append({"name": name, "decoder": stage, "cases": cases})
    for name, model in MODELS.items():
        tokenizer = Tokenizer.from_str(json.dumps(file(model, None)))
        cases = []
        for text in TEXTS:
            e = attempt(lambda: tokenizer.encode(text))
            cases.append({"text": text, "error": e} if isinstance(e, str) else {"text": text, "ids": e.ids, "tokens": e.tokens, "offsets": [list(o) for o in e.offsets]})
        models.append({"name": name, "model": {k: v for k, v in model.items() if k != "vocab"}, "cases": cases})
    with open(sys.argv[1], "w", encoding="utf-8") as f:
        f.write('{"about": ' + json.dumps({"made_with": f"tokenizers {tokenizers.__version__}", "script": "make_decoders.py"}))
        f.write(',\n"vocab": ' + json.dumps(VOCAB) + ',\n"added_tokens": ' + json.dumps(ADDED))
        for key, values in [("decoders", decoders), ("models", models)]:
            f.write(f',\n"{key}": [\n' + ",\n".join(json.dumps(v, separators=(",", ":")) for v in values) + "\n]")
        f.write("}\n")
