"""Reading requests with MLflow, and JSON with orjson: for each line read, the seconds of the fastest of some rounds.

usage: payload_peer.py FOLDER

A line is `KIND NAME ROUNDS`: KIND json or csv has MLflow's scoring server parse FOLDER/NAME and enforce the schema in
FOLDER/NAME.schema; orjson has orjson.loads parse FOLDER/NAME.
"""
import gc, io, json, sys, time
import orjson
from mlflow.models.utils import _enforce_schema
from mlflow.pyfunc import scoring_server
from mlflow.types.schema import Schema

folder = sys.argv[1]


class Metadata:
    def get_params_schema(self):
        return None


def read(kind, text, schema):
    if kind == "json":
        return scoring_server._parse_json_data(text, Metadata(), schema).data
    return scoring_server.parse_csv_input(io.StringIO(text.decode()), schema)


def run(kind, text, schema):
    start = time.perf_counter()
    result = orjson.loads(text) if kind == "orjson" else _enforce_schema(read(kind, text, schema), schema)
    seconds = time.perf_counter() - start
    assert len(result) > 0
    return seconds


texts = {}
for line in sys.stdin:
    kind, name, rounds = line.split()
    if name not in texts:
        texts.clear()
        with open(f"{folder}/{name}", "rb") as file:
            text = file.read()
        schema = None
        if kind != "orjson":
            with open(f"{folder}/{name}.schema") as file:
                schema = Schema.from_json(file.read())
        texts[name] = text, schema
    gc.collect()
    # orjson is measured without the collector, whose passes over all of MLflow's objects are not its own work.
    if kind == "orjson":
        gc.disable()
    print(min(run(kind, *texts[name]) for _ in range(int(rounds))), flush=True)
    gc.enable()
