"""Records what the real Hugging Face `tokenizers` library does with single stages of tokenizer.json, on random texts.

usage: make_components.py OUT_JSON [TEXTS]        (needs: pip install tokenizers==0.23.3)

The model has a token for every byte and no merges. So ids, offsets and word ids show every byte that a normalizer or
pre-tokenizer leaves, what it stands for in the text, and the pieces.
"""
import copy
import json
import random
import sys

import tokenizers
from tokenizers import Tokenizer

BYTES = {f"<0x{i:02X}>": i for i in range(256)}
MODEL = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
         "fuse_unk": False, "byte_fallback": True, "ignore_merges": False, "vocab": BYTES, "merges": []}


def normalizer(type, **fields):
    return {"normalizer": {"type": type, **fields}}


def pre_tokenizer(type, **fields):
    return {"pre_tokenizer": {"type": type, **fields}}


def sequence(key, list_key, *stages):
    return {key: {"type": "Sequence", list_key: [s[key] for s in stages]}}


def normalizers(*stages):
    return sequence("normalizer", "normalizers", *stages)


def pre_tokenizers(*stages):
    return sequence("pre_tokenizer", "pretokenizers", *stages)


def bert(**fields):
    settings = dict(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    settings.update(fields)
    return normalizer("BertNormalizer", **settings)


def replace(kind, pattern, content):
    return normalizer("Replace", pattern={kind: pattern}, content=content)


def split(kind, pattern, behavior, invert=False):
    return pre_tokenizer("Split", pattern={kind: pattern}, behavior=behavior, invert=invert)


def metaspace(scheme, cut=True, replacement="▁"):
    return pre_tokenizer("Metaspace", replacement=replacement, prepend_scheme=scheme, split=cut)


def byte_level(prefix=False, regex=True):
    return pre_tokenizer("ByteLevel", add_prefix_space=prefix, trim_offsets=True, use_regex=regex)


def added(content, **flags):
    token = dict(id=0, content=content, single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
    token.update(flags)
    return token


def special(id, *ids):
    return {id: {"id": id, "ids": list(ids), "tokens": [f"<{id}{i}>" for i in ids]}}


def template(single, pair):
    def piece(text):
        name, type_id = text.split(":")
        if name in "AB":
            return {"Sequence": {"id": name, "type_id": int(type_id)}}
        return {"SpecialToken": {"id": name, "type_id": int(type_id)}}

    return {"type": "TemplateProcessing", "single": [piece(p) for p in single.split()], "pair": [piece(p) for p in pair.split()],
            "special_tokens": {**special("cls", 1), **special("sep", 2, 3)}}


TEMPLATE = {"post_processor": template("cls:0 A:0 sep:0", "cls:0 A:0 sep:0 B:1 sep:1")}
BERT_PROCESSING = {"post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 5], "cls": ["[CLS]", 4]}}
TRIM = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}


def roberta(trim, prefix):
    return {"post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": trim, "add_prefix_space": prefix}}


def truncation(length, stride=0, strategy="LongestFirst", direction="Right"):
    return {"truncation": {"max_length": length, "stride": stride, "strategy": strategy, "direction": direction}}


def padding(strategy, direction="Right", multiple=None):
    return {"padding": {"strategy": strategy, "direction": direction, "pad_to_multiple_of": multiple, "pad_id": 7, "pad_type_id": 3, "pad_token": "[PAD]"}}


BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
WORDS = pre_tokenizer("WhitespaceSplit")
COMPONENTS = {
    "nothing": {},
    **{form: normalizer(form) for form in ["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "ByteLevel"]},
    "Strip": normalizer("Strip", strip_left=True, strip_right=True),
    "Strip, left": normalizer("Strip", strip_left=True, strip_right=False),
    "Strip, right": normalizer("Strip", strip_left=False, strip_right=True),
    "Prepend": normalizer("Prepend", prepend="▁é"),
    "Replace, string": replace("String", "a", "bé"),
    "Replace, longer string": replace("String", "e\u0301", "_"),
    "Replace, away": replace("String", " ", ""),
    "Replace, expression": replace("Regex", r"\s+", " "),
    "Replace, letters": replace("Regex", r"\p{L}{2,}", "<w>"),
    "Replace, expression away": replace("Regex", r"[^\w\s]|_", ""),
    "BertNormalizer": bert(),
    "BertNormalizer, cased": bert(lowercase=False),
    "BertNormalizer, accents alone": bert(clean_text=False, handle_chinese_chars=False, strip_accents=True, lowercase=False),
    "BertNormalizer, accents kept": bert(strip_accents=False),
    "BertNormalizer, ideographs alone": bert(clean_text=False, lowercase=False),
    "BertNormalizer, cleaning alone": bert(handle_chinese_chars=False, lowercase=False),
    "NFKD, StripAccents, Lowercase": normalizers(normalizer("NFKD"), normalizer("StripAccents"), normalizer("Lowercase")),
    "NFD, NFC": normalizers(normalizer("NFD"), normalizer("NFC")),
    "Strip, Prepend, Replace": normalizers(normalizer("Strip", strip_left=True, strip_right=True), normalizer("Prepend", prepend="_"), replace("String", " ", "▁")),
    "Nmt, NFKC, Replace, Lowercase": normalizers(normalizer("Nmt"), normalizer("NFKC"), replace("Regex", " {2,}", " "), normalizer("Lowercase")),
    **{type: pre_tokenizer(type) for type in ["BertPreTokenizer", "Whitespace", "WhitespaceSplit", "UnicodeScripts"]},
    **{f"Punctuation, {b}": pre_tokenizer("Punctuation", behavior=b) for b in BEHAVIORS},
    "Digits": pre_tokenizer("Digits", individual_digits=False),
    "Digits, individual": pre_tokenizer("Digits", individual_digits=True),
    "CharDelimiterSplit": pre_tokenizer("CharDelimiterSplit", delimiter="a"),
    "FixedLength": pre_tokenizer("FixedLength", length=3),
    **{f"Split, string, {b}": split("String", " ", b) for b in BEHAVIORS},
    **{f"Split, string, {b}, inverted": split("String", " ", b, True) for b in BEHAVIORS},
    **{f"Split, expression, {b}": split("Regex", r"\p{L}+|\p{N}", b) for b in BEHAVIORS},
    **{f"Split, expression, {b}, inverted": split("Regex", r"\p{L}+|\p{N}", b, True) for b in BEHAVIORS},
    **{f"Split, may be empty, {b}": split("Regex", r"a*", b) for b in BEHAVIORS},
    **{f"Metaspace, {s}": metaspace(s) for s in ["always", "first", "never"]},
    **{f"Metaspace, {s}, whole": metaspace(s, False) for s in ["always", "first", "never"]},
    "Metaspace, another character": metaspace("always", True, "a"),
    "Metaspace after words": pre_tokenizers(WORDS, metaspace("always")),
    "Metaspace first after words": pre_tokenizers(WORDS, metaspace("first")),
    "Metaspace first after Strip": {**normalizer("Strip", strip_left=True, strip_right=True), **metaspace("first")},
    "Metaspace first after NFKD": {**normalizer("NFKD"), **pre_tokenizers(pre_tokenizer("FixedLength", length=1), metaspace("first"))},
    "ByteLevel, characters": byte_level(),
    "ByteLevel, prefix": byte_level(True),
    "ByteLevel, whole": byte_level(False, False),
    "ByteLevel, prefix of words": pre_tokenizers(WORDS, byte_level(True, False)),
    "ByteLevel before Digits": pre_tokenizers(byte_level(), pre_tokenizer("Digits", individual_digits=True)),
    "BERT": {**bert(), **pre_tokenizer("BertPreTokenizer"), **BERT_PROCESSING},
    "Template": {**WORDS, **TEMPLATE},
    "Template, text twice": {"post_processor": template("A:3 cls:1 A:2", "B:1 A:0 sep:4 B:2")},
    "BertProcessing": BERT_PROCESSING,
    "RobertaProcessing": {**byte_level(), **roberta(True, False)},
    "RobertaProcessing, prefix": {**byte_level(True), **roberta(True, True)},
    "RobertaProcessing, untrimmed": {**byte_level(True), **roberta(False, True)},
    "Trimming": {**byte_level(), "post_processor": TRIM},
    "Trimming, prefix": {**byte_level(True), "post_processor": {**TRIM, "add_prefix_space": True}},
    "Trimming, then a template": {**byte_level(), "post_processor": {"type": "Sequence", "processors": [TRIM, TEMPLATE["post_processor"]]}},
    "A template, then trimming": {**byte_level(), "post_processor": {"type": "Sequence", "processors": [TEMPLATE["post_processor"], TRIM]}},
    "Truncation": {**WORDS, **truncation(7)},
    "Truncation, left": {**WORDS, **truncation(7, direction="Left")},
    "Truncation, stride": {**WORDS, **truncation(9, 3), **TEMPLATE},
    "Truncation, stride, left": {**WORDS, **truncation(9, 2, direction="Left"), **TEMPLATE},
    "Truncation, first": {**WORDS, **truncation(12, 1, "OnlyFirst"), **TEMPLATE},
    "Truncation, second": {**WORDS, **truncation(24, 1, "OnlySecond"), **TEMPLATE},
    "Truncation, nothing": truncation(0),
    "Truncation, BERT": {**truncation(24, 2), **BERT_PROCESSING},
    "Truncation, roberta": {**byte_level(), **truncation(28, 2), **roberta(True, False)},
    "Truncation, added tokens": {**WORDS, **truncation(4), "added_tokens": [added("a"), added("<x>")]},
    "Truncation, added tokens, left": {**WORDS, **truncation(4, direction="Left"), "added_tokens": [added("a"), added("<x>")]},
    "Padding": {**padding({"Fixed": 20}), **TEMPLATE},
    "Padding, left": {**padding({"Fixed": 20}, "Left"), **TEMPLATE},
    "Padding, multiple": padding("BatchLongest", "Right", 8),
    "Padding and truncation": {**padding({"Fixed": 12}, "Left", 5), **truncation(8, 1), **TEMPLATE},
    "added": {"added_tokens": [added("a"), added("ab"), added("<x>", special=True), added("日本")]},
    "added, single words": {"added_tokens": [added("a", single_word=True), added("<x>", single_word=True), added("日", single_word=True)]},
    "added, stripping left": {"added_tokens": [added("a", lstrip=True), added("<x>", lstrip=True)], **metaspace("first")},
    "added, stripping right": {"added_tokens": [added("a", rstrip=True), added("<x>", rstrip=True)], **metaspace("first")},
    "added, stripping both": {"added_tokens": [added("a", lstrip=True, rstrip=True), added("<x>", lstrip=True, rstrip=True, single_word=True)], **WORDS},
    "added, normalized": {**normalizer("Lowercase"), "added_tokens": [added("A", normalized=True), added("<X>", normalized=True, rstrip=True), added("É")]},
    "added, normalized away": {**bert(), "added_tokens": [added("é", normalized=True), added(" b ", normalized=True), added("日", normalized=True)]},
    "added, normalized with a prefix": {**normalizer("Prepend", prepend="▁"), "added_tokens": [added("a", normalized=True), added("b")]},
    "added, of the model": {"added_tokens": [added("<0x41>"), added("<x>", special=True)]},
}

POOL = (list("aab bc, .d'e\n\tA1 2x?<x>") + ["  ", "<x>", "a", "é", "e\u0301", "É", "ñ", "ß", "İ", "ǅ", "ﬁ", "½", "Ⅷ", "²", "٣", "日本", "日", "語", "。", "ひ", "カー", "ー", "한국", "하\u1102\u1161",
        "क्षि", "ไทย", "العربية", "שלום", "Ω", "σς", "😀", "👩‍💻", "🇪🇸", "\u00a0", "\u2003", "\u3000", "\u200b", "\u200d", "\ufeff", "\u2028", "\x00", "\x07", "\x7f", "\x85", "\x9f", "\ufffd", "\u0300", "\u0323", "\u05b0",
        "\u1e9b\u0323", "\uac00", "\u1161", "▁", "_", "—", "«", "€", "+", "\U0002f800", "\U0001d400", "\U000e0001", "don't", "WE'LL", "12", "Ａ", "ｶﾞ", "ﷺ", "\u0345", "\ud7a3", "ᾳ", "ŉ", "℃", "﷼"])
FIXED = ["", " ", "a", "  a  b ", "Hello, world! It's 10:30.", "<x> a <x>b a.", "日本語テキスト café"]


def texts(rng, count):
    yield from FIXED
    for _ in range(count):
        yield "".join(rng.choice(POOL) for _ in range(rng.randint(1, 12)))


NAMES = {i: t for t, i in BYTES.items()}


def columns(e):
    """The columns of an encoding; those that say nothing are left out."""
    n = len(e.ids)
    columns = {"ids": e.ids, "offsets": [o for pair in e.offsets for o in pair], "word_ids": e.word_ids}
    plain = {"tokens": (e.tokens, [NAMES.get(i) for i in e.ids]), "type_ids": (e.type_ids, [0] * n), "special_tokens_mask": (e.special_tokens_mask, [0] * n),
             "attention_mask": (e.attention_mask, [1] * n), "sequence_ids": (e.sequence_ids, [0] * n)}
    return {**columns, **{name: values for name, (values, default) in plain.items() if values != default}}


def encode(tokenizer, text, pair):
    case = {"text": text} if pair is None else {"text": text, "pair": pair}
    try:
        e = tokenizer.encode(text, pair)
    except BaseException as error:  # a panic of the library is no Exception
        return {**case, "error": str(error)}
    case["encoding"] = columns(e)
    plain = tokenizer.encode(text, pair, add_special_tokens=False)
    if plain.ids != e.ids:
        case["plain"] = plain.ids
    if e.overflowing:
        case["overflowing"] = [columns(o) for o in e.overflowing]
    return case


if __name__ == "__main__":
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    components = []
    for name, changes in COMPONENTS.items():
        file = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": None,
                "post_processor": None, "decoder": None, "model": MODEL, **copy.deepcopy(changes)}
        tokenizer = Tokenizer.from_str(json.dumps(file))
        rng = random.Random(f"{name} {count}")
        cases, last = [], None
        for text in texts(rng, count):
            cases.append(encode(tokenizer, text, None))
            if last is not None and ("post_processor" in changes or "truncation" in changes or rng.random() < 0.1):
                cases.append(encode(tokenizer, text, last))
            last = text
        batch = [e.ids for e in tokenizer.encode_batch(list(FIXED))] if "padding" in changes else None
        del file["model"]
        components.append({"name": name, "file": file, "cases": cases, **({"batch": batch} if batch else {})})
    about = {"made_with": f"tokenizers {tokenizers.__version__}", "script": "make_components.py",
             "encoding": "offsets are start, end, start, end, ...; tokens, type_ids, special_tokens_mask, attention_mask and sequence_ids are "
                         "left out where they are the vocabulary's tokens, all 0, all 0, all 1 and all 0"}
    with open(sys.argv[1], "w", encoding="utf-8") as f:
        f.write('{"about": ' + json.dumps(about) + ',\n"model": ' + json.dumps(MODEL) + ',\n"fixed": ' + json.dumps(FIXED) + ',\n"components": [\n')
        f.write(",\n".join(json.dumps(c, separators=(",", ":")) for c in components))
        f.write("\n]}\n")
