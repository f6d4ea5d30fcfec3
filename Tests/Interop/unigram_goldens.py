#!/usr/bin/env python3
"""Records what the tokenizers library in this environment makes of texts with random Unigram models and character maps.

    unigram_goldens.py FILE [--seed S] [--count N]

Every row is a tokenizer.json and texts with ids, tokens and offsets, or null where the library refuses a text.
"""
import argparse, json, random

from tokenizers import Tokenizer

from random_unigram import random_charsmap, random_unigram


def encode(tokenizer, text):
    try:
        encoding = tokenizer.encode(text)
    except Exception:
        return [text, None]
    return [text, encoding.ids, encoding.tokens, [offset for pair in encoding.offsets for offset in pair]]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--count", type=int, default=12)
    arguments = arguments.parse_args()
    chance = random.Random(arguments.seed)
    rows = []
    for make in (random_unigram, random_charsmap):
        for _ in range(arguments.count):
            document, texts = make(chance, arguments.count)
            tokenizer = Tokenizer.from_str(json.dumps(document))
            rows.append(json.dumps({"tokenizer": document, "cases": [encode(tokenizer, text) for text in texts]}))
    with open(arguments.file, "w") as file:
        file.write("[\n" + ",\n".join(rows) + "\n]\n")


if __name__ == "__main__":
    main()
