#!/usr/bin/env python3
"""Records what MLflow makes of random inputs under random signatures, in the layout of the enforcement fixtures.

    enforcement_goldens.py OUT --seed S --count N

OUT is then a folder for FLAVOR_FIXTURES: its files are OUT/mlflow/enforcement/random_*.json. The same seed makes the same
cases. Numbers that JSON has no word for are tagged in payloads as in results, and go to MLflow as bare NaN and Infinity.
"""
import argparse, base64, copy, datetime, json, logging, math, os, random, re, sys, warnings

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
if os.environ.get("PYTHONHASHSEED") != "0":
    # Sets stand in some of MLflow's messages.
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(sys.executable, [sys.executable] + sys.argv)
warnings.filterwarnings("ignore")

import mlflow, numpy as np, pandas as pd
from mlflow.exceptions import MlflowException
from mlflow.models.utils import _enforce_params_schema, _enforce_schema
from mlflow.pyfunc.scoring_server import _parse_json_data
from mlflow.types.schema import ParamSchema, Schema

from enforcement_cases import Cases

FILE_SIZE = 500


class Log(logging.Handler):
    """Keeps the warnings of one case."""
    def __init__(self):
        super().__init__()
        self.warnings = []

    def emit(self, record):
        if record.levelname == "WARNING":
            self.warnings.append(scrubbed(record.getMessage()))

    def take(self):
        taken, self.warnings = self.warnings, []
        return taken


class Metadata:
    """What the scoring server's parser asks a model for."""
    def __init__(self, params):
        self.params = params

    def get_params_schema(self):
        return self.params

    def _is_signature_from_type_hint(self):
        return False


def scrubbed(text):
    """A message without what differs from machine to machine and run to run."""
    text = re.sub(r"/(?:tmp|work|usr|home|root|opt|var)/[^\s'\"\\]+", "<path>", text)
    return re.sub(r" at 0x[0-9a-f]{6,}", " at 0x…", text)


def tagged(value):
    """A Python value as the fixtures' tagged JSON."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "M":
            return {"$ndarray": {"dtype": str(value.dtype), "shape": list(value.shape), "data": np.datetime_as_string(value).tolist()}}
        name = {"U": "str", "S": "bytes"}.get(value.dtype.kind, value.dtype.name)
        return {"$ndarray": {"dtype": name, "shape": list(value.shape), "data": tagged(value.tolist())}}
    if isinstance(value, pd.DataFrame):
        columns = [name if isinstance(name, str) else int(name) for name in value.columns]
        rows = [[tagged(value.iloc[row, column]) for column in range(value.shape[1])] for row in range(len(value))]
        return {"$dataframe": {"columns": columns, "dtypes": [str(dtype) for dtype in value.dtypes], "data": rows}}
    if isinstance(value, pd.Series):
        return {"$series": {"name": value.name, "dtype": str(value.dtype), "data": [tagged(item) for item in value]}}
    if value is pd.NaT or value is pd.NA:
        return {"$null": type(value).__name__}
    if isinstance(value, (pd.Timestamp, datetime.datetime)):
        return {"$datetime": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"$date": value.isoformat()}
    if isinstance(value, np.datetime64):
        return {"$datetime": str(value)}
    if isinstance(value, np.generic):
        return tagged(value.item())
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, float) and not math.isfinite(value):
        return {"$float": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, dict):
        return {str(key): tagged(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [tagged(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return {"$repr": repr(value)}


def tagged_payload(payload):
    """The same for what goes in: a table names the dtypes that it does not have by itself."""
    if not isinstance(payload, pd.DataFrame):
        return tagged(payload)
    table = tagged(payload)["$dataframe"]
    table["dtypes"] = {str(name): dtype for name, dtype in zip(table["columns"], table["dtypes"]) if dtype not in ("object", "str")}
    return {"$dataframe": table}


def failure(error):
    described = {"type": type(error).__name__, "message": scrubbed(str(error))}
    if isinstance(error, MlflowException):
        described |= {"error_code": error.error_code, "error_class": error.error_class, "http_status": error.get_http_status_code()}
    causes, cause = [], error.__cause__
    while cause is not None:
        causes.append(scrubbed(f"{type(cause).__name__}: {cause}"))
        cause = cause.__cause__
    if causes:
        described["causes"] = causes
    if re.search(r"\{'[^{}:]*'(, '[^{}:]*')+\}|\{\('", described["message"]):
        described["contains_unordered_set"] = True
    return described


def record(case, log):
    """Runs one case through MLflow."""
    recorded = {"id": case["id"], "schema": {"inputs": case["inputs"], "params": case["params"]}, "route": case["route"]}
    recorded["payload"] = tagged_payload(case["payload"])
    if "call_params" in case:
        recorded["call_params"] = tagged(case["call_params"])
    inputs = None if case["inputs"] is None else Schema.from_json(json.dumps(case["inputs"]))
    params = None if case["params"] is None else ParamSchema.from_json(json.dumps(case["params"]))
    log.take()
    stage = "parse"
    try:
        if case["route"] == "predict":
            data, given = copy.deepcopy(case["payload"]), copy.deepcopy(case.get("call_params"))
        else:
            parsed = _parse_json_data(json.dumps(case["payload"]), Metadata(params), inputs)
            data, given = parsed.data, parsed.params
        stage = "enforce"
        if inputs is not None:
            data = _enforce_schema(data, inputs)
        stage = "params"
        given = _enforce_params_schema(given, params)
        recorded |= {"outcome": "accepted", "value": tagged(data)}
        if params is not None or given:
            recorded["params_value"] = tagged(given)
    except Exception as error:
        recorded |= {"outcome": "rejected", "stage": stage, "error": failure(error)}
    if said := log.take():
        recorded["warnings"] = said
    return recorded


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("out")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=1000)
    options = options.parse_args()
    log = Log()
    logging.getLogger("mlflow").handlers = [log]
    logging.getLogger("mlflow").propagate = False

    versions = {"mlflow_version": mlflow.__version__, "pandas_version": pd.__version__, "numpy_version": np.__version__}
    folder = os.path.join(options.out, "mlflow", "enforcement")
    os.makedirs(folder, exist_ok=True)
    cases = Cases(random.Random(options.seed))
    for start in range(0, options.count, FILE_SIZE):
        group = f"random_{options.seed}_{start // FILE_SIZE:03}"
        recorded = [record(cases.next(number), log) for number in range(start, min(start + FILE_SIZE, options.count))]
        lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False, allow_nan=False) for case in recorded)
        head = json.dumps({"group": group, **versions})[:-1]
        with open(os.path.join(folder, group + ".json"), "w") as file:
            file.write(f'{head}, "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
