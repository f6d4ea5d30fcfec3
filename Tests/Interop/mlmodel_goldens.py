#!/usr/bin/env python3
"""Records what MLflow makes of random MLmodel files, in the layout of the fixtures.

    mlmodel_goldens.py OUT --seed S --count N

OUT is then a folder for FLAVOR_FIXTURES: its file is OUT/mlflow/mlmodel/load.json. A case has the file's text, and what Model.load
makes of it: the dictionary, and the text that Model.save writes.
"""
import argparse, datetime, json, os, random, string, sys, tempfile, warnings

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
warnings.filterwarnings("ignore")

import mlflow, yaml
from mlflow.models import Model

WORDS = ["a", "model", "é", "日本語", "🙂", "yes", "No", "null", "~", "010", "1_000", "1e3", "2024-01-02", "x: y", "# no", "- a", "", " ",
         " lead", "trail ", "two\nlines", "two\n\nlines\n", "tab\tin", "'", "\"", "\\", "{}", "[x]", "*a", "&a", "!t", "%", "@", "`", "?", "-",
         "=", "<<", "a" * 90, "word " * 30, "\u2028", "\u0085", "\x07", "12:30:45", "0x1F", ".5", "1.", "+1", "e\u0301", "\u00e9", "...", "---"]
KEYS = ["run_id", "artifact_path", "model_uuid", "model_id", "mlflow_version", "metadata", "model_size_bytes", "prompts", "resources",
        "auth_policy", "env_vars", "saved_input_example_info", "databricks_runtime", "is_signature_from_type_hint",
        "type_hint_from_example", "utc_time_created", "future_key", "_private", "name"]
SCHEMAS = [
    '[{"type": "string"}]', '[{"type":"long","name":"a"},{"name":"b","type":"double","required":false}]',
    '[{"name": "x", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4]}}]',
    '[{"type": "tensor", "tensor-spec": {"dtype": "double", "shape": []}}]',
    '[{"type": "array", "items": {"type": "string"}, "name": "l"}]', '[{"type": "map", "values": {"type": "any"}, "required": true, "name": "m"}]',
    '[{"type": "object", "properties": {"b": {"type": "long"}, "a": {"type": "string", "required": false}}, "name": "o", "required": true}]',
    '[{"type": "any"}]', '[{"type": "sparkml_vector", "name": "v"}]', '[{"type": "string", "name": 0}, {"type": "string", "name": 1}]',
    '[{"type": "str"}]', '[{"type": "string", "extra": 1}]', '[]', '{}', 'null', '"x"', '[1]', 'nonsense', '[{"type": "string"}, {"type": "long", "name": "a"}]',
    '[{"type": "datetime", "name": "caf\\u00e9"}]', '[{"type": "binary", "name": "café"}]', '[{"type": "string", "required": null}]',
]
PARAMS = [
    '[{"name": "k", "default": 3, "shape": null, "type": "long"}]', '[{"name": "t", "type": "double", "default": 1}]',
    '[{"name": "s", "dtype": "string", "default": ["a"], "shape": [-1]}]', '[]', '[{"name": "k"}]',
    '[{"name": "d", "type": "datetime", "default": "2024-01-02T03:04:05", "shape": null}]',
    '[{"name": "n", "type": "string", "default": null, "shape": null}]', '[{"name": "k", "default": 3, "shape": [2], "type": "long"}]',
    '[{"name": "b", "default": 1, "shape": null, "type": "boolean"}]', '[{"name": "k", "default": 1, "type": "long"}, {"name": "k", "default": 1, "type": "long"}]',
]


