#!/usr/bin/env python3
"""Records what the tokenizers library in this environment finds for regular expressions in random texts.

    split_goldens.py FILE [--seed S] [--count N]

Every text has the offsets of what `Split` cuts out, which are the matches that are not empty, and the text in which `Replace`
has put a mark for every match, which shows the empty ones too.
"""
import argparse, json, random

from tokenizers import Regex, normalizers, pre_tokenizers

from random_text import random_text
from split_patterns import FAMILIES, ODD

MARK = "\u2e3b"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--count", type=int, default=12)
    arguments = arguments.parse_args()
    chance = random.Random(arguments.seed)
    rows = []
    for pattern in [*FAMILIES.values(), *ODD]:
        regex = Regex(pattern)
        split, replace = pre_tokenizers.Split(regex, "removed", invert=True), normalizers.Replace(regex, MARK)
        cases = []
        for _ in range(arguments.count):
            text = random_text(chance)
            offsets = [offset for _, pair in split.pre_tokenize_str(text) for offset in pair]
            cases.append([text, offsets, replace.normalize_str(text)])
        rows.append(json.dumps({"pattern": pattern, "cases": cases}))
    with open(arguments.file, "w") as file:
        file.write("[\n" + ",\n".join(rows) + "\n]\n")


if __name__ == "__main__":
    main()
