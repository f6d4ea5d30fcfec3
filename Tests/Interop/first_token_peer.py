"""The first token of an answer with onnxruntime-genai, as a program that starts for it.

usage: first_token_peer.py MODEL PROMPT
"""
import sys

import onnxruntime_genai as og

model = og.Model(sys.argv[1])
tokenizer = og.Tokenizer(model)
params = og.GeneratorParams(model)
tokens = tokenizer.encode(sys.argv[2])
params.set_search_options(do_sample=False, max_length=len(tokens) + 40)
generator = og.Generator(model, params)
generator.append_tokens(tokens)
stream = tokenizer.create_stream()
while not generator.is_done():
    generator.generate_next_token()
    print(stream.decode(generator.get_next_tokens()[0]), end="", flush=True)
