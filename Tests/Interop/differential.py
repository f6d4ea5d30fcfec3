#!/usr/bin/env python3
"""Random prompts through transformers and through our command: the same tokens in, the same logits and tokens out."""
import random, sys

from command import EXAMPLE, Command, parser

WORDS = """What is the capital of Spain France Peru Chad ? Madrid city country Which Tell me a joke about atom cats moon Hello Count to ten
3 plus 4 minus = 17 . , ! ' " - N'Djamena Chișinău Nukuʻalofa théorie 量子 こんにちは नमस्ते Γεια 😀 🚀 👩‍👩‍👧 ﷽ é ﬁ İ ß \\ / <s> </s> <unk>
<|user|> <|end|> <|assistant|> <|system|> <|endoftext|> <|nothing|> ▁ ▁▁ <0x41> 1234567890 MLflow print("x") {} [] \t""".split(" ")
SPACES = [" ", " ", " ", "", "", "  ", "\n", "\t", "\u00a0", "\u200b", "\r\n", "   "]


def prompt(rng):
    """A question in the model's form, or any mixture of words, signs and characters."""
    body = "".join(rng.choice(WORDS) + rng.choice(SPACES) for _ in range(rng.choice([1, 3, 6, 12, 30])))
    if rng.random() < 0.3:
        body += "".join(chr(rng.choice([rng.randrange(32, 127), rng.randrange(160, 0x2000), rng.randrange(0x1F300, 0x1F700)])) for _ in range(5))
    return f"<|user|>{body}<|end|><|assistant|>" if rng.random() < 0.5 else body


def differences(command, reference, count, seed, folder=EXAMPLE):
    """Yields each prompt with what differs, or nothing."""
    rng = random.Random(seed)
    prompts = [text for text in (prompt(rng) for _ in range(count)) if 0 < len(reference.ids(text)) < 400]
    for start in range(0, len(prompts), 25):
        batch = prompts[start:start + 25]
        texts, info = command.totals(folder, batch, max_new_tokens=12, output_logits=True)
        for index, text in enumerate(batch):
            tokens = info["token_ids"][index]
            difference = None
            if info["prompt_tokens"][index] != len(reference.ids(text)):
                difference = f"{info['prompt_tokens'][index]} tokens in, expected {len(reference.ids(text))}"
            elif texts[index] != reference.text(tokens):
                difference = f"text {texts[index]!r}, expected {reference.text(tokens)!r}"
            yield text, difference or reference.disagreements(text, tokens, info["logits"][index])


def main():
    options = parser(__doc__)
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    from reference import Reference

    passed = failed = 0
    for text, difference in differences(Command(options.flavor), Reference(EXAMPLE), options.count, options.seed):
        passed, failed = passed + (not difference), failed + bool(difference)
        if difference:
            print(f"{text!r}: {difference}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
