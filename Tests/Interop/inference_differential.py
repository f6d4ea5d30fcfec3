#!/usr/bin/env python3
"""Random examples through MLflow's infer_signature and through ours: the same texts, the same printed form, the same files."""
import argparse, json, logging, os, random, subprocess, sys, warnings

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KEYS = ["a", "b", "c", "é", "e\u0301", "日本", "emoji 🙂", "b c", "", "x.y", "Z", "messages", "prompt", "input", "\n", "0", "\u007f",
        "inputs", "type", "Ångström", "A\u030angstro\u0308m"]
NAN, INFINITY = float("nan"), float("inf")


def scalar(rng):
    return rng.choice([
        lambda: rng.choice(["x", "y", "", "é", "nan", "\u2028"]), lambda: rng.choice([0, 1, -1, 7, 2**31, 2**53 + 1, -2**63, 2**63 - 1]),
        lambda: rng.choice([0.0, 1.5, -2.5e300, 1e-9, INFINITY, -INFINITY, 3.0, NAN]), lambda: rng.random() < 0.5, lambda: None])()


def maker(rng, depth):
    """A function that makes values which mostly agree with one another."""
    if depth <= 0 or rng.random() < 0.5:
        one = rng.choice([
            lambda: rng.choice(["x", "y", "", "é"]), lambda: rng.choice([0, 1, -5, 2**40]), lambda: rng.choice([1.5, 0.0, 2e10]),
            lambda: rng.random() < 0.5, lambda: scalar(rng)])
        missing = rng.choice([0, 0, 0, 0.2])
        return lambda: rng.choice([None, NAN]) if rng.random() < missing else one()
    empty = rng.choice([0, 0, 0.25])
    if rng.random() < 0.5:
        item, longest = maker(rng, depth - 1), rng.randrange(1, 5)
        whole = lambda: [item() for _ in range(rng.randrange(longest + 1))]
    else:
        whole = mapping(rng, depth - 1, rng.sample(KEYS, rng.randrange(1, 5)))
    return lambda: rng.choice([[], None, {}]) if rng.random() < empty else whole()


def mapping(rng, depth, keys):
    members, missing = {key: maker(rng, depth) for key in keys}, rng.choice([0, 0, 0.3])
    return lambda: {key: members[key]() for key in rng.sample(keys, len(keys)) if rng.random() >= missing}


def document(rng):
    """A scalar, a list, a map or a list of maps."""
    kind = rng.random()
    if kind < 0.1:
        return scalar(rng)
    if kind < 0.3:
        item = maker(rng, 3)
        return [item() for _ in range(rng.randrange(5))]
    one = mapping(rng, 3 if kind < 0.6 else 2, rng.sample(KEYS, rng.randrange(5)))
    return one() if kind < 0.6 else [one() for _ in range(rng.randrange(1, 5))]


def table(rng):
    """A table as pandas' orient "split"; without integers that pandas would round."""
    width = rng.randrange(1, 4)
    cells = [maker(rng, 1) for _ in range(width)]
    rows = [[cell() for cell in cells] for _ in range(rng.randrange(1, 4))]
    exact = [[1 if isinstance(cell, int) and abs(cell) > 2**53 else cell for cell in row] for row in rows]
    return {"columns": rng.sample(KEYS, width) if rng.random() < 0.8 else None, "data": exact}


def params(rng):
    def value():
        kind = rng.random()
        if kind < 0.4:
            return scalar(rng)
        if kind < 0.7:
            item = maker(rng, 0) if rng.random() < 0.8 else lambda: scalar(rng)
            return [item() for _ in range(rng.randrange(4))]
        return maker(rng, 2)()
    return {key: value() for key in rng.sample(KEYS, rng.randrange(1, 3))}


def case(rng):
    made = {"input": {"dataframe_split": table(rng)} if rng.random() < 0.2 else document(rng)}
    if rng.random() < 0.3:
        made["params"] = params(rng)
    if rng.random() < 0.2:
        made["output"] = document(rng)
    return made


def attempt(body):
    try:
        return body()
    except Exception as error:
        return {"error": str(error)}


class Reference:
    def __init__(self):
        os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
        warnings.filterwarnings("ignore")
        import mlflow.models.utils, pandas
        logging.getLogger("mlflow").setLevel(logging.CRITICAL)
        self.infer, self.example, self.frame = mlflow.models.infer_signature, mlflow.models.utils._Example, pandas.DataFrame

    def answer(self, case):
        value, params = case["input"], case.get("params")
        if isinstance(value, dict) and "dataframe_split" in value:
            value = self.frame(value["dataframe_split"]["data"], columns=value["dataframe_split"]["columns"])

        def signature():
            inferred = self.infer(value, case.get("output"), params)
            return {**inferred.to_dict(), "repr": repr(inferred)}

        def files():
            example = self.example(value if params is None else (value, params))
            return {"text": example.json_input_example, "serving": example.json_serving_input, "info": example.info}

        return {"signature": attempt(signature), "example": attempt(files)}


def difference(ours, theirs):
    """The first part in which two answers differ; errors are told in words of their own."""
    for part in ("signature", "example"):
        one, other = ours[part], theirs[part]
        if ("error" in one) != ("error" in other) or "error" not in one and {k: v for k, v in one.items() if k != "warnings"} != other:
            return f"{part}\n  ours   {json.dumps(one)}\n  theirs {json.dumps(other)}"
    return None


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--helper", default=os.path.join(ROOT, ".build/release/InferenceHelper"), help="our side")
    options.add_argument("--count", type=int, default=20000)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    rng = random.Random(options.seed)
    cases = [case(rng) for _ in range(options.count)]
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    done = subprocess.run([options.helper], input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    reference, failed = Reference(), options.count - len(answers)
    for made, ours in zip(cases, answers):
        if found := difference(ours, reference.answer(made)):
            failed += 1
            print(f"{json.dumps(made, ensure_ascii=False)}: {found}")
    print(f"{options.count - failed} passed, {failed} failed")
    return 1 if failed or not answers else 0


if __name__ == "__main__":
    sys.exit(main())
