#!/usr/bin/env python3
"""Records what the tokenizers library in this environment makes of every Unicode scalar, and of random texts.

    unicode_goldens.py FOLDER [--seed S] [--count N]

`classes.json` has every class as alternating lengths of what is outside and inside. `blocks.json` has, for blocks of 4,096
scalars, the CRC-32 of what the block's text becomes. `texts.json` has random texts in the four normalization forms with the
offsets of every character in the text before.
"""
import argparse, json, pathlib, random, zlib

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

import unicode_probe as probe

FORMS = {name: getattr(normalizers, name.upper())() for name in ("nfc", "nfd", "nfkc", "nfkd")}
BLOCK = 0x1000


def lengths(scalars):
    """Alternating lengths, beginning with how many scalars from 0 on are not in the set."""
    found, last, inside = [], 0, False
    for c in range(0x110001):
        if (c in scalars) != inside:
            found.append(c - last)
            last, inside = c, not inside
    return found


def block(start):
    return [c for c in range(start, start + BLOCK) if not 0xD800 <= c < 0xE000]


def blocks():
    found = {name: {} for name in (*FORMS, "lowercase", "scripts")}
    scripts, lower = pre_tokenizers.UnicodeScripts(), normalizers.Lowercase()
    for start in range(0, 0x110000, BLOCK):
        scalars = list(map(chr, block(start)))
        if not scalars:
            continue
        plain = "".join(scalars)
        found["lowercase"][start] = zlib.crc32(lower.normalize_str(plain).encode())
        pieces = [end for _, (_, end) in scripts.pre_tokenize_str("a" + "b".join(scalars))]
        found["scripts"][start] = zlib.crc32(" ".join(map(str, pieces)).encode())
        # Marks on both sides of every scalar, where there are scalars that this does something to.
        if start < 0x32000 or start >> 12 == 0xE0:
            text = "".join(f"e{scalar}\u0323\u0301" for scalar in scalars)
            for name, normalizer in FORMS.items():
                found[name][start] = zlib.crc32(normalizer.normalize_str(text).encode())
        else:
            assert all(normalizer.normalize_str(plain) == plain for normalizer in FORMS.values())
    return found


def texts(seed, count):
    """Texts of a few kinds of scalars each: what some form changes, marks, parts of decompositions, Hangul, anything."""
    chance = random.Random(seed)
    changed = [set(probe.changed(normalizer)) for normalizer in FORMS.values()]
    special = sorted(set().union(*changed) - set(probe.HANGUL))
    marks = sorted(probe.changed(normalizers.StripAccents()))
    parts = sorted({ord(part) for c in special for part in FORMS["nfkd"].normalize_str(chr(c))})
    hangul = [*range(0x1100, 0x1200), *range(0xAC00, 0xAC40), 0xD7A3]
    plain = [ord(c) for c in "abeoAEOsS 日本한국어для"]
    tokenizers = {}
    for name, normalizer in FORMS.items():
        tokenizers[name] = Tokenizer(models.WordLevel({"?": 0}, unk_token="?"))
        tokenizers[name].normalizer = normalizer
        tokenizers[name].pre_tokenizer = pre_tokenizers.Split(Regex("(?m:.)"), "isolated")
    found = []
    for _ in range(count):
        pools = chance.sample([special, marks, marks, parts, hangul, plain, plain, probe.SCALARS], 3)
        text = "".join(chr(chance.choice(chance.choice(pools))) for _ in range(chance.randint(1, 10)))
        case = {"text": text}
        for name, tokenizer in tokenizers.items():
            offsets = [offset for pair in tokenizer.encode(text).offsets for offset in pair]
            case[name] = [FORMS[name].normalize_str(text), offsets]
        found.append(case)
    return found


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--count", type=int, default=300)
    arguments = arguments.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)

    def write(name, rows):
        (arguments.folder / name).write_text(rows + "\n")

    compact = dict(separators=(",", ":"))
    classes = {name: lengths(found) for name, found in probe.classes().items()}
    rows = ",\n".join(f"{json.dumps(name)}:{json.dumps(value, **compact)}" for name, value in classes.items())
    write("classes.json", "{\n" + rows + "\n}")
    rows = ",\n".join(f"{json.dumps(name)}:{json.dumps(value, **compact)}" for name, value in blocks().items())
    write("blocks.json", "{\n" + rows + "\n}")
    rows = ",\n".join(json.dumps(case, **compact) for case in texts(arguments.seed, arguments.count))
    write("texts.json", "[\n" + rows + "\n]")


if __name__ == "__main__":
    main()
