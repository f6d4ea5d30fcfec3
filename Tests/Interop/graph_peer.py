"""One call of a graph with a batch of one: for each line read, `session` or `pyfunc`, the microseconds it takes.

usage: graph_peer.py MODEL CALLS
"""
import os, sys, time, warnings

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
warnings.filterwarnings("ignore")
import logging

logging.disable(logging.WARNING)
import numpy as np
import onnxruntime
import mlflow

folder, count = sys.argv[1], int(sys.argv[2])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(os.path.join(folder, "model.onnx"), options, providers=["CPUExecutionProvider"])
model = mlflow.pyfunc.load_model(folder)
array = np.array([[1, 2, 3]], np.float32)
feeds = {session.get_inputs()[0].name: array}
calls = {"session": lambda: session.run(None, feeds), "pyfunc": lambda: model.predict(array)}


def run(call):
    start = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - start) / count * 1e6


for line in sys.stdin:
    print(run(calls[line.strip()]), flush=True)
