"""The ONNX project's own backend tests, run by the real onnxruntime and by our flavor: each case passes with both or with
neither. Prints the differences and the counts.

usage: onnx_nodes.py [--helper COMMAND] [--only PART]
"""
import argparse, json, logging, os, subprocess, sys, tempfile, warnings

import ml_dtypes
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.loader import load_model_tests
from onnx.backend.test.runner import Runner

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Elements of less than a byte, which numpy keeps one to a byte and ONNX packed.
PACKED = {"int4": 4, "uint4": 4, "int2": 2, "uint2": 2, "float4_e2m1fn": 4}


def bytes_of(array):
    bits = PACKED.get(array.dtype.name)
    flat = np.ascontiguousarray(array).reshape(-1)
    if not bits:
        return flat.tobytes()
    per = 8 // bits
    codes = np.zeros(-(-flat.size // per) * per, np.uint8)
    codes[:flat.size] = flat.view(np.uint8) & (1 << bits) - 1
    return sum(codes[k::per] << (bits * k) for k in range(per)).astype(np.uint8).tobytes()


def array_of(data, dtype, shape):
    bits = PACKED.get(dtype.name)
    if not bits:
        return np.frombuffer(data, dtype).reshape(shape)
    per, count = 8 // bits, int(np.prod(shape))
    packed = np.frombuffer(data, np.uint8)
    codes = np.stack([packed >> (bits * k) & (1 << bits) - 1 for k in range(per)], axis=1).reshape(-1)[:count]
    if dtype.name.startswith("int"):
        codes = np.where(codes >= 1 << bits - 1, codes.astype(np.int16) - (1 << bits), codes).astype(np.int8)
    return codes.astype(np.uint8).view(dtype).reshape(shape) if not dtype.name.startswith("int") else codes.astype(dtype).reshape(shape)


def dtype_named(name):
    return np.dtype(getattr(ml_dtypes, name)) if hasattr(ml_dtypes, name) else np.dtype(name)


def tree(value):
    """A value as our helper takes it."""
    if value is None:
        return None
    if isinstance(value, (list, tuple)):
        return [tree(item) for item in value]
    if isinstance(value, dict):
        return {"map": {str(key): tree(item) for key, item in value.items()}}
    array = np.asarray(value)
    if array.dtype == object or array.dtype.kind in "US":
        return {"strings": [text.decode() if isinstance(text, bytes) else str(text) for text in array.reshape(-1)], "shape": array.shape}
    return {"dtype": array.dtype.name, "shape": array.shape, "data": bytes_of(array).hex()}


def value(tree):
    if tree is None:
        return None
    if isinstance(tree, list):
        return [value(item) for item in tree]
    if "map" in tree:
        return {key: value(item) for key, item in tree["map"].items()}
    if "strings" in tree:
        return np.array(tree["strings"], dtype=object).reshape(tree["shape"])
    return array_of(bytes.fromhex(tree["data"]), dtype_named(tree["dtype"]), tree["shape"])


class Real:
    """The real onnxruntime, with its own values where numpy has no type for the elements."""

    def __init__(self, path):
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def run(self, inputs, expected):
        feeds = dict(zip((port.name for port in self.session.get_inputs()), inputs))
        if all(self.is_plain(item) for item in list(inputs) + list(expected)):
            return self.session.run(None, feeds)
        binding = self.session.io_binding()
        for name, array in feeds.items():
            if array is not None:
                binding.bind_ortvalue_input(name, self.ort_value(array))
        buffers = []
        for port, array in zip(self.session.get_outputs(), expected):
            buffer = np.zeros(max(1, len(bytes_of(array))), np.uint8)
            buffers.append(buffer)
            kind = helper.np_dtype_to_tensor_dtype(array.dtype)
            binding.bind_output(port.name, "cpu", 0, kind, array.shape, buffer.ctypes.data)
        self.session.run_with_iobinding(binding)
        return [array_of(buffer.tobytes()[:len(bytes_of(array))], array.dtype, array.shape) for buffer, array in zip(buffers, expected)]

    @staticmethod
    def is_plain(item):
        return not isinstance(item, np.ndarray) or item.dtype.kind in "biufcOUS" and not hasattr(ml_dtypes, item.dtype.name)

    def ort_value(self, array):
        if self.is_plain(array):
            return onnxruntime.OrtValue.ortvalue_from_numpy(array)
        kind = helper.np_dtype_to_tensor_dtype(array.dtype)
        data = np.frombuffer(bytes_of(array), np.uint8)
        if array.dtype.itemsize == 2:
            data = data.view(np.uint16)
        if array.dtype.name not in PACKED:
            data = data.reshape(array.shape)
            return onnxruntime.OrtValue.ortvalue_from_numpy_with_onnx_type(data, kind)
        value = onnxruntime.OrtValue.ortvalue_from_shape_and_type(array.shape, kind)
        import ctypes

        ctypes.memmove(value.data_ptr(), data.ctypes.data, data.nbytes)
        return value


class Ours:
    """Our flavor, in a process that is started again if it should end."""

    def __init__(self, command):
        self.command, self.process = command, None

    def ask(self, request):
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen([self.command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the helper ended with status {self.process.wait()}")
        return json.loads(line)

    def run(self, folder, names, inputs, outputs):
        feeds = {name: tree(item) for name, item in zip(names, inputs)}
        answer = self.ask({"folder": folder, "inputs": feeds})
        if "error" in answer:
            raise RuntimeError(answer["error"])
        found = answer["outputs"]
        assert list(found) == outputs, f"outputs {list(found)}, expected {outputs}"
        return [value(found[name]) for name in outputs]


def cases(only):
    """Names, models and data of all tests that need nothing from the network."""
    for kind in ("node", "simple", "pytorch-converted", "pytorch-operator"):
        for test in load_model_tests(kind=kind):
            if only in test.name:
                yield test


def arrays(items):
    """The data of a test as arrays: some hold bare numbers of numpy's, some ONNX's own tensors."""
    made = []
    for item in items:
        if isinstance(item, np.generic):
            item = np.asarray(item)
        elif isinstance(item, TensorProto):
            item = numpy_helper.to_array(item)
        elif isinstance(item, onnx.SequenceProto):
            item = numpy_helper.to_list(item)
        elif isinstance(item, list):
            item = arrays(item)
        made.append(item)
    return made


def data_sets(test):
    if test.model is not None:
        return test.model, [(arrays(inputs), arrays(outputs)) for inputs, outputs in test.data_sets]
    model = onnx.load(os.path.join(test.model_dir, "model.onnx"))
    sets = []
    for name in sorted(os.listdir(test.model_dir)):
        folder = os.path.join(test.model_dir, name)
        if os.path.isdir(folder) and name.startswith("test_data_set_"):
            sets.append(tuple([read(folder, f"{part}_{index}.pb", port) for index, port in enumerate(ports)
                               if os.path.exists(os.path.join(folder, f"{part}_{index}.pb"))]
                              for part, ports in (("input", model.graph.input), ("output", model.graph.output))))
    return model, sets


def read(folder, name, port):
    with open(os.path.join(folder, name), "rb") as file:
        data = file.read()
    if port.type.HasField("sequence_type"):
        sequence = onnx.SequenceProto()
        sequence.ParseFromString(data)
        return numpy_helper.to_list(sequence)
    tensor = onnx.TensorProto()
    tensor.ParseFromString(data)
    return numpy_helper.to_array(tensor)


def verdict(run, test, sets):
    """Nothing when the outputs are the expected ones, else why not."""
    try:
        for inputs, expected in sets:
            Runner.assert_similar_outputs(expected, run(inputs, expected), rtol=test.rtol, atol=test.atol)
    except Exception as error:
        return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return None


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--helper", default=os.path.join(ROOT, ".build/release/GraphHelper"))
    options.add_argument("--only", default="")
    options.add_argument("--failures", action="store_true", help="show why cases fail with both")
    options = options.parse_args()
    warnings.filterwarnings("ignore")
    onnxruntime.set_default_logger_severity(4)
    ours = Ours(options.helper)
    counts = {"passed by both": 0, "failed by both": 0, "different": 0}
    with tempfile.TemporaryDirectory(prefix="flavor-nodes-") as root:
        for number, test in enumerate(cases(options.only)):
            folder = os.path.join(root, str(number))
            os.mkdir(folder)
            path = os.path.join(folder, "model.onnx")
            try:
                model, sets = data_sets(test)
                with open(path, "wb") as file:
                    file.write(model.SerializeToString())
            except Exception as error:
                print(f"not made: {test.name}: {error}")
                continue
            constants = {tensor.name for tensor in model.graph.initializer}
            names = [port.name for port in model.graph.input if port.name not in constants]
            outputs = [port.name for port in model.graph.output]
            theirs = verdict(lambda inputs, expected: Real(path).run(inputs, expected), test, sets)
            mine = verdict(lambda inputs, expected: ours.run(folder, names, inputs, outputs), test, sets)
            if (theirs is None) == (mine is None):
                counts["passed by both" if mine is None else "failed by both"] += 1
                if mine is not None and options.failures:
                    print(f"failed by both: {test.name}\n  theirs: {theirs}\n  ours:   {mine}")
            else:
                counts["different"] += 1
                print(f"different: {test.name} ({test.kind})\n  theirs: {theirs or 'passed'}\n  ours:   {mine or 'passed'}", flush=True)
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 1 if counts["different"] or counts["passed by both"] < 1000 and not options.only else 0


if __name__ == "__main__":
    sys.exit(main())