class Cases:
    def __init__(self, rng):
        self.rng = rng

    def scalar(self):
        rng = self.rng
        return rng.choice([
            lambda: rng.choice(WORDS), lambda: rng.choice(WORDS), lambda: rng.choice([0, 1, -5, 2**53 + 1, 2**63 - 1, -2**63, 2**70]),
            lambda: rng.choice([0.0, -0.0, 1.5, 1e300, 1e-9, 3.0, 1e16, float("inf"), float("-inf")]), lambda: rng.random() < 0.5, lambda: None,
            lambda: datetime.date(2024, rng.randrange(1, 13), rng.randrange(1, 29)),
            lambda: datetime.datetime(2024, 1, 2, 3, 4, 5, rng.choice([0, 678000, 678901])),
            lambda: datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone(datetime.timedelta(minutes=rng.choice([0, 90, -330])))),
        ])()

    def tree(self, depth):
        rng = self.rng
        kind = rng.random()
        if depth <= 0 or kind < 0.5:
            return self.scalar()
        if kind < 0.7:
            return [self.tree(depth - 1) for _ in range(rng.randrange(4))]
        return {self.key(): self.tree(depth - 1) for _ in range(rng.randrange(4))}

    def key(self):
        rng = self.rng
        return rng.choice(WORDS) if rng.random() < 0.9 else rng.choice([1, 0, -7, 1.5, True, None, datetime.date(2024, 1, 2)])

    def map(self, depth=2):
        return {self.key(): self.tree(depth) for _ in range(self.rng.randrange(4))}

    def signature(self):
        rng = self.rng
        if rng.random() < 0.05:
            return self.tree(1)
        signature = {}
        for name, texts in [("inputs", SCHEMAS), ("outputs", SCHEMAS), ("params", PARAMS)]:
            if rng.random() < 0.6:
                signature[name] = rng.choice(texts) if rng.random() < 0.95 else self.tree(1)
        if rng.random() < 0.1:
            signature["extra"] = self.scalar()
        return signature

    def member(self, key):
        rng = self.rng
        if rng.random() < 0.15:
            return self.scalar() if key == "utc_time_created" else self.tree(2)
        return {
            "metadata": lambda: self.map(), "model_size_bytes": lambda: rng.randrange(10**9), "prompts": lambda: rng.choice([None, ["prompts:/p/1"]]),
            "resources": lambda: {"api_version": "1", "databricks": {"function": [{"name": "a.b.c"}]}}, "env_vars": lambda: rng.choice([["A"], [], None, ["A", 1], "A"]),
            "saved_input_example_info": lambda: {"artifact_path": "input_example.json", "type": "dataframe", "pandas_orient": "split"},
            "is_signature_from_type_hint": lambda: rng.random() < 0.5, "type_hint_from_example": lambda: rng.random() < 0.5,
            "utc_time_created": lambda: rng.choice(["2024-01-02 03:04:05.678901", datetime.datetime(2024, 1, 2, 3, 4, 5, 678000), None, ""]),
            "model_uuid": lambda: "".join(rng.choice("0123456789abcdef") for _ in range(32)),
            "mlflow_version": lambda: rng.choice(["3.17.2", "2.10", 2.1, None]),
        }.get(key, lambda: self.tree(2))()

    def document(self):
        rng = self.rng
        document = {}
        if rng.random() < 0.9:
            document["flavors"] = {name: self.map(3) for name in rng.sample(["python_function", "onnx", "my-flavor", "sklearn", "é"], rng.randrange(3))}
        for key in rng.sample(KEYS, rng.randrange(6)):
            document[key] = self.member(key)
        if rng.random() < 0.5:
            document["signature"] = self.signature()
        items = list(document.items())
        rng.shuffle(items)
        return dict(items)

    def text(self):
        rng = self.rng
        document = self.document()
        text = yaml.safe_dump(
            document, sort_keys=rng.random() < 0.5, default_flow_style=rng.choice([False, False, None, True]), allow_unicode=rng.random() < 0.5,
            width=rng.choice([20, 80, 1000]), indent=rng.choice([2, 4]), default_style=rng.choice([None, None, None, '"', "|", ">"]))
        if rng.random() < 0.1:
            place = rng.randrange(len(text) + 1)
            text = text[:place] + rng.choice(["\t", "'", "{", ":", " - ", "\n", "&a ", "*a", "#", ", "]) + text[place:]
        return text


def plain(value):
    """A dictionary of MLflow's as JSON has it: dates as Python prints them."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key) if isinstance(key, datetime.date) else json.loads(json.dumps({key: 0})).popitem()[0]: plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, datetime.date) else value


def record(number, text, folder):
    path = os.path.join(folder, "MLmodel")
    with open(path, "w") as file:
        file.write(text)
    case = {"id": f"random_{number}", "text": text}
    try:
        model = Model.load(folder)
        members = plain(model.to_dict())
        model.save(os.path.join(folder, "saved"))
        with open(os.path.join(folder, "saved")) as file:
            saved = file.read()
    except Exception as error:
        return case | {"load": {"outcome": "rejected", "error": {"type": type(error).__name__, "message": str(error)[:200]}}}
    # A model without a time gets the present one.
    if "utc_time_created" not in text or not yaml.safe_load(text).get("utc_time_created"):
        saved = saved.replace(f"'{members['utc_time_created']}'", "<volatile>")
        members["utc_time_created"] = "<volatile>"
    return case | {"load": {"outcome": "accepted", "to_dict": members, "saved": saved}}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("out")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=1000)
    options = options.parse_args()
    target = os.path.join(options.out, "mlflow", "mlmodel")
    os.makedirs(target, exist_ok=True)
    cases = Cases(random.Random(options.seed))
    with tempfile.TemporaryDirectory() as folder:
        recorded = [record(number, cases.text(), folder) for number in range(options.count)]
    with open(os.path.join(target, "load.json"), "w") as file:
        json.dump({"group": "load", "mlflow_version": mlflow.__version__, "cases": recorded}, file, indent=1)


if __name__ == "__main__":
    main()
