"""Claims about ONNX models, the real MLflow and our command, each checked for itself."""
import json, os, shutil

from claims import run, same
from command import ROOT
from compare import PROMPTS

MODELS = os.path.join(ROOT, "Tests/Fixtures/models/onnx")
FLAVOR = "onnx-custom-wrapper"


def close(found, expected):
    import numpy

    if isinstance(expected, dict):
        assert list(found) == list(expected), f"found {list(found)}, expected {list(expected)}"
        for name in expected:
            close(found[name], expected[name])
    elif isinstance(expected, (list, tuple)) and any(isinstance(item, dict) for item in expected):
        for one, other in zip(found, expected, strict=True):
            close({str(key): value for key, value in one.items()}, {str(key): value for key, value in other.items()})
    elif numpy.asarray(expected).dtype.kind in "OUS":
        same(numpy.asarray(found).tolist(), numpy.asarray(expected).tolist())
    else:
        numpy.testing.assert_allclose(numpy.asarray(found), numpy.asarray(expected), rtol=1e-5, atol=1e-6)


class Claims:
    def __init__(self, command, folder):
        import mlflow

        self.mlflow, self.command, self.folder = mlflow, command, folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def save(self, source, name, *more):
        self.command.run("save", "--flavor", FLAVOR, "--from", source, "-o", self.path(name), *more)
        return self.path(name)

    def write(self, name, model, **options):
        import onnx

        os.makedirs(self.path(name), exist_ok=True)
        onnx.save_model(model, os.path.join(self.path(name), "model.onnx"), **options)
        return self.path(name)

    def check_generate(self):
        """mlflow.pyfunc runs the models of the generate() API that we saved with onnxruntime-genai, and answers as we do"""
        import pandas

        for name in sorted(os.listdir(MODELS)):
            folder = self.save(os.path.join(MODELS, name), f"ours-{name}")
            theirs = self.mlflow.pyfunc.load_model(folder)
            ours = self.command.reply(folder, {"prompt": PROMPTS})
            same(theirs.predict({"prompt": PROMPTS}), ours)
            same(theirs.predict(pandas.DataFrame({"prompt": PROMPTS})), ours)
            for prompt, answer in zip(PROMPTS, ours):
                same(theirs.predict({"prompt": prompt}), [answer])
                same(self.command.text(folder, prompt), answer)

    def check_tokenizer_class(self):
        """MLflow has the ids and answers that we have where a tokenizer's class makes other ids than its tokenizer.json alone"""
        import tokenizers

        prompts = [*PROMPTS, "<s>  a  b", "\n\nMadrid<|end|> is\tthe", "été 日本 🙂"]
        bare = tokenizers.Tokenizer.from_file(os.path.join(MODELS, "tiny-phi3-capitals-int4-cpu", "tokenizer.json"))
        bare = [bare.encode(prompt).ids for prompt in prompts]
        for index, (kind, changes) in enumerate([
            ("llama", {"legacy": False}), ("llama", {"legacy": True}), ("llama", {"add_prefix_space": False}),
            ("llama", {"add_bos_token": True, "bos_token": "<s>"}), ("phi3", {"legacy": False}),
        ]):
            source = self.of_kind(f"class-{index}", kind, {"tokenizer_class": "LlamaTokenizer", **changes})
            folder = self.save(source, f"saved-class-{index}")
            theirs = self.mlflow.pyfunc.load_model(folder)
            expected = [theirs._model_impl.tokenizer(prompt)["input_ids"] for prompt in prompts]
            # For phi3, transformers takes the file as it is.
            same(expected != bare, kind == "llama")
            same(self.command.totals(folder, prompts, max_new_tokens=1, output_logits=True)[1]["prompt_token_ids"], expected)
            same(theirs.predict({"prompt": prompts}), self.command.reply(folder, {"prompt": prompts}))

    def of_kind(self, name, kind, settings):
        """The example as a model of a family, with settings of its tokenizer."""
        folder = shutil.copytree(os.path.join(MODELS, "tiny-phi3-capitals-int4-cpu"), self.path(name))
        for file, change in (
            ("genai_config.json", lambda content: content["model"].update(type=kind)),
            ("tokenizer_config.json", lambda content: content.update(settings)),
        ):
            path = os.path.join(folder, file)
            with open(path) as stream:
                content = json.load(stream)
            change(content)
            with open(path, "w") as stream:
                json.dump(content, stream)
        return folder

    def check_settings(self):
        """A template and settings that were saved do in MLflow what they do here, and are overridden there too"""
        words = ["prompt_template=<|user|>What is the {what} of {country}?<|end|><|assistant|>", "max_new_tokens=6",
                 "repetition_penalty=1.1", "min_new_tokens=2"]
        options = [word for option in words for word in ("--option", option)]
        folder = self.save(os.path.join(MODELS, "tiny-phi3-capitals-int4-cpu"), "settings", *options)
        rows = {"what": ["capital", "capital"], "country": ["Spain", "Japan"]}
        body = {"dataframe_split": {"columns": list(rows), "data": list(zip(*rows.values()))}}
        ours = self.command.reply(folder, body)["predictions"]
        same(self.mlflow.pyfunc.load_model(folder).predict(rows), ours)
        shorter = self.mlflow.pyfunc.load_model(folder, model_config={"max_new_tokens": 3})
        same(shorter.predict(rows), self.command.reply(folder, body, "--param", "max_new_tokens=3")["predictions"])

    def check_ends(self):
        """Stop strings and end tokens that were saved end the answers in MLflow where they end them here"""
        import tokenizers

        cases = [
            {"stop_strings": [" is"]}, {"stop_strings": ["Madr", "col"]}, {"stop_strings": ["capital of", "capital"]},
            {"stop_strings": ["d.", ". S", "o, a"]}, {"stop_strings": ["<|assistant|>The", "Why did", "rance is"]},
            {"stop_strings": ["<|end|>", "<|endoftext|>"]}, {"stop_strings": ["\u3053\u3093", "\u306b"]}, {"stop_strings": []},
            {"stop_strings": ["e"], "return_full_text": True}, {"num_beams": 1}, {"eos_token_id": 2047, "max_new_tokens": 20},
        ]
        llama = self.of_kind("ends-llama", "llama", {"tokenizer_class": "LlamaTokenizer", "legacy": False})
        for source in [*sorted(os.path.join(MODELS, name) for name in os.listdir(MODELS)), llama]:
            name = os.path.basename(source)
            tokens = tokenizers.Tokenizer.from_file(os.path.join(source, "tokenizer.json"))
            words = tokens.encode(" capital of", add_special_tokens=False).ids
            more = [{"eos_token_id": words[-1]}, {"eos_token_id": [words[0], tokens.token_to_id("<|end|>")], "min_new_tokens": 9}]
            plain = self.command.reply(self.save(source, f"plain-{name}"), {"prompt": PROMPTS})
            for index, case in enumerate([*cases, *more]):
                for keeps in (True, False) if case.get("stop_strings") else (True,):
                    options = {"max_new_tokens": 60, **case, **({} if keeps else {"include_stop_str_in_output": False})}
                    words = [word for key, value in options.items() for word in ("--option", f"{key}={json.dumps(value)}")]
                    folder = self.save(source, f"ends-{name}-{index}-{keeps}", *words)
                    ours = self.command.reply(folder, {"prompt": PROMPTS})
                    try:
                        same(self.mlflow.pyfunc.load_model(folder).predict({"prompt": PROMPTS}), ours)
                    except Exception as error:
                        raise AssertionError(f"{options}: {error}") from error
                    # The answers end with these anyway.
                    if "<|end|>" not in case.get("stop_strings", []) and case.get("stop_strings"):
                        assert ours != plain, f"{case} ended nothing"

    def check_templates(self):
        """Names of columns that Python's formatting reads as more than names are names in MLflow too"""
        template = "{{{a.b}}} {c[0]} {d!r} {e:>10} {a.b} {0} { x }"
        source = os.path.join(MODELS, "tiny-phi3-capitals-int4-cpu")
        folder = self.save(source, "names", "--option", f"prompt_template={template}", "--option", "return_full_text=true")
        names = ["a.b", "c[0]", "d!r", "e:>10", "0", " x "]
        row = {name: f"<{number}>" for number, name in enumerate(names)}
        theirs = self.mlflow.pyfunc.load_model(folder)
        same([column.name for column in theirs.metadata.signature.inputs], names)
        ours = self.command.reply(folder, row)["predictions"]
        assert ours.startswith("{<0>} <1> <2> <3> <0> <4> <5>"), ours
        same(theirs.predict(row), [ours])

    def check_empty_prompt(self):
        """An empty prompt begins with the model's bos_token_id in MLflow as it does here, and is refused where there is none"""
        for prompt in ("", "Madrid"):
            folder = self.save(os.path.join(MODELS, "tiny-phi3-capitals-int4-cpu"), f"begin-{prompt}")
            same(self.mlflow.pyfunc.load_model(folder).predict({"prompt": prompt}), [self.command.text(folder, prompt)])
        source = self.of_kind("without-begin", "phi3", {})
        path = os.path.join(source, "genai_config.json")
        with open(path) as stream:
            content = json.load(stream)
        del content["model"]["bos_token_id"]
        with open(path, "w") as stream:
            json.dump(content, stream)
        folder = self.save(source, "without-begin-saved")
        sentence = "the prompt has no tokens and the model no bos_token_id to begin with: write a prompt"
        for ask in (lambda: self.mlflow.pyfunc.load_model(folder).predict({"prompt": ""}), lambda: self.command.text(folder, "")):
            try:
                raise AssertionError(f"answered {ask()!r}")
            except (ValueError, RuntimeError) as error:
                assert sentence in str(error), error

    def check_signature(self):
        """MLflow reads our MLmodel and writes it back byte for byte, with the seed's signature"""
        folder = self.save(os.path.join(MODELS, "tiny-phi3-capitals-int4-cpu"), "description")
        model = self.mlflow.models.Model.load(folder)
        model.save(self.path("MLmodel"))
        with open(self.path("MLmodel")) as theirs, open(os.path.join(folder, "MLmodel")) as ours:
            same(theirs.read(), ours.read())
        same(str(model.signature.inputs), "['prompt': string (required)]")
        same(str(model.signature.outputs), "[string (required)]")

    def linear(self):
        """A graph with one input and one output."""
        from onnx import TensorProto, helper, numpy_helper
        import numpy

        weights = numpy_helper.from_array(numpy.arange(600, dtype=numpy.float32).reshape(3, 200) / 100, "w")
        return helper.make_model(
            helper.make_graph(
                [helper.make_node("MatMul", ["x", "w"], ["y"])], "linear",
                [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3])],
                [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 200])], [weights]),
            ir_version=10, opset_imports=[helper.make_opsetid("", 21)])

    def sample(self, rows=2):
        import numpy

        return numpy.random.default_rng(3).standard_normal((rows, 3)).astype(numpy.float32)

    def check_graph(self):
        """What we saved of a graph, with its weights inside and beside it, predicts the same in MLflow"""
        for name, options in (("inside", {}), ("beside", {"save_as_external_data": True, "location": "w.bin", "size_threshold": 0})):
            folder = self.save(self.write(f"source-{name}", self.linear(), **options), name)
            theirs = self.mlflow.pyfunc.load_model(folder)
            array = self.sample()
            ours = self.command.reply(folder, {"inputs": {"x": array.tolist()}})["predictions"]
            close(ours, theirs.predict({"x": array}))
            same(str(theirs.metadata.signature.inputs), "['x': Tensor('float32', (-1, 3))]")
            self.mlflow.onnx.load_model(folder)

    def check_their_graph(self):
        """What MLflow saved of a graph predicts the same here, with options and with a table"""
        import numpy, pandas
        from mlflow.models import infer_signature

        array = self.sample()
        output = array @ numpy.ones((3, 200), numpy.float32)
        options = {"graph_optimization_level": 99, "intra_op_num_threads": 1, "execution_mode": "parallel",
                   "extra_session_config": {"session.intra_op.allow_spinning": "0"}}
        for name, more in (("plain", {}), ("options", {"onnx_session_options": options, "onnx_execution_providers": ["CPUExecutionProvider"]}),
                           ("inside", {"save_as_external_data": False})):
            folder = self.path(f"theirs-{name}")
            self.mlflow.onnx.save_model(self.linear(), folder, signature=infer_signature(array, output), pip_requirements=["mlflow"], **more)
            theirs = self.mlflow.pyfunc.load_model(folder)
            close(self.command.reply(folder, {"inputs": array.tolist()})["predictions"], theirs.predict(array))
            frame = pandas.DataFrame(array, columns=["a", "b", "c"])
            body = {"dataframe_split": {"columns": list(frame), "data": frame.values.tolist()}}
            close(self.command.reply(folder, body)["predictions"], self.served(theirs, frame))

    def served(self, model, data):
        """What MLflow's scoring server replies with."""
        import io
        from mlflow.pyfunc.scoring_server import predictions_to_json

        reply = io.StringIO()
        predictions_to_json(model.predict(data), reply)
        return json.loads(reply.getvalue())["predictions"]

    def check_outputs_of_another_kind(self):
        """What MLflow saved with outputs that are not the graph's predicts the same here, as an array, a table and columns"""
        import numpy, pandas
        from mlflow.models import infer_signature

        array = self.sample()
        frame = pandas.DataFrame(array, columns=["a", "b", "c"])
        rows = {"dataframe_split": {"columns": list(frame), "data": frame.values.tolist()}}
        columns = {"inputs": frame.to_dict("list")}
        for number, (data, output, bodies) in enumerate([
            (array, numpy.ones(2), [{"inputs": array.tolist()}]),
            (array, pandas.DataFrame({"p": [1.0], "q": [2.0]}), [{"inputs": array.tolist()}]),
            (frame, numpy.ones((2, 2), numpy.float32), [rows, columns]),
            (frame, pandas.DataFrame({"y": [1.0]}), [rows, columns]),
        ]):
            folder = self.path(f"outputs-{number}")
            self.mlflow.onnx.save_model(self.linear(), folder, signature=infer_signature(data, output), pip_requirements=["mlflow"])
            theirs = self.served(self.mlflow.pyfunc.load_model(folder), data)
            for body in bodies:
                close(self.command.reply(folder, body)["predictions"], theirs)

    def check_example(self):
        """MLflow predicts on the example of a graph that we saved, a list as well as a dictionary"""
        for number, example in enumerate(([[1, 2, 3]], {"x": [[1, 2, 3], [4, 5, 6]]})):
            path = self.path(f"example-{number}.json")
            with open(path, "w") as file:
                json.dump(example, file)
            folder = self.save(self.write(f"example-source-{number}", self.linear()), f"example-{number}", "--input-example", path)
            theirs = self.mlflow.pyfunc.load_model(folder)
            with open(os.path.join(folder, "serving_input_example.json")) as file:
                ours = self.command.reply(folder, json.load(file))["predictions"]
            close(ours, theirs.predict(theirs.input_example))

    def check_without_signature(self):
        """A graph that MLflow saved without a signature takes the same dictionaries and tables here"""
        import pandas

        folder = self.path("unsigned")
        self.mlflow.onnx.save_model(self.linear(), folder, pip_requirements=["mlflow"])
        theirs = self.mlflow.pyfunc.load_model(folder)
        array = self.sample()
        close(self.command.reply(folder, {"inputs": {"x": array.tolist()}})["predictions"], theirs.predict({"x": array}))
        frame = pandas.DataFrame(array, columns=["a", "b", "c"])
        body = {"dataframe_split": {"columns": list(frame), "data": frame.values.tolist()}}
        close(self.command.reply(folder, body)["predictions"], self.served(theirs, frame))

    def check_strings(self):
        """Strings go through a graph as they do in onnxruntime"""
        from onnx import TensorProto, helper
        import numpy, onnxruntime

        graph = helper.make_model(
            helper.make_graph(
                [helper.make_node("StringConcat", ["a", "b"], ["c"])], "strings",
                [helper.make_tensor_value_info(name, TensorProto.STRING, ["n", "m"]) for name in "ab"],
                [helper.make_tensor_value_info("c", TensorProto.STRING, ["n", "m"])]),
            ir_version=10, opset_imports=[helper.make_opsetid("", 21)])
        folder = self.write("strings", graph)
        feeds = {"a": [["ä", ""], ["x\n", "👋"]], "b": [["1", "2"], ["3", "4"]]}
        session = onnxruntime.InferenceSession(os.path.join(folder, "model.onnx"))
        expected = session.run(None, {name: numpy.array(value, dtype=object) for name, value in feeds.items()})[0]
        same(self.command.reply(folder, {"inputs": feeds})["predictions"], {"c": expected.tolist()})
        saved = self.save(folder, "strings-saved")
        theirs = self.mlflow.pyfunc.load_model(saved).predict({name: numpy.array(value, dtype=object) for name, value in feeds.items()})
        same(self.command.reply(saved, {"inputs": feeds})["predictions"], {"c": theirs["c"].tolist()})

    def check_passed_through(self):
        """What only passes a graph comes out as in onnxruntime, and parameters of a signature are ignored as in MLflow"""
        from mlflow.models import ModelSignature
        from mlflow.types import ParamSchema, ParamSpec, Schema, TensorSpec
        from onnx import TensorProto, helper
        import numpy, onnxruntime

        value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"])
        weights = helper.make_tensor("w", TensorProto.FLOAT, [2], [5, 6])
        for number, outputs in enumerate([["y", "x"], ["x"], ["w", "x", "y"], ["y", "x", "y", "x"]]):
            nodes = [helper.make_node("Neg", ["x"], ["y"])] if "y" in outputs else []
            model = helper.make_model(
                helper.make_graph(nodes, "passed", [value("x")], [value(name) for name in outputs], [weights] if "w" in outputs else []),
                ir_version=10, opset_imports=[helper.make_opsetid("", 21)])
            array = numpy.array([1, -2], numpy.float32)
            session = onnxruntime.InferenceSession(model.SerializeToString())
            expected = dict(zip(outputs, session.run(outputs, {"x": array})))
            folder = self.path(f"passed-{number}")
            self.mlflow.onnx.save_model(
                model, folder, pip_requirements=["mlflow"],
                signature=ModelSignature(
                    Schema([TensorSpec(array.dtype, (-1,), "x")]), params=ParamSchema([ParamSpec("alpha", "float", 0.5)])))
            theirs = self.mlflow.pyfunc.load_model(folder)
            for params in ({}, {"params": {"alpha": 0.25}}):
                ours = self.command.reply(folder, {"inputs": {"x": array.tolist()}, **params})["predictions"]
                close(ours, expected)
                close(ours, theirs.predict({"x": array}, **params))

    def check_sequences_and_maps(self):
        """Labels and probabilities come as scikit-learn's exports give them: a sequence of maps"""
        from onnx import TensorProto, helper
        import numpy, onnxruntime

        for keys in ({"classlabels_int64s": [0, 1]}, {"classlabels_strings": ["no", "yes"]}):
            kind = TensorProto.STRING if "classlabels_strings" in keys else TensorProto.INT64
            labels = {name.replace("classlabels", "classlabels").replace("int64s", "ints"): value for name, value in keys.items()}
            classifier = helper.make_node(
                "LinearClassifier", ["x"], ["label", "scores"], domain="ai.onnx.ml", coefficients=[1.0, -1.0, -1.0, 1.0],
                intercepts=[0.1, -0.1], multi_class=0, post_transform="SOFTMAX", **labels)
            zipmap = helper.make_node("ZipMap", ["scores"], ["probabilities"], domain="ai.onnx.ml", **keys)
            outputs = [helper.make_tensor_value_info("label", kind, ["n"]), helper.make_value_info(
                "probabilities", helper.make_sequence_type_proto(helper.make_map_type_proto(kind, helper.make_tensor_type_proto(TensorProto.FLOAT, []))))]
            graph = helper.make_model(
                helper.make_graph([classifier, zipmap], "classifier", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])], outputs),
                ir_version=10, opset_imports=[helper.make_opsetid("", 21), helper.make_opsetid("ai.onnx.ml", 3)])
            folder = self.write(f"classifier-{kind}", graph)
            array = numpy.array([[1, 2], [3, -1]], numpy.float32)
            label, probabilities = onnxruntime.InferenceSession(os.path.join(folder, "model.onnx")).run(None, {"x": array})
            found = self.command.reply(folder, {"inputs": {"x": array.tolist()}})["predictions"]
            close(found, {"label": label.tolist(), "probabilities": probabilities})

    def check_damaged(self):
        """Graphs that onnxruntime does not load are one sentence here"""
        import subprocess

        data = self.linear().SerializeToString()
        for number, damaged in enumerate((b"", data[:-9], data.replace(b"MatMul", b"NoSuch"), b"\x00" * 100)):
            folder = self.path(f"damaged-{number}")
            os.mkdir(folder)
            with open(os.path.join(folder, "model.onnx"), "wb") as file:
                file.write(damaged)
            done = subprocess.run([self.command.path, "predict", folder], input="{}", capture_output=True, text=True)
            assert done.returncode == 1 and done.stderr.startswith("error: ") and done.stderr.count("\n") == 1, done.stderr


if __name__ == "__main__":
    run(__doc__, lambda command, folder: [Claims(command, folder)])
