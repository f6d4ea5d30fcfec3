"""Random Unigram models and random character maps, each in a tokenizer.json, with texts for it."""
import base64

from charsmap import charsmap
from random_text import random_text

ALPHABETS = ["ab", "abc ", "aé中😀", "xy▁", "ab\u0301"]
PARTS = list("abcé\u0301\u0308中ー\u200d©\u0600😀\r\n के\u1100\u1161\u11a8가🇪\u0e33ﬁ ")


def document(model, normalizer=None):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": normalizer,
            "pre_tokenizer": None, "post_processor": None, "decoder": None, "model": model}


def words(chance, alphabet, shortest, longest):
    return "".join(chance.choice(alphabet) for _ in range(chance.randint(shortest, longest)))


def random_unigram(chance, count):
    alphabet = chance.choice(ALPHABETS)

    def score():
        return chance.choice([-1.0, -2.0, -3.5, -1.25, chance.uniform(-10, 0), chance.uniform(-10, 5), 0.1, 0.2, 0.1 + 0.2, 40, -3])

    vocabulary = [["<unk>", 0.0]] + [[words(chance, alphabet, 1, 5), score()] for _ in range(chance.randint(1, 29))]
    if chance.random() < 0.3:
        missing = chance.choice([0, 0, 0.1])
        vocabulary += [[f"<0x{byte:02X}>", -5.0] for byte in range(256) if chance.random() >= missing]
    if chance.random() < 0.1:
        vocabulary.append(["", -1.0])
    if chance.random() < 0.3:
        chance.shuffle(vocabulary)
    model = {"type": "Unigram", "unk_id": chance.choice([0, 0, 0, None, len(vocabulary) - 1]), "vocab": vocabulary}
    if chance.random() < 0.6:
        model["byte_fallback"] = chance.random() < 0.6
    return document(model), [words(chance, alphabet + "zé", 0, 24) for _ in range(count)] + ["<unk>a<unk>"]


def random_charsmap(chance, count):
    """A map over a model of bytes, so that tokens show every byte and what it stands for."""
    rules = {words(chance, PARTS, 1, chance.choice([1, 1, 2, 3])): words(chance, PARTS + list("XYZ"), 0, chance.choice([0, 1, 2, 3]))
             for _ in range(chance.randint(1, 11))}
    model = {"type": "BPE", "vocab": {f"<0x{byte:02X}>": byte for byte in range(256)}, "merges": [], "byte_fallback": True}
    map = base64.b64encode(charsmap(rules.items())).decode()
    texts = [words(chance, PARTS, 0, 13) for _ in range(count)] + [random_text(chance) for _ in range(count // 4)]
    return document(model, {"type": "Precompiled", "precompiled_charsmap": map}), texts
