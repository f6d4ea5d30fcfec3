#!/usr/bin/env python3
"""Random templates and conversations through transformers and through our library: the same text, or an error on both sides."""
import argparse, datetime, json, os, random, re, subprocess, sys

import template_grammar as grammar

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GOLDENS = os.path.join(ROOT, "Tests/Fixtures/models/chat-templates/golden.json")
# Where Python prints the address of an object there is nothing to be compared.
ADDRESS = re.compile(r"0x[0-9a-f]{6,}", re.IGNORECASE)


class Peer:
    """transformers, with the clock that our side is given."""

    def __init__(self):
        from tokenizers import Tokenizer, models
        from transformers import PreTrainedTokenizerFast
        from transformers.utils import chat_template_utils

        class Clock(datetime.datetime):
            @classmethod
            def now(cls, tz=None):
                return cls(2025, 3, 9, 7, 5, 3, 42)

        chat_template_utils.datetime = Clock
        base = Tokenizer(models.WordLevel({"<unk>": 0}, "<unk>"))
        self.tokenizer = PreTrainedTokenizerFast(tokenizer_object=base, bos_token="<s>", eos_token="</s>")

    def answer(self, case):
        try:
            text = self.tokenizer.apply_chat_template(
                case["messages"], chat_template=case["template"], tokenize=False, tools=case.get("tools"), documents=case.get("documents"),
                add_generation_prompt=case.get("add_generation_prompt", False), continue_final_message=case.get("continue_final_message", False), **case.get("variables", {}))
            text.encode()
            return {"text": text}
        except Exception as error:
            return {"error": str(error), "type": type(error).__name__}


def cases(rng, count, templates):
    """Conversations through the templates of model families, expressions and whole templates."""
    for number in range(count):
        kind = number % 4
        case = {"messages": grammar.conversation(rng), "add_generation_prompt": rng.random() < 0.5, "special_tokens": {"bos_token": "<s>", "eos_token": "</s>"}}
        if kind == 0:
            case["template"] = rng.choice(templates)
            if rng.random() < 0.3:
                case["tools"] = rng.choice([grammar.TOOLS, grammar.TOOLS[:1], []])
            if rng.random() < 0.2:
                case["documents"] = [{"title": "T", "text": rng.choice(grammar.TEXTS)}]
            if rng.random() < 0.1:
                case |= {"continue_final_message": rng.choice([True, "reasoning_content"]), "add_generation_prompt": False}
            if rng.random() < 0.2:
                case["variables"] = {rng.choice(["enable_thinking", "custom_tools", "date_string", "tools_in_user_message"]): grammar.value(rng, 2)}
        elif kind == 1:
            case["template"] = grammar.PREAMBLE + grammar.body(rng, 3, "")
        else:
            case["template"] = grammar.PREAMBLE + "{{ " + grammar.expression(rng, rng.choice([1, 2, 2, 3])) + " }}"
        if kind:
            case["variables"] = {"x": grammar.value(rng, 2), "nested": {"a": [1, {"b": "c"}]}, "u": grammar.value(rng, 0)}
        yield case


def difference(theirs, ours):
    """What differs, or nothing. A loss of the limits is ours alone, and only the text of raise_exception is compared."""
    if "error" in theirs:
        if "error" not in ours:
            return "transformers raises, we render"
        raised = theirs["type"] == "TemplateError"
        if raised != (ours["code"] == "raised"):
            return "only one side raised the template's own error"
        return "another message" if raised and theirs["error"] != ours["error"] else None
    if "error" in ours:
        # Jinja prints nothing for the slice of a constant that has none, and raises for that of anything else: we raise.
        # Operators make sets of the views of dicts, which are not to be had here.
        known = "cannot be sliced" in ours["error"] or "unsupported operand" in ours["error"] and "dict_" in ours["error"]
        return None if known else "we raise, transformers renders"
    same = ADDRESS.sub("address", theirs["text"]) == ADDRESS.sub("address", ours["text"])
    return None if same else "another text"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--helper", default=os.path.join(ROOT, ".build/release/RenderHelper"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=12000)
    parser.add_argument("--show", type=int, default=20, help="how many differences are printed")
    options = parser.parse_args()
    peer = Peer()
    templates = [entry["template"] for entry in json.load(open(GOLDENS))["templates"].values()]
    all_cases = list(cases(random.Random(options.seed), options.count, templates))
    lines = "".join(json.dumps(case) + "\n" for case in all_cases)
    answers = subprocess.run([options.helper], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    if len(answers) != len(all_cases):
        sys.exit(f"expected {len(all_cases)} answers, got {len(answers)}")
    failed = rendered = 0
    for case, line in zip(all_cases, answers):
        theirs, ours = peer.answer(case), json.loads(line)
        rendered += "text" in theirs
        problem = difference(theirs, ours)
        failed += problem is not None
        if problem and failed <= options.show:
            print(f"{problem}: {case['template'].removeprefix(grammar.PREAMBLE)!r}\n  {json.dumps({k: v for k, v in case.items() if k != 'template'})[:600]}\n  theirs {theirs}\n  ours   {ours}"[:4000])
    print(f"{len(all_cases) - failed} the same ({rendered} rendered by transformers), {failed} different")
    return 1 if failed or rendered < options.count // 5 else 0


if __name__ == "__main__":
    sys.exit(main())
