"""Greedy decoding with onnxruntime-genai: for each line read, one round and its tokens per second.

usage: decode_peer.py ONNX_MODEL PROMPT TOKENS THREADS
"""
import json, sys, time
import onnxruntime_genai as og

folder, prompt, count, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
config = og.Config(folder)
config.overlay(json.dumps({"model": {"decoder": {"session_options": {"intra_op_num_threads": threads}}}}))
model = og.Model(config)
tokens = og.Tokenizer(model).encode(prompt)


def run():
    start = time.perf_counter()
    params = og.GeneratorParams(model)
    total = len(tokens) + count
    params.set_search_options(do_sample=False, max_length=total, min_length=total)
    generator = og.Generator(model, params)
    generator.append_tokens(tokens)
    made = 0
    while not generator.is_done() and made < count:
        generator.generate_next_token()
        made += 1
    if made < count:
        sys.exit(f"the peer ended after {made} tokens, expected {count}")
    return count / (time.perf_counter() - start)


run()
for _ in sys.stdin:
    print(run(), flush=True)
