"""Random-weight Phi-3 models whose sliding window is short, with goldens from transformers (float32, eager attention).

usage: python3 make_phi3_windows.py random

Writes random/phi3-window8 and random/phi3-partial-tied: config.json, model.safetensors and golden.json, which has the
keys of the other models' goldens. Needs torch and transformers 5.
"""
import json
import os
import random
import sys

import torch
import transformers
from transformers import AutoModelForCausalLM, Phi3Config

NEW_TOKENS = 16
LEAST_GAP = 2e-3


def randomize(model, seed):
    """Weights that spread the logits, and norms that are not all 1."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            if name.endswith("bias"):
                weight.copy_(0.2 * noise)
            elif weight.ndim == 1:
                weight.copy_(1 + 0.25 * noise)
            elif "embed" in name:
                weight.copy_(0.35 * noise)
            else:
                weight.copy_(1.3 * noise / weight.shape[1] ** 0.5)


def run(model, ids, **options):
    with torch.no_grad():
        return model(input_ids=torch.tensor([ids]), use_cache=False, **options).logits[0]


def case(model, unbounded, ids):
    logits = run(model, ids)
    with torch.no_grad():
        prompt = torch.tensor([ids])
        generated = model.generate(
            input_ids=prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=NEW_TOKENS, do_sample=False,
            pad_token_id=0)[0, len(ids):].tolist()
    gaps = []
    for count in range(len(generated)):
        best = run(model, ids + generated[:count])[-1].topk(2)
        assert best.indices[0] == generated[count], "the cache changes the choice"
        gaps.append(float(best.values[0] - best.values[1]))
    return {
        "input_ids": ids,
        "argmax_per_position": logits.argmax(-1).tolist(),
        "last_logits": [float(f"{value:.9g}") for value in logits[-1].tolist()],
        **({} if unbounded is None else {"last_logits_distance_without_window":
            float(f"{(run(unbounded, ids)[-1] - logits[-1]).abs().max():.4g}")}),
        "greedy_16": generated,
        "smallest_gap": float(f"{min(gaps):.4g}"),
    }


def write_golden(path, golden):
    """One case a line, as in the other goldens."""
    cases = ",\n".join("  " + json.dumps(one) for one in golden.pop("cases"))
    head = "".join(f" {json.dumps(key)}: {json.dumps(value)},\n" for key, value in golden.items())
    with open(path, "w") as file:
        file.write("{\n" + head + ' "cases": [\n' + cases + "\n ]\n}\n")


def make(folder, config, dtype, lengths, seed, note, **saving):
    """Tries seeds until no choice on the way is close to a tie, which rounding could turn."""
    for attempt in range(seed, seed + 50):
        model = AutoModelForCausalLM.from_config(config)
        randomize(model, attempt)
        model.generation_config.eos_token_id = None
        model.to(dtype).save_pretrained(folder, **saving)
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
        unbounded = None
        if getattr(config, "sliding_window", None) is not None:
            unbounded = AutoModelForCausalLM.from_pretrained(
                folder, dtype=torch.float32, attn_implementation="eager", sliding_window=None).eval()
            assert unbounded.config.sliding_window is None
        numbers = random.Random(attempt)
        cases = [case(model, unbounded, [numbers.randrange(config.vocab_size) for _ in range(length)])
                 for length in lengths]
        if min(one["smallest_gap"] for one in cases) > LEAST_GAP:
            break
    else:
        raise SystemExit(f"{folder}: no seed keeps the choices apart")
    generation = os.path.join(folder, "generation_config.json")
    if os.path.exists(generation):
        os.remove(generation)
    write_golden(os.path.join(folder, "golden.json"), {
        "made_with": f"transformers {transformers.__version__}, torch {torch.__version__}",
        "model_type": config.model_type, "stored_dtype": str(dtype).split(".")[1],
        "compute": "float32, attn_implementation=eager", "note": note, "cases": cases})
    print(folder, "seed", attempt, "least gap", min(one["smallest_gap"] for one in cases))


def main():
    root = sys.argv[1]
    torch.set_num_threads(1)
    transformers.utils.logging.set_verbosity_error()
    shape = dict(vocab_size=320, max_position_embeddings=512, original_max_position_embeddings=512,
                 rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2, pad_token_id=0)
    make(os.path.join(root, "phi3-window8"), Phi3Config(
        hidden_size=72, intermediate_size=104, num_hidden_layers=3, num_attention_heads=6, num_key_value_heads=2,
        sliding_window=8, rope_parameters={"rope_type": "default", "rope_theta": 10000.0}, tie_word_embeddings=False,
        **shape), torch.float16, [1, 7, 8, 9, 20, 63, 64, 65, 130, 300], 1,
        "a position sees itself and the 7 before it; head_dim 12; config.json in the transformers 5 form")
    make(os.path.join(root, "phi3-partial-tied"), Phi3Config(
        hidden_size=48, intermediate_size=80, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1,
        sliding_window=20, partial_rotary_factor=0.75, rope_parameters={"rope_type": "default", "rope_theta": 5000.0},
        tie_word_embeddings=True, **shape), torch.float32, [1, 5, 19, 20, 21, 50, 129], 1001,
        "partial_rotary_factor 0.75: 18 of a head's 24 elements turn; the head is the embedding; stored as float32")


if __name__ == "__main__":
    main()
