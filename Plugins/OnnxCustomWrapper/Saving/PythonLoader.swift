import FlavorKit

/// The module with which MLflow runs a saved model in Python.
///
/// It holds no state of ours: Python code that MLflow imports from `code/`, with nothing pickled.
enum PythonLoader {
    static let folder = "code"
    static let module = "onnx_genai_loader"

    /// Whether it takes an entry of a model's configuration; it loads no model that has another.
    static func heeds(_ name: String, _ value: Value, vocabularySize: Int) -> Bool {
        if name == "eos_token_id" {
            // With no end token of its own the library takes the model's, and it refuses one that no token has.
            let tokens = value.intValue.map { [Int($0)] } ?? value.integerList ?? []
            return !tokens.isEmpty && tokens.allSatisfy { (0..<vocabularySize).contains($0) }
        }
        return name == SavedConfiguration.templateKey || search.contains(name) || others.contains(name)
    }

    private static let search = [
        "do_sample", "temperature", "top_k", "top_p", "repetition_penalty", "no_repeat_ngram_size", "min_length",
        "num_beams",
    ]
    private static let others = [
        "max_new_tokens", "min_new_tokens", "max_length", "seed", "return_full_text", "add_special_tokens",
        "eos_token_id", "stop_strings", "include_stop_str_in_output",
    ]

    static let source = head + stopStrings + model

    private static func tuple(_ names: [String]) -> String {
        "(" + names.map { "\"\($0)\"" }.joined(separator: ", ") + ")"
    }

    private static let head = """
        \"\"\"Runs the model beside it with onnxruntime-genai, for mlflow.pyfunc.\"\"\"
        import functools
        import json
        import os
        import re

        import onnxruntime_genai as og
        import transformers

        # What onnxruntime-genai searches by, under the names of transformers.
        SEARCH = \(tuple(search))
        OTHERS = \(tuple(others))
        DEFAULT_MAX_NEW_TOKENS = 256
        # A column's name in a template is all that stands between braces; {{ and }} stand for braces.
        PLACE = re.compile(r"{{|}}|{([^{}]+)}|[{}]")



        """

    private static let model = """

        class Model:
            def __init__(self, path, config):
                config = dict(config or {})
                self.template = config.pop("prompt_template", "{prompt}")
                places = list(PLACE.finditer(self.template))
                self.columns = list(dict.fromkeys(place[1] for place in places if place[1]))
                if not self.columns or any(len(place[0]) == 1 for place in places):
                    raise ValueError("prompt_template: expected columns' names in braces, such as {prompt}, and no other braces alone")
                self.config = self.checked(config)
                with open(os.path.join(path, "genai_config.json")) as file:
                    settings = json.load(file)
                self.begin_token = settings["model"].get("bos_token_id")
                self.context_length = settings["model"]["context_length"]
                # The whole context is what the model can do, not how long an answer should be.
                length = settings.get("search", {}).get("max_length") or self.context_length
                if length < self.context_length:
                    self.config.setdefault("max_length", length)
                runtime = og.Config(path)
                ends = self.config.get("eos_token_id", [])
                ends = ends if isinstance(ends, list) else [ends]
                # One takes the place of the model's own, a list is added to them.
                for tokens in (*ends[:1], ends[1:]) if ends else ():
                    runtime.overlay(json.dumps({"model": {"eos_token_id": tokens}}))
                self.model = og.Model(runtime)
                self.tokenizer = self.tokenizer_of(path, settings["model"].get("type"))

            @functools.cached_property
            def pieces(self):
                return Pieces(self.tokenizer)

            @staticmethod
            def tokenizer_of(path, model_type):
                \"\"\"The folder's tokenizer as its class makes it, which is not always what tokenizer.json alone says.\"\"\"
                config = None
                if not os.path.exists(os.path.join(path, "config.json")) and model_type in transformers.CONFIG_MAPPING:
                    config = transformers.AutoConfig.for_model(model_type)
                return transformers.AutoTokenizer.from_pretrained(path, config=config, trust_remote_code=False)

            @staticmethod
            def checked(config):
                config = {name: value for name, value in config.items() if value is not None}
                unknown = [name for name in config if name not in SEARCH + OTHERS]
                # With no end token of its own the library takes the model's.
                if unknown or config.get("eos_token_id") == []:
                    raise ValueError(f"not supported with onnxruntime-genai: {', '.join(unknown or ['eos_token_id without a token'])}")
                return config

            def predict(self, data, params=None):
                params = self.checked(dict(params or {}))
                if "eos_token_id" in params:
                    raise ValueError("eos_token_id: set it in the model_config that the model is loaded with")
                config = {**self.config, **params}
                answers = [self.answer(prompt, config) for prompt in self.prompts(data)]
                return answers if not isinstance(data, str) else answers[0]

            def prompts(self, data):
                return [PLACE.sub(lambda place: row[place[1]] if place[1] else place[0][0], self.template) for row in self.rows(data)]

            def rows(self, data):
                \"\"\"The columns of each prompt, of a text, a list, a dictionary or a table.\"\"\"
                if hasattr(data, "to_dict"):
                    data = data.to_dict(orient="records")
                for item in [data] if isinstance(data, (str, dict)) else data:
                    row = item if isinstance(item, dict) else {self.columns[0]: item}
                    if len(self.columns) == 1 and self.columns[0] not in row:
                        row = {self.columns[0]: next(iter(row.values()))}
                    # MLflow hands a list over as one cell.
                    cells = [[row[name]] if isinstance(row[name], str) else list(row[name]) for name in self.columns]
                    yield from (dict(zip(self.columns, texts)) for texts in zip(*cells))

            def answer(self, prompt, config):
                ids = self.tokenizer(prompt, add_special_tokens=config.get("add_special_tokens", True))["input_ids"]
                if not ids:
                    if self.begin_token is None:
                        raise ValueError("the prompt has no tokens and the model no bos_token_id to begin with: write a prompt")
                    ids = [self.begin_token]
                params = og.GeneratorParams(self.model)
                search = {name: config[name] for name in SEARCH if name in config}
                # The runtime counts the prompt, and takes no more than its context.
                if "max_new_tokens" in config:
                    length = len(ids) + config["max_new_tokens"]
                else:
                    length = config.get("max_length", len(ids) + DEFAULT_MAX_NEW_TOKENS)
                search["max_length"] = min(length, self.context_length)
                if "min_new_tokens" in config:
                    search["min_length"] = len(ids) + config["min_new_tokens"]
                if "seed" in config:
                    search["random_seed"] = config["seed"]
                params.set_search_options(**search)
                generator = og.Generator(self.model, params)
                generator.append_tokens(ids)
                strings = config.get("stop_strings") or []
                stops = StopStrings([strings] if isinstance(strings, str) else strings, ids, self.pieces) if strings else None
                made, match = [], None
                while match is None and not generator.is_done():
                    generator.generate_next_token()
                    made.append(int(generator.get_next_tokens()[0]))
                    match = stops.append(made[-1]) if stops else None
                text = self.tokenizer.decode(made, skip_special_tokens=True)
                if match is not None and not config.get("include_stop_str_in_output", True):
                    text = self.text_before(match, made, text)
                return prompt + text if config.get("return_full_text", True) else text

            def text_before(self, match, made, text):
                token, cut = match
                if token < 0:
                    return ""
                if text.endswith(cut):
                    return text[:len(text) - len(cut)]
                # Decoding changed the text around the stop string, as at the begin of an answer: cut at the token.
                return self.tokenizer.decode(made[:token], skip_special_tokens=True)


        def _load_pyfunc(path, model_config=None):
            return Model(path, model_config)

        """
}
