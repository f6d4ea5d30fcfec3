"""Rendering with transformers' apply_chat_template: for each name of a template read, the processor's microseconds for one conversation.

usage: render_peer.py GOLDENS MESSAGES COUNT
"""
import json, sys, time
from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast

templates = json.load(open(sys.argv[1]))["templates"]
messages, count = json.loads(sys.argv[2]), int(sys.argv[3])
tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.WordLevel({"<unk>": 0}, "<unk>")), bos_token="<s>", eos_token="</s>")


def render(template):
    return tokenizer.apply_chat_template(messages, chat_template=template, tokenize=False, add_generation_prompt=True)


for line in sys.stdin:
    template = templates[line.strip()]["template"]
    # Compiled once, and kept by transformers.
    render(template)
    start = time.process_time()
    for _ in range(count):
        render(template)
    print((time.process_time() - start) / count * 1e6, flush=True)
