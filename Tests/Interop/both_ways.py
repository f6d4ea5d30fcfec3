"""Claims about model folders in both directions: what we save, MLflow loads; what MLflow saves, we load."""
import datetime, json, os, subprocess, sys, uuid

from claims import same
from command import EXAMPLE, ROOT

GENERATE = os.path.join(ROOT, "Tests/Fixtures/models/onnx/tiny-phi3-capitals-int4-cpu")
PROMPTS = ["The capital of France is", "<|user|>What is the capital of Spain?<|end|><|assistant|>", "Name three colors:"]
QUESTION = [{"role": "user", "content": "What is the capital of Spain?"}]
TEMPLATE = "<|user|>{prompt}<|end|><|assistant|>"
# Without a template of its own the example cannot be a chat.
CHAT_TEMPLATE = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"


def plain(value):
    """What stays of an answer when identifiers and times are left out, and white space around texts."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items() if key not in ("id", "created", "model")}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return value.strip() if isinstance(value, str) else value


class BothWays:
    def __init__(self, command, folder, reference):
        import mlflow

        self.mlflow, self.command, self.folder, self.reference = mlflow, command, folder, reference

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def chat_source(self):
        """The example with a chat template, as a folder of Hugging Face's."""
        folder = self.path("chat-source")
        if not os.path.exists(folder):
            os.makedirs(folder)
            for name in os.listdir(EXAMPLE):
                os.symlink(os.path.join(EXAMPLE, name), os.path.join(folder, name))
            self.write("chat-source/chat_template.jinja", CHAT_TEMPLATE)
        return folder

    def save_by_mlflow(self, name, components=False, tokenizer=None, **more):
        import transformers

        tokenizer = tokenizer or transformers.AutoTokenizer.from_pretrained(self.chat_source())
        model = {"model": self.reference.model, "tokenizer": tokenizer}
        if not components:
            model = transformers.pipeline("text-generation", **model)
        more.setdefault("model_config", {"do_sample": False, "max_new_tokens": 12})
        self.mlflow.transformers.save_model(model, path=self.path(name), pip_requirements=["mlflow"], **more)
        return self.path(name)

    def same_texts(self, folder, prompts=PROMPTS, params=None):
        """MLflow and our command answer texts alike."""
        theirs = self.mlflow.pyfunc.load_model(folder)
        for prompt in prompts:
            body = {"inputs": [prompt]} | ({"params": params} if params else {})
            same(plain(self.command.reply(folder, body)["predictions"]), plain(theirs.predict([prompt], params=params)))

    def same_objects(self, folder, *bodies):
        """MLflow and our command answer the requests of a task alike."""
        theirs = self.mlflow.pyfunc.load_model(folder)
        for body in bodies:
            same(plain(self.command.reply(folder, body)), plain(theirs.predict(body)))

    def reply_by_command(self, folder, body):
        """What `mlflow models predict` prints."""
        request, reply = self.write("request.json", json.dumps(body)), self.path("reply.json")
        words = ["models", "predict", "-m", folder, "-i", request, "-o", reply, "-t", "json", "--env-manager", "local"]
        done = subprocess.run([sys.executable, "-m", "mlflow", *words], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        with open(reply) as file:
            return json.load(file)

    # What we save

    def check_saved_settings(self):
        """A model that we save with settings and a template answers the same in MLflow"""
        for number, options in enumerate([
            ["max_new_tokens=5"], ["max_new_tokens=9", "repetition_penalty=1.3", "no_repeat_ngram_size=2"], ["return_full_text=true", "max_length=20"],
            ["min_new_tokens=4", "max_new_tokens=6"], [f"prompt_template={TEMPLATE}", "max_new_tokens=8"], ["add_special_tokens=false", "max_new_tokens=4"], ["eos_token_id=[272, 2000]"],
        ]):
            folder = self.path(f"settings-{number}")
            self.command.save(folder, *[word for option in options for word in ("--option", option)])
            self.same_texts(folder, ["Spain", *PROMPTS])

    def check_saved_params(self):
        """A model that we save with an example and its parameters takes them in MLflow too, and answers the same"""
        example = self.write("params.json", json.dumps({"inputs": [PROMPTS[0]], "params": {"max_new_tokens": 6, "return_full_text": False}}))
        folder = self.path("with-params")
        self.command.save(folder, "--input-example", example)
        self.same_texts(folder, params={"max_new_tokens": 3})
        self.same_texts(folder, params={"return_full_text": True})
        model = self.mlflow.pyfunc.load_model(folder)
        same(plain(model.predict(model.input_example)), plain(self.command.reply(folder, {"inputs": [PROMPTS[0]]})["predictions"]))

    def check_saved_completions(self):
        """A model that we save for completions answers the same objects in MLflow, and in `mlflow models predict`"""
        folder = self.path("completions")
        self.command.save(folder, "--task", "llm/v1/completions")
        bodies = [{"prompt": PROMPTS[0], "max_tokens": 5}, {"prompt": PROMPTS[1]}]
        self.same_objects(folder, *bodies)
        same(plain(self.reply_by_command(folder, bodies[0])), plain(self.command.reply(folder, bodies[0])))

    def check_saved_chat(self):
        """A model that we save for chats answers the same objects in MLflow, and in `mlflow models predict`"""
        folder, body = self.path("chat"), {"messages": QUESTION, "max_tokens": 20}
        words = ["save", "--flavor", "transformers-pipeline", "--task", "llm/v1/chat", "--from", self.chat_source()]
        self.command.run(*words, "-o", folder)
        self.same_objects(folder, body, {"messages": QUESTION, "max_tokens": 3})
        same(plain(self.reply_by_command(folder, body)), plain(self.command.reply(folder, body)))

    def check_saved_chat_task(self):
        """A model that chat-task wraps answers the same objects in MLflow, and in `mlflow models predict`"""
        inner, folder, body = self.path("inner"), self.path("chat-task"), {"messages": QUESTION, "max_tokens": 20}
        self.command.run("save", "--flavor", "transformers-pipeline", "--from", self.chat_source(), "-o", inner)
        self.command.run("save", "--flavor", "chat-task", "--from", inner, "-o", folder)
        self.same_objects(folder, body, {"messages": QUESTION, "max_tokens": 3})
        same(plain(self.reply_by_command(folder, body)), plain(self.command.reply(folder, body)))

    def check_saved_graph(self):
        """A graph that we save gives the same numbers in MLflow"""
        import numpy

        folder = self.path("graph")
        self.command.run("save", "--flavor", "onnx-custom-wrapper", "--from", self.graph(), "-o", folder)
        rows = [[1.0, 2.0, 3.0], [-1.0, 0.5, 0.25]]
        self.same_numbers(folder, {"inputs": rows}, numpy.array(rows, dtype="float32"))

    def check_saved_generate(self):
        """A generate() model that we save answers the same texts in MLflow, which runs it with onnxruntime-genai"""
        folder = self.path("generate")
        self.command.run("save", "--flavor", "onnx-custom-wrapper", "--from", GENERATE, "-o", folder, "--option", "max_new_tokens=12")
        theirs = self.mlflow.pyfunc.load_model(folder)
        for prompt in PROMPTS:
            body = {"dataframe_records": [{"prompt": prompt}]}
            same(plain(self.command.reply(folder, body)["predictions"]), plain(list(theirs.predict([{"prompt": prompt}]))))

    # What MLflow saves

    def check_their_variants(self):
        """Models that mlflow.transformers saved in every way answer the same here"""
        code = self.write("helper.py", "x = 1\n")
        labels = {0: "negative", 1: "positive", "made": datetime.date(2026, 1, 2)}
        from mlflow.models import infer_signature

        for number, more in enumerate([
            {"components": True, "task": "text-generation"}, {"code_paths": [code]}, {"metadata": labels}, {"input_example": PROMPTS[0]},
            {"input_example": (PROMPTS[:2], {"max_new_tokens": 3})}, {"prompt_template": TEMPLATE},
            {"signature": infer_signature(["a"], ["b"], {"max_new_tokens": 4})},
            {"model_config": {"do_sample": False, "max_length": 20, "return_full_text": False, "repetition_penalty": 1.2, "include_prompt": True}},
            {"model_config": {"do_sample": False, "max_new_tokens": 6, "top_k": 5, "temperature": 0.5, "num_beams": 1, "batch_size": 2}},
        ]):
            self.same_texts(self.save_by_mlflow(f"theirs-{number}", **more))

    def check_their_tasks(self):
        """Models that mlflow.transformers saved for chats and completions answer the same objects here"""
        folder = self.save_by_mlflow("their-chat", task="llm/v1/chat")
        self.same_objects(folder, {"messages": QUESTION}, {"messages": [*QUESTION, {"role": "assistant", "content": "Madrid."}, *QUESTION], "max_tokens": 4})
        folder = self.save_by_mlflow("their-completions", task="llm/v1/completions")
        self.same_objects(folder, {"prompt": PROMPTS[0]}, {"prompt": PROMPTS[1], "max_tokens": 3})

    def check_their_reference(self):
        """A model that MLflow saved without its weights says which to bring, and answers the same once they are"""
        from unittest import mock

        revision = uuid.uuid4().hex + "01234567"
        # There is no hub here to look the revision up.
        with mock.patch("mlflow.transformers.flavor_config.get_latest_commit_for_repo", return_value=revision), \
                mock.patch("mlflow.transformers.is_valid_hf_repo_id", return_value=True, create=True):
            folder = self.save_by_mlflow("reference", tokenizer=self.reference.tokenizer, save_pretrained=False)
        whole = self.save_by_mlflow("reference-whole")
        assert not os.path.exists(os.path.join(folder, "model")), "MLflow saved the weights"
        try:
            self.command.text(folder, PROMPTS[0])
            raise AssertionError("the model answers without weights")
        except RuntimeError as error:
            assert revision in str(error) and "--weights" in str(error), error
        for prompt in PROMPTS:
            same(self.command.text(folder, prompt, "--weights", EXAMPLE), self.command.text(whole, prompt))

    def check_their_graphs(self):
        """Graphs that mlflow.onnx saved give the same numbers here"""
        import numpy, onnx
        from mlflow.models import infer_signature

        rows = numpy.array([[1, 2, 3], [-1, 0.5, 0.25]], dtype="float32")
        for number, more in enumerate([
            {"signature": infer_signature(rows)}, {"input_example": rows}, {"signature": infer_signature(rows), "save_as_external_data": False},
            {"signature": infer_signature(rows), "onnx_session_options": {"intra_op_num_threads": 1, "graph_optimization_level": 0}, "metadata": {"a": 1}},
            {"signature": infer_signature(rows), "onnx_execution_providers": ["CPUExecutionProvider"]},
        ]):
            folder = self.path(f"their-graph-{number}")
            self.mlflow.onnx.save_model(onnx.load(self.graph()), folder, pip_requirements=["mlflow"], **more)
            self.same_numbers(folder, {"inputs": rows.tolist()}, rows)

    def check_their_wrappers(self):
        """A wrapper that MLflow pickled is refused with the artifact that runs, and the artifact runs and is saved"""
        mlflow = self.mlflow

        class Wrapper(mlflow.pyfunc.PythonModel):
            def predict(self, context, model_input, params=None):
                return model_input

        artifacts = {"generate": GENERATE, "hub": EXAMPLE, "labels": __file__}
        folder = self.path("wrapper")
        mlflow.pyfunc.save_model(folder, python_model=Wrapper(), artifacts=artifacts, pip_requirements=["mlflow"])
        done = subprocess.run([self.command.path, "why", folder], capture_output=True, text=True)
        same(done.returncode, 1)
        for artifact, flavor, source in [("generate", "onnx-custom-wrapper", GENERATE), ("hub", "transformers-pipeline", EXAMPLE)]:
            place = f"{folder}#{artifact}"
            assert f"flavor save --flavor {flavor} --from {place} -o DIR" in done.stdout, done.stdout
            self.command.run("save", "--flavor", flavor, "--from", place, "-o", self.path(f"own-{artifact}"))
            for prompt in PROMPTS:
                expected = self.command.text(source, prompt)
                same(self.command.text(place, prompt), expected)
                same(self.command.text(self.path(f"own-{artifact}"), prompt), expected)

    def check_info(self):
        """flavor info tells of a model of any flavor what MLflow says of it"""
        import numpy, pandas
        from sklearn.linear_model import LinearRegression

        table = pandas.DataFrame({"a": [1.0, 2.0], "b": [0.5, 1.5]})
        folder = self.path("sklearn")
        model = LinearRegression().fit(table, numpy.array([1.0, 2.0]))
        self.mlflow.sklearn.save_model(model, folder, input_example=table, metadata={"k": 1}, pip_requirements=["mlflow", "scikit-learn"])
        info, theirs = json.loads(self.command.run("info", folder, "--json")), self.mlflow.models.Model.load(folder)
        same(info["flavors"], sorted(theirs.flavors))
        same(info["signature"], theirs.signature.to_dict())
        same((info["model_uuid"], info["utc_time_created"], info["metadata"]), (theirs.model_uuid, theirs.utc_time_created, theirs.metadata))
        same(info["needs"]["loader_module"], "mlflow.sklearn")
        same(info["needs"]["requirements"], ["mlflow", "scikit-learn"])

    def check_uris(self):
        """What MLflow takes for a folder's address, we take"""
        folder = os.path.join(self.folder, "a b é")
        self.command.save(folder)
        from pathlib import Path

        for address in [folder, Path(folder).as_uri(), f"file:{Path(folder).as_uri()[7:]}", Path(folder).as_uri().replace("file://", "file://localhost")]:
            same(json.loads(self.command.run("info", address, "--json"))["path"], folder)
        same(self.mlflow.pyfunc.load_model(Path(folder).as_uri()).metadata.model_uuid,
             json.loads(self.command.run("info", Path(folder).as_uri(), "--json"))["model_uuid"])

    def check_tracking_tree(self):
        """A model that MLflow logged is found by the folders that MLflow keeps it in"""
        mlflow = self.mlflow

        class Wrapper(mlflow.pyfunc.PythonModel):
            def predict(self, context, model_input, params=None):
                return model_input

        here = os.getcwd()
        os.makedirs(self.path("tracking"), exist_ok=True)
        os.chdir(self.path("tracking"))
        try:
            mlflow.set_tracking_uri(f"sqlite:///{self.path('tracking')}/mlflow.db")
            with mlflow.start_run():
                logged = mlflow.pyfunc.log_model(name="m", python_model=Wrapper(), pip_requirements=["mlflow"])
        finally:
            os.chdir(here)
        place = logged.artifact_path
        for address in [place, os.path.dirname(place.rstrip("/"))]:
            info = json.loads(self.command.run("info", address, "--json"))
            same((info["model_id"], info["run_id"]), (logged.model_id, logged.run_id))
        refused = subprocess.run([self.command.path, "info", logged.model_uri], capture_output=True, text=True)
        assert refused.returncode == 1 and "mlflow artifacts download" in refused.stderr, refused.stderr

    # Graphs

    def graph(self):
        """A small linear graph."""
        import numpy
        from onnx import TensorProto, helper, numpy_helper, save

        path = self.path("linear.onnx")
        weights = numpy_helper.from_array(numpy.array([[1, 2], [0.5, -1], [0.25, 4]], dtype="float32"), "w")
        graph = helper.make_graph(
            [helper.make_node("MatMul", ["x", "w"], ["y"])], "linear", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2])], [weights])
        save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
        return path

    def same_numbers(self, folder, body, value):
        import numpy

        theirs = self.mlflow.pyfunc.load_model(folder).predict(value)
        ours = self.command.reply(folder, body)["predictions"]
        same(sorted(ours), sorted(theirs))
        for name in ours:
            numpy.testing.assert_allclose(numpy.array(ours[name], dtype="float32"), theirs[name], rtol=1e-6)
