/// The module with which MLflow runs a saved model in Python.
///
/// It holds no state of ours: Python code that MLflow imports from `code/`, with nothing pickled.
enum PythonLoader {
    static let folder = "code"
    static let module = "onnx_genai_loader"

    static let source = """
        \"\"\"Runs the model beside it with onnxruntime-genai, for mlflow.pyfunc.\"\"\"
        import json
        import os
        import string

        import onnxruntime_genai as og
        import transformers

        # What onnxruntime-genai searches by, under the names of transformers.
        SEARCH = ("do_sample", "temperature", "top_k", "top_p", "repetition_penalty", "no_repeat_ngram_size", "min_length")
        OTHERS = ("max_new_tokens", "min_new_tokens", "max_length", "seed", "return_full_text", "add_special_tokens")
        DEFAULT_MAX_NEW_TOKENS = 256


        class Model:
            def __init__(self, path, config):
                config = dict(config or {})
                self.template = config.pop("prompt_template", "{prompt}")
                self.columns = [name for _, name, _, _ in string.Formatter().parse(self.template) if name]
                self.config = self.checked(config)
                with open(os.path.join(path, "genai_config.json")) as file:
                    settings = json.load(file)
                self.context_length = settings["model"]["context_length"]
                # The whole context is what the model can do, not how long an answer should be.
                length = settings.get("search", {}).get("max_length") or self.context_length
                if length < self.context_length:
                    self.config.setdefault("max_length", length)
                self.model = og.Model(path)
                self.tokenizer = self.tokenizer_of(path, settings["model"].get("type"))

            @staticmethod
            def tokenizer_of(path, model_type):
                \"\"\"The folder's tokenizer as its class makes it, which is not always what tokenizer.json alone says.\"\"\"
                config = None
                if not os.path.exists(os.path.join(path, "config.json")) and model_type in transformers.CONFIG_MAPPING:
                    config = transformers.AutoConfig.for_model(model_type)
                return transformers.AutoTokenizer.from_pretrained(path, config=config, trust_remote_code=False)

            @staticmethod
            def checked(config):
                unknown = [name for name, value in config.items() if value is not None and name not in SEARCH + OTHERS]
                if unknown:
                    raise ValueError(f"not supported with onnxruntime-genai: {', '.join(unknown)}")
                return {name: value for name, value in config.items() if value is not None}

            def predict(self, data, params=None):
                config = {**self.config, **self.checked(dict(params or {}))}
                answers = [self.answer(prompt, config) for prompt in self.prompts(data)]
                return answers if not isinstance(data, str) else answers[0]

            def prompts(self, data):
                return [self.template.format(**row) for row in self.rows(data)]

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
                made = []
                while not generator.is_done():
                    generator.generate_next_token()
                    made.append(int(generator.get_next_tokens()[0]))
                text = self.tokenizer.decode(made, skip_special_tokens=True)
                return prompt + text if config.get("return_full_text", True) else text


        def _load_pyfunc(path, model_config=None):
            return Model(path, model_config)

        """
}
