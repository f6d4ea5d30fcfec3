"""Models with random weights that matter: norms away from 1, biases away from 0, logits spread out."""
import json, math, os, shutil
import torch
import transformers as t
from command import EXAMPLE

VOCABULARY = 2048


def scramble(model, seed=1):
    generator = torch.Generator().manual_seed(seed)
    is_gemma = "Gemma" in type(model).__name__
    with torch.no_grad():
        for name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            if weight.ndim > 1:
                weight.copy_(noise * ((0.1 if is_gemma else 0.5) if "embed" in name else 1.2 / math.sqrt(weight.shape[1])))
            elif name.endswith("bias"):
                weight.copy_(noise * 0.2)
            else:
                weight.copy_((0 if is_gemma else 1) + 0.2 * noise)
    return model.eval()


def decoders():
    """Name, class and configuration of decoders that differ in what their layers do."""
    common = dict(vocab_size=VOCABULARY, hidden_size=64, intermediate_size=112, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
                  max_position_embeddings=512, bos_token_id=1, eos_token_id=2, tie_word_embeddings=False)
    three = {**common, "num_hidden_layers": 3}
    phi3 = dict(common, pad_token_id=0, original_max_position_embeddings=512)
    factors = dict(rope_type="longrope", short_factor=[1 + 0.1 * i for i in range(8)], long_factor=[1 + 1.5 * i for i in range(8)])
    llama3 = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64)
    return [
        ("llama", t.LlamaForCausalLM, t.LlamaConfig(**common, rope_theta=500000.0, rope_scaling=llama3)),
        ("llama-biases-tied", t.LlamaForCausalLM, t.LlamaConfig(**{**common, "tie_word_embeddings": True}, attention_bias=True, mlp_bias=True)),
        ("llama-linear", t.LlamaForCausalLM, t.LlamaConfig(**common, head_dim=32, rope_scaling=dict(rope_type="linear", factor=4.0))),
        ("mistral-window", t.MistralForCausalLM, t.MistralConfig(**common, sliding_window=8)),
        ("qwen2-tied", t.Qwen2ForCausalLM, t.Qwen2Config(**{**common, "tie_word_embeddings": True})),
        ("qwen2-later-windows", t.Qwen2ForCausalLM, t.Qwen2Config(**three, use_sliding_window=True, sliding_window=8, max_window_layers=1)),
        ("qwen3-heads-of-24", t.Qwen3ForCausalLM, t.Qwen3Config(**{**common, "tie_word_embeddings": True, "hidden_size": 48}, head_dim=24)),
        ("qwen3-heads-of-32", t.Qwen3ForCausalLM, t.Qwen3Config(**common, head_dim=32)),
        ("phi3", t.Phi3ForCausalLM, t.Phi3Config(**phi3, sliding_window=None)),
        ("phi3-window", t.Phi3ForCausalLM, t.Phi3Config(**phi3, sliding_window=8)),
        ("phi3-partial", t.Phi3ForCausalLM, t.Phi3Config(**phi3, sliding_window=None, partial_rotary_factor=0.5)),
        ("phi3-longrope", t.Phi3ForCausalLM,
         t.Phi3Config(**{**phi3, "original_max_position_embeddings": 48}, sliding_window=None, rope_scaling=factors)),
        ("gemma2", t.Gemma2ForCausalLM, t.Gemma2Config(**{**three, "tie_word_embeddings": True}, pad_token_id=0, head_dim=16, query_pre_attn_scalar=20,
                                                       sliding_window=10, attn_logit_softcapping=3.0, final_logit_softcapping=2.5)),
    ]


def encoders():
    """Class and configuration of encoders with each head."""
    common = dict(vocab_size=200, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48, max_position_embeddings=40)
    bert = t.BertConfig(**common, num_labels=3)
    roberta = t.RobertaConfig(**common, type_vocab_size=1, pad_token_id=1, num_labels=2)
    distilbert = t.DistilBertConfig(vocab_size=200, dim=32, n_layers=2, n_heads=4, hidden_dim=48, max_position_embeddings=40, num_labels=4)
    heads = ["Model", "ForSequenceClassification", "ForTokenClassification", "ForMaskedLM"]
    return [(getattr(t, family + head), configuration) for family, configuration in (("Bert", bert), ("Roberta", roberta), ("DistilBert", distilbert))
            for head in heads] + [(t.BertModel, t.BertConfig(**common, hidden_act="gelu_new"))]


def save(model, folder, dtype, tokenizer=True):
    scramble(model).to(dtype).save_pretrained(folder)
    if tokenizer:
        for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
            shutil.copy(os.path.join(EXAMPLE, name), folder)


def for_real_builder(source, folder):
    """The same folder in the form that the real builder can read: it wants the older keys of longrope."""
    shutil.copytree(source, folder)
    path = os.path.join(folder, "config.json")
    configuration = json.load(open(path))
    rope = configuration.pop("rope_parameters", None) or {}
    configuration["rope_theta"] = rope.pop("rope_theta", 10000.0)
    if rope.get("rope_type", "default") != "default":
        configuration["rope_scaling"] = {**rope, "type": rope["rope_type"]}
    json.dump(configuration, open(path, "w"))
