"""Random inputs for signatures: mostly nearly right, in every form a request can have."""
import copy, datetime, json, math

import numpy as np, pandas as pd
from mlflow.types.schema import ParamSpec

SCALARS = ["boolean", "integer", "long", "float", "double", "string", "binary", "datetime"]
# Every kind of JSON value, and the numbers and texts at which conversions go wrong.
EDGES = [
    None, True, False, 0, 1, -1, 2, 7, 255, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 5_000_000_000, 2**53, 2**53 + 1, 2**63 - 1, -2**63, 2**63,
    2**64 - 1, 2**64, 0.0, -0.0, 1.0, 3.0, 0.1, 2.5, 3.7, -1.5, 1e300, 3.5e38, 1e-50, 2.0**53, 2.0**63, 1e19, math.nan, math.inf, -math.inf,
    "", "x", "hi", "é😀", "12", " 12", "12.0", "1.5", "1e3", "-7", "nan", "NaN", "None", "null", "true", "false", "True", "0", "AAE=", "AA E=", "@@@", "aGk",
    "2024-01-02", "2024-01-02T03:04:05", "2024-01-02T03:04:05.123", "2024-01-02T03:04:05.123456789", "2024-01-02 03:04:05",
    "2024-01-02T03:04:05Z", "2024-01-02T03:04:05+02:00", "2024-13-40", "01/02/2024", "1969-12-31T23:59:59", "0001-01-01", "2300-01-01", "now",
    [], [1], [1, 2], [1.5], ["a"], ["hello", None], [None], [True], [[1], [2]], {}, {"k": "v"}, {"k": 1}, {"a": None}, [{"k": 1}],
]
RIGHT = {
    "boolean": [True, False],
    "integer": [0, 1, -1, 7, 2**31 - 1, -2**31],
    "long": [0, 1, -1, 7, 2**31, 2**53 + 1, 2**63 - 1, -2**63],
    "float": [0.5, -1.25, 0.0, 3.0],
    "double": [0.1, 2.5, -1.5, 3.0, 1e300],
    "string": ["x", "hello", "", "é😀", "12", "None", "2024-01-02"],
    "binary": ["AAE=", "aGk=", "", "hello"],
    "datetime": ["2024-01-02", "2024-01-02T03:04:05", "2024-01-02T03:04:05.123", "1969-12-31T23:59:59"],
}
# The same kind of value where conversions are near: whole floats, large integers, text that reads as a number, null.
NEAR = {
    "boolean": [0, 1, 2, "true", "false", "", None, 0.0, 1.0],
    "integer": [1.0, 3.0, 3.7, True, "12", 2**31, 5_000_000_000, None, math.nan],
    "long": [1.0, 3.0, 3.7, True, "12", " 12", "12.0", 2**63, 2.0**53, 2.0**63, None, math.nan],
    "float": [0.1, 1, 2, 2**24 + 1, 1e300, 3.5e38, "1.5", True, None, math.nan, math.inf],
    "double": [1, 2, 0, 2**53 + 1, 2**63 - 1, 2**63, "1.5", "nan", True, None, math.nan, math.inf],
    "string": [1, 1.5, True, None, math.nan, ["a"], {"k": 1}],
    "binary": ["@@@", "AA E=", "é😀", None, 1, math.nan],
    "datetime": ["2024-01-02T03:04:05Z", "2024-01-02T03:04:05+02:00", "2024-13-40", "01/02/2024", "", "0001-01-01", "2300-01-01", None, 0, 1.5, math.nan],
}
DTYPES = ["float32", "float64", "int32", "int64", "uint8", "int8", "uint64", "bool", "str", "float16", "object", "datetime64[ns]"]
NAMES = ["a", "b", "c", "d"]


