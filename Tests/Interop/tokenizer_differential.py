#!/usr/bin/env python3
"""Random texts through the real tokenizers library and through `flavor tokenize`: the same ids, tokens, offsets and texts."""
import json, os, random, subprocess, sys, tempfile

import command
from random_folder import FOLDERS, Loaded, random_folder
from random_text import random_text
from random_unigram import random_charsmap, random_unigram
from split_patterns import FAMILIES, ODD

FIXTURES = os.path.join(command.ROOT, "Tests/Fixtures")
sys.path.append(os.path.join(FIXTURES, "tokenizers"))
import make_components, make_decoders  # noqa: E402

from tokenizers import Tokenizer  # noqa: E402


def peer(tokenizer, request):
    """The library's answer, or None where it refuses."""
    try:
        if "ids" in request:
            return {"text": tokenizer.decode(request["ids"], skip_special_tokens=request["skip_special_tokens"])}
        pair = {"pair": request["pair"]} if "pair" in request else {}
        encoding = tokenizer.encode(request["text"], add_special_tokens=request["add_special_tokens"], **pair)
        return {"ids": encoding.ids, "tokens": encoding.tokens, "offsets": [list(offset) for offset in encoding.offsets]}
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return None


class Comparison:
    def __init__(self, flavor):
        self.flavor, self.passed, self.failed = flavor, 0, 0

    def fail(self, name, what):
        self.failed += 1
        print(f"{name}: {what}")

    def document(self, name, document, requests):
        """A tokenizer.json, given as an object."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "tokenizer.json")
            with open(path, "w") as file:
                json.dump(document, file)
            self.file(name, path, requests)

    def file(self, name, path, requests):
        tokenizer = Tokenizer.from_file(path)
        self.answers(name, path, [(request, peer(tokenizer, request)) for request in requests])

    def answers(self, name, path, expected):
        """What both sides refuse is left to tests of their own, as our command ends there."""
        expected = [(request, answer) for request, answer in expected if answer is not None]
        if not expected:
            return
        lines = "".join(json.dumps(request) + "\n" for request, _ in expected)
        done = subprocess.run([self.flavor, "tokenize", path, "--json"], input=lines, capture_output=True, text=True)
        if done.returncode != 0:
            return self.fail(name, done.stderr.strip())
        for (request, answer), line in zip(expected, done.stdout.split("\n")):
            ours = json.loads(line)
            ours = {key: value for key, value in ours.items() if key in answer}
            if ours == answer:
                self.passed += 1
            else:
                self.fail(name, f"{json.dumps(request)}\n  ours   {json.dumps(ours)}\n  theirs {json.dumps(answer)}")


def encodings(chance, count, specials=()):
    for _ in range(count):
        text = random_text(chance)
        if specials and chance.random() < 0.3:
            text = chance.choice(["", " ", "a"]).join([text, chance.choice(specials), random_text(chance)])
        request = {"text": text, "add_special_tokens": chance.random() < 0.7}
        yield {**request, "pair": random_text(chance)} if chance.random() < 0.15 else request


def decodings(chance, count, size):
    for _ in range(count):
        ids = [chance.randrange(size) for _ in range(chance.randrange(12))]
        yield {"ids": ids, "skip_special_tokens": chance.random() < 0.5}


def main():
    options = command.parser(__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=60, help="texts for each stage; whole tokenizers get ten times as many")
    options = options.parse_args()
    chance, count = random.Random(options.seed), options.count
    # The library's panics tell of themselves on the error output; they count as refusals here.
    sys.stderr = sys.stdout
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    comparison = Comparison(options.flavor)

    kinds = os.path.join(FIXTURES, "models/tokenizers")
    for kind in sorted(os.listdir(kinds)):
        path = os.path.join(kinds, kind, "tokenizer.json")
        if os.path.exists(path):
            tokenizer = Tokenizer.from_file(path)
            specials = [token.content for token in tokenizer.get_added_tokens_decoder().values()]
            requests = [*encodings(chance, 10 * count, specials), *decodings(chance, 3 * count, tokenizer.get_vocab_size() + 2)]
            comparison.file(kind, path, requests)

    bare = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": None,
            "post_processor": None, "decoder": None, "model": make_components.MODEL}
    for name, stages in make_components.COMPONENTS.items():
        comparison.document(name, {**bare, **stages}, encodings(chance, count))
    for name, decoder in make_decoders.DECODERS.items():
        document = make_decoders.file(make_decoders.MODELS["WordLevel"], decoder)
        comparison.document(name, document, decodings(chance, count, len(make_decoders.VOCAB)))
    for pattern in [*FAMILIES.values(), *ODD]:
        behavior, invert = chance.choice(make_components.BEHAVIORS), chance.random() < 0.3
        stage = make_components.split("Regex", pattern, behavior, invert)
        comparison.document(pattern, {**bare, **stage}, encodings(chance, max(8, count // 4)))
    for make in (random_unigram, random_charsmap):
        for _ in range(count):
            document, texts = make(chance, max(8, count // 4))
            comparison.document(make.__name__, document, [{"text": text, "add_special_tokens": False} for text in texts])

    for kind, name in FOLDERS:
        for _ in range(max(1, count // 60)):
            with tempfile.TemporaryDirectory() as folder:
                words = random_folder(chance, os.path.join(kinds, kind, "tokenizer.json"), name, folder)
                loaded = Loaded(folder)
                texts = [random_text(chance) for _ in range(8)] + [" ".join(chance.choices(words, k=4)) for _ in range(6)]
                comparison.answers(f"{kind} as {name}", folder, loaded.answers(texts))

    print(f"{comparison.passed} passed, {comparison.failed} failed")
    return 1 if comparison.failed or not comparison.passed else 0


if __name__ == "__main__":
    sys.exit(main())
