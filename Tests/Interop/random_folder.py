"""Random model folders around a tokenizer.json, as transformers loads them."""
import json, logging, os, warnings

import transformers

# What the folder's tokenizer_config.json calls the tokenizer of a kind.
FOLDERS = [(kind, name) for kind, names in {
    "gpt2": "GPT2Tokenizer RobertaTokenizer CLIPTokenizer Qwen2Tokenizer Qwen3_5Tokenizer GPTNeoXTokenizer CohereTokenizer "
            "DebertaTokenizer BartTokenizer CodeGenTokenizer BlenderbotTokenizer LlamaTokenizer",
    "roberta": "RobertaTokenizer LEDTokenizer GPT2TokenizerFast",
    "llama3": "PreTrainedTokenizerFast LlamaTokenizer GPT2Tokenizer Qwen2Tokenizer TokenizersBackend",
    "qwen2": "Qwen2Tokenizer Qwen2TokenizerFast PreTrainedTokenizerFast GPTNeoXTokenizerFast",
    "llama2": "LlamaTokenizer LlamaTokenizerFast CodeLlamaTokenizer GemmaTokenizer PreTrainedTokenizerFast",
    "llama2-metaspace": "LlamaTokenizer CodeLlamaTokenizerFast PreTrainedTokenizer",
    "gemma": "GemmaTokenizer GemmaTokenizerFast LlamaTokenizer",
    "t5": "T5Tokenizer T5TokenizerFast PegasusTokenizer PreTrainedTokenizerFast",
    "xlmr": "XLMRobertaTokenizer XLMRobertaTokenizerFast CamembertTokenizer BarthezTokenizer BigBirdTokenizer",
    "albert": "AlbertTokenizer FNetTokenizer RemBertTokenizer XLNetTokenizer DebertaV2Tokenizer NoSuchTokenizer",
    "bert-uncased": "BertTokenizer BertTokenizerFast DistilBertTokenizer MobileBertTokenizer FunnelTokenizer MPNetTokenizer",
    "bert-cased": "BertTokenizer DistilBertTokenizerFast ElectraTokenizer",
}.items() for name in names.split()]
TYPES = ("llama phi3 mistral gemma2 gpt2 roberta qwen2 qwen3 bert distilbert t5 xlm-roberta albert gpt_neox foo phi opt bart "
         "olmo2 granite bloom").split()
NAMES = "bos_token eos_token unk_token pad_token sep_token cls_token mask_token".split()
SWITCHES = ("add_prefix_space add_bos_token add_eos_token legacy clean_up_tokenization_spaces do_lower_case "
            "tokenize_chinese_chars keep_accents trim_offsets split_by_punct").split()


def random_folder(chance, path, name, folder):
    """Fills a folder, and returns words that its tokenizer may know as tokens."""
    with open(path) as file:
        tokenizer = json.load(file)
    added = [token["content"] for token in tokenizer["added_tokens"]]

    def write(file, value):
        with open(os.path.join(folder, file), "w") as out:
            json.dump(value, out)

    def flags():
        return {key: chance.random() < 0.3 for key in ("lstrip", "rstrip", "single_word")} | {"normalized": False}

    if chance.random() < 0.15:
        tokenizer["post_processor"] = None
    write("tokenizer.json", tokenizer)
    if chance.random() < 0.8:
        write("config.json", {"model_type": chance.choice(TYPES)} if chance.random() < 0.9 else {})
    config = {"tokenizer_class": name} if chance.random() < 0.9 else {}
    for index, key in enumerate(NAMES):
        kind = chance.random()
        if kind < 0.35 and added:
            config[key] = chance.choice(added)
        elif kind < 0.45:
            config[key] = {"__type": "AddedToken", "content": f"<new{index}>", **flags()}
        elif kind < 0.5:
            config[key] = f"<new{index}>"
    config |= {key: chance.random() < 0.5 for key in SWITCHES if chance.random() < 0.2}
    if name.startswith("T5"):
        config["extra_ids"] = chance.choice([0, 3, 100])
    if chance.random() < 0.2:
        config["additional_special_tokens"] = ["<extra>", *added[:2]]
    if chance.random() < 0.15:
        config["extra_special_tokens"] = chance.choice([["<extra>"], {"image_token": "<image>"}, []])
    if chance.random() < 0.35:
        config["added_tokens_decoder"] = {token["id"]: {key: value for key, value in token.items() if key != "id"}
                                          for token in tokenizer["added_tokens"] if chance.random() < 0.95}
    else:
        if chance.random() < 0.3:
            write("special_tokens_map.json", {key: {"content": f"<map-{key}>", **flags()} for key in NAMES[:4] if chance.random() < 0.5})
        if chance.random() < 0.25:
            write("added_tokens.json", {"<added>": len(tokenizer["model"]["vocab"]) + len(added)})
    if chance.random() < 0.95:
        write("tokenizer_config.json", config)
    return [*added, *(f"<new{index}>" for index in range(7)), "<extra>", "<image>", "<added>", "a", "Bé"]


class Loaded:
    """What transformers makes of a folder; nothing when it refuses it."""

    def __init__(self, folder):
        logging.disable(logging.CRITICAL)
        warnings.filterwarnings("ignore")
        try:
            self.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        except Exception:
            self.tokenizer = None

    def answers(self, texts):
        """Requests with their answers: ids and what they decode to."""
        found = []
        for text in texts if self.tokenizer else []:
            try:
                ids = self.tokenizer(text)["input_ids"]
            except Exception:
                continue
            found.append(({"text": text}, {"ids": ids}))
            for skips in (False, True):
                decoded = self.tokenizer.decode(ids, skip_special_tokens=skips)
                found.append(({"ids": ids, "skip_special_tokens": skips}, {"text": decoded}))
        return found