def merged_columns(rows):
    """Rows with names as columns, with null for a missing cell."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: [row.get(name) for row in rows] for name in names}


class Cases:
    """Makes one case after another from a generator of random numbers."""
    def __init__(self, rng):
        self.rng = rng

    def chance(self, share):
        return self.rng.random() < share

    def pick(self, items):
        return items[self.rng.randrange(len(items))]

    def next(self, number):
        kind, make = self.rng.choices(
            [("scalar", self.scalar_case), ("columns", self.columns_case), ("nested", self.nested_case), ("unnamed", self.unnamed_case),
             ("tensor", self.tensor_case), ("params", self.params_case), ("bare", self.bare_body_case), ("none", self.no_schema_case),
             ("frame", self.frame_case), ("wild", self.wild_case)],
            weights=[26, 18, 15, 8, 15, 8, 4, 2, 3, 1])[0]
        case = {"inputs": None, "params": None, "route": "predict"} | make()
        return {"id": f"{kind}_{number:05}"} | case

    # Types and values

    def type(self, depth=0):
        kinds = ["scalar", "scalar", "array", "object", "map", "any"] if depth < 3 else ["scalar"]
        kind = self.pick(kinds)
        if kind == "array":
            return {"type": "array", "items": self.type(depth + 1)}
        if kind == "map":
            return {"type": "map", "values": self.type(depth + 1)}
        if kind == "object":
            names = self.rng.sample(["k", "n", "p", "é"], self.rng.randint(1, 3))
            return {"type": "object", "properties": {name: self.type(depth + 1) | self.requirement() for name in names}}
        if kind == "any":
            return {"type": "any"}
        return {"type": self.pick(SCALARS)}

    def requirement(self):
        return self.pick([{}, {"required": True}, {"required": False}])

    def column(self, name=None, type=None, required=None):
        column = dict(type or self.type())
        if name is not None:
            column["name"] = name
        column["required"] = self.chance(0.65) if required is None else required
        return column

    def edge(self):
        return self.pick(EDGES)

    def right(self, type):
        """A value that the type is meant for."""
        kind = type["type"]
        if kind in RIGHT:
            return self.pick(RIGHT[kind])
        if kind == "array":
            return [self.right(type["items"]) for _ in range(self.rng.choice([0, 1, 2, 2, 3]))]
        if kind == "map":
            return {self.pick(["x", "y", "k", ""]): self.right(type["values"]) for _ in range(self.rng.choice([0, 1, 2]))}
        if kind == "object":
            required = {name: property.get("required", True) for name, property in type["properties"].items()}
            return {name: self.right(type["properties"][name]) for name in required if required[name] or self.chance(0.6)}
        if kind == "sparkml_vector":
            return [self.pick(RIGHT["double"]) for _ in range(self.rng.choice([0, 1, 2]))]
        return self.edge()

    def near(self, type):
        """A value that is wrong, or barely right, in one place."""
        kind = type["type"]
        if self.chance(0.15):
            return self.edge()
        if kind in NEAR:
            return self.pick(NEAR[kind])
        value = self.right(type)
        if kind == "array":
            value.insert(self.rng.randint(0, len(value)), self.near(type["items"]) if self.chance(0.8) else None)
        elif kind == "map":
            value[self.pick(["x", "z", "1"])] = self.near(type["values"])
        elif kind == "object":
            change = self.rng.randrange(4)
            name = self.pick(list(type["properties"]))
            if change == 0:
                value.pop(name, None)
            elif change == 1:
                value["extra"] = self.edge()
            else:
                value[name] = self.near(type["properties"][name])
        return value

    def cell(self, type, wrong):
        return self.near(type) if self.chance(wrong) else self.right(type)

    # Forms

    def named_body(self, rows):
        """Rows with names in one of the forms, as a route and a payload."""
        form = self.rng.randrange(12)
        columns = merged_columns(rows)
        names = list(columns)
        if form == 0 or (form == 1 and len(rows) == 1):
            return "predict", dict(rows[0])
        if form == 1:
            return "predict", columns
        if form == 2:
            return "predict", rows
        if form in (3, 4, 5):
            split = {"columns": names, "data": [[row.get(name) for name in names] for row in rows]}
            if self.chance(0.1):
                split = {"index": list(range(len(rows))), **split}
            if self.chance(0.03):
                del split["columns"]
            if self.chance(0.02):
                split["data"][0] = split["data"][0] + [1]
            return "http", {"dataframe_split": split}
        if form in (6, 7):
            return "http", {"dataframe_records": rows}
        key = self.pick(["inputs", "instances"])
        if form == 8:
            return "http", {key: rows}
        if form == 9:
            return "http", {key: dict(rows[0])}
        if form == 10:
            return "http", {key: columns}
        if len(names) == 1 and self.chance(0.7):
            return "http", {key: columns[names[0]] if self.chance(0.7) else columns[names[0]][0]}
        return "http", {self.pick(["inputs", "instances", "dataframe_records"]): rows}

    def unnamed_body(self, rows):
        """Rows without names."""
        flat = [row[0] for row in rows]
        one_wide = all(len(row) == 1 for row in rows)
        key = self.pick(["inputs", "instances"])
        forms = [
            ("predict", rows), ("http", {"dataframe_split": {"data": rows}}),
            ("http", {"dataframe_split": {"columns": list(range(len(rows[0]))), "data": rows}}),
            ("http", {"dataframe_split": {"columns": NAMES[:len(rows[0])], "data": rows}}),
            ("http", {"dataframe_records": [{str(place): cell for place, cell in enumerate(row)} for row in rows]}),
            ("http", {key: rows}), ("predict", dict(zip(NAMES, rows[0]))), ("http", {key: dict(zip(NAMES, rows[0]))}),
        ]
        if one_wide:
            forms += [("predict", flat), ("predict", flat[0]), ("http", {key: flat}), ("http", {key: flat[0]}), ("predict", flat), ("http", {key: flat})]
        return self.pick(forms)

    def with_params(self, case):
        """Adds a schema of parameters, and parameters, to some cases."""
        if self.chance(0.05):
            specs = [self.param(name) for name in self.rng.sample(["t", "k"], 1)]
            case["params"] = specs
            self.give(case, {specs[0]["name"]: self.right(specs[0])})
        return case

    def give(self, case, params):
        if case["route"] == "predict":
            case["call_params"] = params
        elif isinstance(case["payload"], dict):
            case["payload"]["params"] = params

    # Kinds of cases

    def scalar_case(self):
        """One scalar column and one to three values."""
        kind = self.pick(SCALARS)
        values = [self.edge() if self.chance(0.5) else self.cell({"type": kind}, 0.6)]
        while self.chance(0.35) and len(values) < 3:
            values.append(self.cell({"type": kind}, 0.5))
        self.rng.shuffle(values)
        name = self.pick(NAMES)
        route, payload = self.named_body([{name: value} for value in values])
        return self.with_params({"inputs": [self.column(name, {"type": kind})], "route": route, "payload": payload})

    def rows(self, columns, wrong):
        count = self.rng.choice([1, 1, 1, 2, 2, 3])
        rows = [{column["name"]: self.cell(column, wrong) for column in columns} for _ in range(count)]
        if self.chance(0.12):
            rows[self.rng.randrange(count)].pop(self.pick(columns)["name"])
        if self.chance(0.1):
            gone = self.pick(columns)["name"]
            rows = [{name: cell for name, cell in row.items() if name != gone} for row in rows]
        if self.chance(0.1):
            rows = [row | {"extra": self.edge()} for row in rows]
        if self.chance(0.12):
            rows[self.rng.randrange(count)][self.pick(columns)["name"]] = None
        if self.chance(0.1):
            rows = [dict(self.rng.sample(list(row.items()), len(row))) for row in rows]
        return rows

    def columns_case(self):
        """Several named columns, mostly scalar."""
        names = self.rng.sample(NAMES, self.rng.randint(1, 4))
        columns = [self.column(name, {"type": self.pick(SCALARS)} if self.chance(0.75) else None) for name in names]
        route, payload = self.named_body(self.rows(columns, self.pick([0, 0, 0.15, 0.4])))
        return self.with_params({"inputs": columns, "route": route, "payload": payload})

    def nested_case(self):
        """One or two columns of objects, arrays, maps or anything."""
        columns = []
        for name in self.rng.sample(NAMES, self.rng.choice([1, 1, 2])):
            type = self.type()
            while type["type"] in SCALARS:
                type = {"type": "sparkml_vector"} if self.chance(0.1) else self.type()
            columns.append(self.column(name, type))
        route, payload = self.named_body(self.rows(columns, self.pick([0, 0.3, 0.5, 0.8])))
        return self.with_params({"inputs": columns, "route": route, "payload": payload})

    def unnamed_case(self):
        count = self.rng.choice([1, 1, 1, 2, 3])
        columns = [self.column(None, {"type": self.pick(SCALARS)} if self.chance(0.7) else None, required=True) for _ in range(count)]
        wrong = self.pick([0, 0, 0.3, 0.6])
        rows = [[self.cell(column, wrong) for column in columns] for _ in range(self.rng.choice([1, 1, 2, 3]))]
        if self.chance(0.06):
            rows = [row[:-1] or row for row in rows]
        if self.chance(0.06):
            rows = [row + [self.edge()] for row in rows]
        route, payload = self.unnamed_body(rows)
        return self.with_params({"inputs": columns, "route": route, "payload": payload})

    def tensor_value(self, dtype):
        if self.chance(0.04):
            return self.pick([None, "x", True, 1, 1.5, 3.0, -1, 300, 2**31, 2**53 + 1, 2**63, 1e300, math.nan, "12", []])
        if dtype.startswith("float"):
            return self.pick([0.5, 1.0, -2.25, 3.0, 0.1] if self.chance(0.8) else [1, 2, 3, 2**24 + 1, 2**53 + 1, math.nan, 1e39])
        if dtype == "bool":
            return self.pick([True, False] if self.chance(0.9) else [0, 1, 2, "true", ""])
        if dtype == "str":
            return self.pick(["a", "hello", "é😀", ""] if self.chance(0.9) else [1, 1.5, True, None])
        if dtype == "datetime64[ns]":
            return self.pick(["2024-01-02", "2024-01-02T03:04:05", "2024-01-02T03:04:05.123"] if self.chance(0.8) else ["", "x", None, 1])
        if dtype == "object":
            return self.edge()
        return self.pick([0, 1, 2, 3, 7] if self.chance(0.85) else [-1, 255, 256, 1.0, 3.7, True, "12", 2**31, 2**63])

    def nested_list(self, dtype, shape):
        if not shape:
            return self.tensor_value(dtype)
        return [self.nested_list(dtype, shape[1:]) for _ in range(shape[0])]

    def spec(self, name=None):
        shape = self.pick([[-1], [-1, 2], [-1, 3], [-1, -1], [2, 2], [-1, 2, 2], [3], [], [-1, 1], [-1, -1, 2]])
        spec = {"type": "tensor", "tensor-spec": {"dtype": self.pick(DTYPES), "shape": shape}}
        return spec if name is None else {"name": name} | spec

    def tensor_data(self, spec, rows):
        """Nested lists of the spec's shape, or nearly."""
        shape = [rows if size == -1 and axis == 0 else self.rng.randint(1, 3) if size == -1 else size for axis, size in enumerate(spec["tensor-spec"]["shape"])]
        change = self.rng.random()
        if change < 0.05 and shape:
            shape[self.rng.randrange(len(shape))] += self.pick([-1, 1])
        elif change < 0.1:
            shape = shape + [self.rng.randint(1, 2)]
        elif change < 0.15:
            shape = shape[1:]
        elif change < 0.17:
            shape = [0] + shape[1:]
        shape = [max(size, 0) for size in shape]
        data = self.nested_list(spec["tensor-spec"]["dtype"], shape)
        if self.chance(0.05) and isinstance(data, list) and data and isinstance(data[0], list):
            data[0] = data[0][:-1] if self.chance(0.5) else data[0] + data[0][:1]
        return data

    def array(self, spec, data):
        """The data as an ndarray, of the spec's dtype or another; the data itself where numpy has none for it."""
        dtype = spec["tensor-spec"]["dtype"]
        dtype = self.pick(["float32", "float64", "int64", "int32"]) if self.chance(0.25) else dtype
        try:
            array = np.array(data, dtype=dtype)
        except (ValueError, TypeError, OverflowError):
            return data
        if array.dtype.kind == "O" and array.ndim != 1:
            return data
        return array

    def tensor_case(self):
        rows = self.rng.choice([1, 2, 3])
        if self.chance(0.5):
            spec = self.spec()
            data = self.tensor_data(spec, rows)
            form = self.rng.randrange(6)
            if form <= 1:
                route, payload = "predict", self.array(spec, data) if self.chance(0.85) else data
            elif form <= 4:
                route, payload = "http", {self.pick(["inputs", "instances"]): data}
            else:
                wide = data if isinstance(data, list) and all(isinstance(row, list) for row in data) else [[data]]
                body = {"data": wide, "columns": [NAMES[place % 4] + str(place // 4) for place in range(len(wide[0]) if wide else 0)]}
                route, payload = "http", {"dataframe_split": body}
            return {"inputs": [spec], "route": route, "payload": payload}
        names = self.rng.sample(NAMES, self.rng.choice([1, 2, 2]))
        specs = [self.spec(name) for name in names]
        data = {spec["name"]: self.tensor_data(spec, rows) for spec in specs}
        if self.chance(0.08):
            del data[self.pick(names)]
        if self.chance(0.08):
            data["extra"] = [1, 2]
        form = self.rng.randrange(6)
        if form == 0:
            arrays = {spec["name"]: self.array(spec, data[spec["name"]]) for spec in specs if spec["name"] in data}
            route, payload = "predict", arrays if self.chance(0.85) else data
        elif form == 1 and len(names) == 1 and names[0] in data:
            route, payload = self.pick([("http", {self.pick(["inputs", "instances"]): data[names[0]]}), ("predict", self.array(specs[0], data[names[0]]))])
        elif form <= 3:
            route, payload = "http", {self.pick(["inputs", "inputs", "instances"]): data}
        else:
            # Each row has one slice of every tensor.
            instances = [{name: values[row] for name, values in data.items() if isinstance(values, list) and row < len(values)} for row in range(rows)]
            route, payload = "http", {self.pick(["instances", "instances", "inputs", "dataframe_records"]): instances}
        return {"inputs": specs, "route": route, "payload": payload}

    def param(self, name):
        kind = self.pick(SCALARS[:6] + ["datetime", "object"])
        spec = {"name": name, "default": None, "shape": None, "type": kind}
        if kind == "object":
            spec["properties"] = {key: self.type(2) | {"required": self.chance(0.6)} for key in self.rng.sample(["k", "n"], self.rng.randint(1, 2))}
            spec["default"] = None
            for _ in range(20):
                value = {key: self.right(property) for key, property in spec["properties"].items()}
                if self.is_legal(spec | {"default": value}):
                    spec["default"] = value
                    break
            else:
                return {"name": name, "default": 1, "shape": None, "type": "long"}
            return spec
        values = {"datetime": ["2024-01-02T03:04:05"], "integer": [1, 7]}.get(kind, RIGHT.get(kind))
        if self.chance(0.3):
            return spec | {"default": [self.pick(values) for _ in range(2)], "shape": [-1]}
        return spec | {"default": None if self.chance(0.15) and kind != "datetime" else self.pick(values)}

    def is_legal(self, spec):
        """Whether MLflow takes a parameter's description, and JSON has words for it."""
        try:
            json.dumps(spec, allow_nan=False)
            # A copy: MLflow takes keys out of what it reads.
            ParamSpec.from_json_dict(**copy.deepcopy(spec))
            return True
        except Exception:
            return False

    def param_value(self, spec):
        kind = {"type": spec["type"]} if spec["type"] != "object" else {"type": "object", "properties": spec["properties"]}
        if spec["shape"] is not None and self.chance(0.85):
            return [self.cell(kind, 0.25) for _ in range(self.rng.choice([0, 1, 2, 3]))]
        return self.edge() if self.chance(0.3) else self.cell(kind, 0.5)

    def params_case(self):
        specs = [self.param(name) for name in self.rng.sample(["t", "k", "stop", "é"], self.rng.randint(1, 3))]
        given = {spec["name"]: self.param_value(spec) for spec in specs if self.chance(0.75)}
        if self.chance(0.1):
            given["unknown"] = self.edge()
        if self.chance(0.05):
            given = self.pick([None, [], "x", 1, [given], {}])
        case = {"inputs": [self.column("q", {"type": "string"}, True)], "params": None if self.chance(0.05) else specs}
        if self.chance(0.5):
            return case | {"route": "predict", "payload": {"q": "x"}, "call_params": given}
        body = self.pick([{"inputs": {"q": "x"}}, {"dataframe_split": {"columns": ["q"], "data": [["x"]]}}, {"instances": [{"q": "x"}]}])
        return case | {"route": "http", "payload": body | {"params": given}}

    def bare_body_case(self):
        """A body with messages, prompt or input, whose parameters stand beside the data."""
        message = {"type": "array", "items": {"type": "object", "properties": {"role": {"type": "string"}, "content": {"type": "string"}}}}
        name = self.pick(["messages", "prompt", "input"])
        type = {"messages": message, "prompt": {"type": self.pick(["string", "string", "any"])}, "input": {"type": self.pick(SCALARS)}}[name]
        columns = [self.column(name, type, True)]
        body = {name: self.cell(type, 0.3)}
        if self.chance(0.5):
            columns.append(self.column("temperature", {"type": self.pick(["double", "long", "string", "boolean"])}, self.chance(0.3)))
        if self.chance(0.7):
            body["temperature"] = self.pick([0.5, 1, 2, "x", None, True])
        specs = [self.param(name) for name in self.rng.sample(["temperature", "max_tokens"], self.rng.randint(1, 2))] if self.chance(0.6) else None
        if self.chance(0.4):
            body["max_tokens"] = self.pick([1, 7, 2.5, None, "x"])
        if self.chance(0.15):
            body["params"] = {"temperature": 1}
        if self.chance(0.1):
            body["inputs"] = 1
        return {"inputs": columns, "params": specs, "route": "http", "payload": body}

    def no_schema_case(self):
        rows = [{"a": self.edge(), "b": self.edge()} for _ in range(self.rng.choice([1, 2]))]
        route, payload = self.named_body(rows) if self.chance(0.5) else ("http", {self.pick(["inputs", "instances"]): self.edge()})
        return {"route": route, "payload": payload}

    def frame_case(self):
        """A table as Python code would hand it over, with bytes, times and narrow types."""
        dtype = self.pick(["int8", "int16", "int32", "int64", "uint8", "uint32", "uint64", "float32", "float64", "bool", "object", "datetime64[ns]"])
        if dtype == "object":
            kinds = [["x", None], ["x", 1], [b"\0\1", b""], ["x", "y"], [None, None], [datetime.date(2024, 1, 2)] * 2, [1, "x"], [True, False], [[1], [2]]]
            frame = pd.DataFrame({"a": self.pick(kinds)})
        elif dtype.startswith("datetime"):
            frame = pd.DataFrame({"a": pd.to_datetime(["2024-01-02", self.pick(["2024-01-02T03:04:05.123", "1969-12-31"])], format="ISO8601")})
        else:
            frame = pd.DataFrame({"a": np.array(self.pick([[0, 1], [1, 2], [7, 100]]), dtype=dtype)})
        return {"inputs": [self.column("a", {"type": self.pick(SCALARS)})], "route": "predict", "payload": frame}

    def wild_case(self):
        """Bodies that are no requests, and documents of any kind."""
        columns = [self.column("a", {"type": self.pick(SCALARS)})]
        payload = self.pick([
            {}, {"inputs": 1, "instances": 1}, {"data": 1}, {"dataframe_split": []}, {"dataframe_split": {}}, {"dataframe_split": {"columns": ["a"]}},
            {"dataframe_split": {"columns": ["a", "a"], "data": [[1, 2]]}}, {"dataframe_split": {"columns": ["a"], "data": [], "more": 1}},
            {"dataframe_split": {"columns": ["a"], "data": []}}, {"dataframe_split": {"columns": ["a"], "data": [1]}},
            {"dataframe_split": {"columns": ["a"], "data": [[]]}}, {"dataframe_split": {"columns": ["a"], "data": None}},
            {"dataframe_split": {"columns": [1], "data": [[1]]}}, {"dataframe_split": {"columns": "a", "data": [[1]]}},
            {"dataframe_records": []}, {"dataframe_records": [1]}, {"dataframe_records": {"a": 1}}, {"dataframe_records": [[1]]}, {"dataframe_records": [{}]},
            {"dataframe_records": [{"a": 1}, 1]}, {"inputs": []}, {"instances": []}, {"inputs": {}}, {"instances": {}}, {"inputs": None}, {"instances": None},
            {"inputs": [{}]}, {"inputs": [{"a": 1}, 1]}, {"instances": [{"a": 1}, None]}, {"inputs": [[]]}, {"inputs": {"a": []}}, {"instances": [{"a": []}]},
            {"inputs": {"a": 1}, "params": {}}, {"inputs": {"a": 1}, "params": None}, {"inputs": {"a": 1}, "params": []}, {"inputs": {"a": 1}, "other": 1},
        ])
        if self.chance(0.3):
            return {"inputs": columns, "route": "predict", "payload": self.edge()}
        return {"inputs": columns, "route": "http", "payload": payload}
