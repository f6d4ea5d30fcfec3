"""Records what the real Hugging Face `tokenizers` library does for small tokenizers that differ in one setting each.

usage: make_variants.py OUT_JSON        (needs: pip install tokenizers==0.23.3)
"""
import copy
import json
import random
import sys

import tokenizers
from tokenizers import Tokenizer

BYTES = [f"<0x{i:02X}>" for i in range(256)]
LETTERS = list("▁abcdefghilmnoprstuw.,!_|<>") + ["é", "e\u0301", "日", "本"]
MERGES = [
    ("▁", "t"), ("h", "e"), ("▁t", "he"), ("a", "b"), ("ab", "c"), ("b", "c"), ("▁", "▁"), ("▁▁", "▁▁"), ("▁", "a"),
    ("o", "u"), ("ou", "s"), ("▁h", "ous"), ("▁", "h"), ("e", "s"), ("ous", "es"), ("日", "本"), ("a", "a"), ("aa", "aa"),
]
VOCAB = {t: i for i, t in enumerate(["<unk>", "<s>", "</s>"] + BYTES + LETTERS)}
for a, b in MERGES:
    VOCAB.setdefault(a + b, len(VOCAB))


def added(content, **flags):
    token = dict(content=content, single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
    token.update(flags)
    return token


SPECIAL = [added("<unk>", special=True), added("<s>", special=True), added("</s>", special=True)]
BASE = {
    "version": "1.0", "truncation": None, "padding": None, "added_tokens": SPECIAL,
    "normalizer": {"type": "Sequence", "normalizers": [
        {"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
    "pre_tokenizer": None, "post_processor": None,
    "decoder": {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
        {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
    "model": {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None,
              "end_of_word_suffix": None, "fuse_unk": True, "byte_fallback": True, "ignore_merges": False,
              "vocab": VOCAB, "merges": [list(m) for m in MERGES]},
}
TEXTS = [
    "", " ", "  ", "the houses", " the  houses ", "abc", "abcabc ab bc aabc", "aaaaaaa aaa", "▁the ▁▁ ▁", "héé e\u0301 日本日",
    "xyz", "a😀b 👩‍💻", "\n\t", "the<s>the", " <s> the </s> ", "<unk>x", "<<s>>", "the dog|the dogs", "|dog| dog.dog _dog",
    "dog\u3000 dog\n\n dog", "<|a|> \n the <|a|><|ab|>", "<|a|><|a|> <|a", "<|abc|>", "the the dog house", "\u00a0the\u2003dog",
]


def sequence(*stages, key):
    return {"type": "Sequence", key: list(stages)}


def metaspace(scheme, split, replacement="▁"):
    return {"type": "Metaspace", "replacement": replacement, "prepend_scheme": scheme, "split": split}


def template(*names):
    pieces = [{"Sequence": {"id": "A", "type_id": 0}} if n == "$" else {"SpecialToken": {"id": n, "type_id": 0}} for n in names]
    return {"type": "TemplateProcessing", "single": pieces, "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}, "end": {"id": "end", "ids": [2, 2], "tokens": ["</s>", "</s>"]}}}


def replace(pattern, content):
    return {"type": "Replace", "pattern": {"String": pattern}, "content": content}


def strip(content, start):
    return {"type": "Strip", "content": content, "start": start, "stop": 0}


DECODERS = BASE["decoder"]["decoders"]
# name, changes of the file, changes of the model
VARIANTS = [
    ("as Llama 2", {}, {}),
    ("no unknown token", {}, {"unk_token": None}),
    ("unknown characters apart", {}, {"byte_fallback": False, "fuse_unk": False}),
    ("unknown characters fused", {}, {"byte_fallback": False}),
    ("unknown characters dropped", {}, {"byte_fallback": False, "unk_token": None}),
    ("a byte token missing", {}, {"drop": ["<0x78>", "<0xF0>"]}),
    ("a byte token missing, unknown apart", {}, {"drop": ["<0x78>", "<0xF0>"], "fuse_unk": False}),
    ("merges ignored for whole pieces", {"normalizer": None, "pre_tokenizer": metaspace("always", True)}, {"ignore_merges": True, "extra": ["▁dog", "▁houses"]}),
    ("merges as strings", {}, {"merges": [" ".join(m) for m in MERGES]}),
    ("merges as strings after a version line", {}, {"merges": ["#version: 0.2"] + [" ".join(m) for m in MERGES]}),
    ("a merge given twice", {}, {"merges": [list(m) for m in MERGES + [("a", "b")]]}),
    ("merges over the start of a word", {}, {"extra": ["s▁", "the", "s▁the"], "merges": [["s", "▁"], ["s▁", "the"]] + [list(m) for m in MERGES]}),
    ("no merges", {}, {"merges": []}),
    ("dropout of nothing", {}, {"dropout": 0.0}),
    ("an end of word", {"normalizer": None, "pre_tokenizer": metaspace("never", True)}, {"end_of_word_suffix": "</w>", "extra": ["e</w>", "s</w>", "he</w>", "▁</w>"], "merges": [["h", "e</w>"]] + [list(m) for m in MERGES], "byte_fallback": False}),
    ("a prefix of later parts", {"normalizer": None, "pre_tokenizer": metaspace("never", True)}, {"continuing_subword_prefix": "##", "extra": ["##h", "##e", "##he", "the"], "merges": [["##h", "##e"]], "byte_fallback": False}),
    ("empty marks", {}, {"continuing_subword_prefix": "", "end_of_word_suffix": ""}),
    ("no type of model", {}, {"drop_key": "type"}),
    ("no normalizer", {"normalizer": None}, {}),
    ("a longer pattern", {"normalizer": sequence(replace("aa", "b"), replace("bb", " "), key="normalizers")}, {}),
    ("a pattern that overlaps itself", {"normalizer": replace("aba", "o")}, {}),
    ("nested normalizers", {"normalizer": sequence(sequence(replace("h", "a"), key="normalizers"), sequence(key="normalizers"), {"type": "Prepend", "prepend": "ab"}, key="normalizers")}, {}),
    ("metaspace first", {"normalizer": None, "pre_tokenizer": metaspace("first", False)}, {}),
    ("metaspace first, split", {"normalizer": None, "pre_tokenizer": metaspace("first", True)}, {}),
    ("metaspace always", {"normalizer": None, "pre_tokenizer": metaspace("always", False)}, {}),
    ("metaspace never, split", {"normalizer": None, "pre_tokenizer": metaspace("never", True)}, {}),
    ("metaspace with another character", {"normalizer": None, "pre_tokenizer": metaspace("always", True, "_")}, {}),
    ("metaspace without a scheme", {"normalizer": None, "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True}}, {}),
    ("metaspace twice", {"normalizer": None, "pre_tokenizer": sequence(metaspace("never", True), metaspace("always", False, "_"), key="pretokenizers")}, {}),
    ("no pre-tokenizers in sequence", {"pre_tokenizer": sequence(key="pretokenizers")}, {}),
    ("a special token in front", {"post_processor": template("<s>", "$")}, {}),
    ("special tokens around", {"post_processor": template("<s>", "end", "$", "end", "<s>")}, {}),
    ("a template without text", {"post_processor": template("<s>")}, {}),
    ("post-processors in sequence", {"post_processor": sequence(sequence(key="processors"), template("<s>", "$"), key="processors")}, {}),
    ("no decoder", {"decoder": None}, {}),
    ("no decoders in sequence", {"decoder": sequence(key="decoders")}, {}),
    ("bytes alone", {"decoder": {"type": "ByteFallback"}}, {}),
    ("bytes after fusing", {"decoder": sequence({"type": "Fuse"}, {"type": "ByteFallback"}, key="decoders")}, {}),
    ("strip of every token", {"decoder": sequence(replace("▁", " "), strip(" ", 2), key="decoders")}, {}),
    ("strip of nothing", {"decoder": sequence(*DECODERS[:3], strip(" ", 0), key="decoders")}, {}),
    ("strip of a letter after fusing", {"decoder": sequence({"type": "Fuse"}, strip("▁", 3), strip("t", 1), key="decoders")}, {}),
    ("replacing over the joints of tokens", {"decoder": sequence({"type": "Fuse"}, replace("he", "HE"), replace("aab", "é"), key="decoders")}, {}),
    ("metaspace decoder", {"decoder": metaspace("always", True)}, {}),
    ("metaspace decoder that never prepends", {"decoder": metaspace("never", True)}, {}),
    ("metaspace decoder with fallback", {"decoder": sequence({"type": "ByteFallback"}, metaspace("first", False), {"type": "Fuse"}, key="decoders")}, {}),
    ("added tokens", {"add": [added("<|a|>"), added("<|ab|>"), added("dog"), added("|")]}, {}),
    ("added single words", {"add": [added("dog", single_word=True), added("<|a|>", single_word=True)]}, {}),
    ("added tokens that strip to the left", {"add": [added("dog", lstrip=True), added("<|a|>", lstrip=True)]}, {}),
    ("added tokens that strip to the right", {"add": [added("dog", rstrip=True), added("<|a|>", rstrip=True)]}, {}),
    ("added tokens that strip on both sides", {"add": [added("dog", lstrip=True, rstrip=True), added("<|a|>", lstrip=True, rstrip=True, single_word=True)]}, {}),
    ("added tokens that are white space", {"add": [added("\n"), added(" ", lstrip=True), added("dog", rstrip=True)]}, {}),
    ("added tokens in each other", {"add": [added("a"), added("ab"), added("abcab"), added("bc"), added("<|a"), added("|>")]}, {}),
    ("added tokens in normalized text", {"add": [added("the dog", normalized=True), added("dog", normalized=True, special=True), added("a", normalized=True)]}, {}),
    ("added special tokens", {"add": [added("dog", special=True), added("the", special=True), added("▁the", special=True)]}, {}),
    ("an added token given twice", {"add": [added("dog"), added("dog", special=True, lstrip=True)]}, {}),
    ("an empty added token", {"add": [added(""), added("dog")]}, {}),
    ("added tokens beside a metaspace", {"normalizer": None, "pre_tokenizer": metaspace("first", False), "add": [added("dog"), added("<|a|>", rstrip=True)]}, {}),
]


def build(changes, model):
    file = copy.deepcopy(BASE)
    for key, value in changes.items():
        if key == "add":
            file["added_tokens"] = file["added_tokens"] + value
        else:
            file[key] = value
    for key, value in model.items():
        if key == "drop":
            for token in value:
                del file["model"]["vocab"][token]
        elif key == "extra":
            for token in value:
                file["model"]["vocab"].setdefault(token, 500 + len(file["model"]["vocab"]))
        elif key == "drop_key":
            del file["model"][value]
        else:
            file["model"][key] = value
    # Ids in the file are only a remark to the library; they are what it will give.
    known, free = dict(file["model"]["vocab"]), len(file["model"]["vocab"])
    for token in file["added_tokens"]:
        if token["content"] not in known:
            known[token["content"]] = free
            free += 1
        token["id"] = known[token["content"]]
    return file


random.seed(7)
lines = []
for name, changes, model in VARIANTS:
    file = build(changes, model)
    t = Tokenizer.from_str(json.dumps(file))
    ids = list(t.get_vocab().values())
    encodings = [[s, t.encode(s).ids, t.encode(s, add_special_tokens=False).ids] for s in TEXTS]
    decodings = []
    for n in range(14):
        sample = [random.choice(ids) if n % 2 else random.choice(ids[:300]) for _ in range(random.randint(0, 12))] + ([9999] if n == 5 else [])
        decodings.append([sample, t.decode(sample, skip_special_tokens=False), t.decode(sample, skip_special_tokens=True)])
    for _, sample, _ in encodings[:16]:
        decodings.append([sample, t.decode(sample, skip_special_tokens=False), t.decode(sample, skip_special_tokens=True)])
    shared = {k: v for k, v in file.items() if k != "model"}
    shared["model"] = {k: v for k, v in file["model"].items() if k != "vocab"}
    if file["model"]["vocab"] != VOCAB:
        shared["model"]["vocab"] = file["model"]["vocab"]
    if file["model"]["merges"] == BASE["model"]["merges"]:
        del shared["model"]["merges"]
    lines.append("  " + json.dumps({"name": name, "file": shared, "encode": encodings, "decode": decodings}))
with open(sys.argv[1], "w") as f:
    f.write('{\n "about": ' + json.dumps({"made_with": f"tokenizers {tokenizers.__version__}", "made_by": "make_variants.py"}))
    f.write(',\n "vocab": ' + json.dumps(VOCAB) + ',\n "merges": ' + json.dumps(MERGES) + ',\n "variants": [\n')
    f.write(",\n".join(lines) + "\n ]\n}\n")
