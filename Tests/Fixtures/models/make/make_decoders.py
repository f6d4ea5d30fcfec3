"""Random-weight decoders of further families, small, with goldens from transformers (float32, eager attention).

usage: python3 make_decoders.py random

Writes random/llama-biases, random/mistral-window12 and random/qwen3-norms, each as make_phi3_windows.py writes its
models. Needs torch and transformers 5.
"""
import os
import sys

import torch
import transformers
from transformers import LlamaConfig, MistralConfig, Qwen3Config

from make_phi3_windows import make


def main():
    root = sys.argv[1]
    torch.set_num_threads(1)
    transformers.utils.logging.set_verbosity_error()
    shape = dict(vocab_size=120, max_position_embeddings=256, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2,
                 pad_token_id=0)
    make(os.path.join(root, "llama-biases"), LlamaConfig(
        hidden_size=48, intermediate_size=72, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=4,
        attention_bias=True, mlp_bias=True, tie_word_embeddings=False,
        rope_parameters={"rope_type": "linear", "factor": 4.0, "rope_theta": 5000.0}, **shape),
        torch.float32, [1, 10, 130], 1, "biases on every projection; linear rope scaling; several shards",
        max_shard_size="60KB")
    make(os.path.join(root, "mistral-window12"), MistralConfig(
        hidden_size=60, intermediate_size=70, num_hidden_layers=2, num_attention_heads=3, num_key_value_heads=1,
        head_dim=26, sliding_window=12, tie_word_embeddings=False, **shape),
        torch.bfloat16, [1, 11, 12, 13, 80], 1, "sliding window of 12; head_dim 26 is not hidden_size / heads")
    make(os.path.join(root, "qwen3-norms"), Qwen3Config(
        hidden_size=48, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        head_dim=24, tie_word_embeddings=True, rope_theta=1e6, **shape),
        torch.bfloat16, [1, 6, 100], 1, "RMSNorm of each head of queries and keys; the head is the embedding")


main()
