"""Claims about the real systems and our command, each checked for itself."""
import json, os, subprocess, sys

from both_ways import BothWays
from claims import run, same
from command import EXAMPLE
from differential import differences

PROMPTS = [
    "<|user|>What is the capital of Spain?<|end|><|assistant|>",
    "<|system|>You are a stand-up comedian.<|end|><|user|>Tell me a joke about atom<|end|><|assistant|>",
    "<|user|>Say hello in Japanese.<|end|><|assistant|>",
    "<|user|>Name three colors.<|end|><|assistant|>",
    "The capital of France is",
    "  Madrid is the capital of ",
    "<|user|>Hello world in Swift<|end|><|assistant|>",
]


def stripped(texts):
    """What mlflow.pyfunc makes of texts: it drops the white space around each, which we keep as transformers does."""
    return [text.strip() for text in texts]


class Claims:
    def __init__(self, command, folder):
        import mlflow
        from reference import Reference

        self.mlflow, self.command, self.folder = mlflow, command, folder
        self.reference = Reference(EXAMPLE)
        self.saved = self.path("ours")
        command.save(self.saved)
        self.answers = [command.text(self.saved, prompt) for prompt in PROMPTS]

    def path(self, name):
        return os.path.join(self.folder, name)

    def save_by_mlflow(self, name, **more):
        import transformers

        components = {"model": self.reference.model, "tokenizer": self.reference.tokenizer}
        pipeline = transformers.pipeline("text-generation", **components)
        self.mlflow.transformers.save_model(pipeline, path=self.path(name), pip_requirements=["mlflow"], **more)
        return self.path(name)

    def check_pyfunc(self):
        """mlflow.pyfunc loads our folder and answers each prompt as we do"""
        model = self.mlflow.pyfunc.load_model(self.saved)
        for prompt, answer in zip(PROMPTS, self.answers):
            same(model.predict(prompt), stripped([answer]))

    def check_pyfunc_batch(self):
        """mlflow.pyfunc answers a list and a table as we do"""
        import pandas

        model = self.mlflow.pyfunc.load_model(self.saved)
        ours = self.command.reply(self.saved, {"inputs": PROMPTS})["predictions"]
        same(ours, self.answers)
        same(model.predict(PROMPTS), stripped(ours))
        same(model.predict(pandas.DataFrame({"prompt": PROMPTS})), stripped(ours))

    def check_transformers(self):
        """mlflow.transformers loads our folder as a pipeline that answers as we do"""
        pipeline = self.mlflow.transformers.load_model(self.saved)
        for prompt, answer in zip(PROMPTS, self.answers):
            same(pipeline(prompt, do_sample=False, return_full_text=False)[0]["generated_text"], answer)

    def check_models_predict(self):
        """mlflow models predict prints the reply that we print"""
        request = self.path("request.json")
        for index, body in enumerate([{"inputs": PROMPTS[:2]}, {"dataframe_split": {"columns": ["q"], "data": [[PROMPTS[0]]]}}]):
            with open(request, "w") as file:
                json.dump(body, file)
            reply = self.path(f"reply-{index}.json")
            words = ["models", "predict", "-m", self.saved, "-i", request, "-o", reply, "-t", "json", "--env-manager", "local"]
            subprocess.run([sys.executable, "-m", "mlflow", *words], check=True, capture_output=True)
            with open(reply) as file:
                same(self.command.run("predict", self.saved, "-i", request).strip(), file.read().strip())

    def check_description(self):
        """MLflow reads our MLmodel and writes it back byte for byte"""
        model = self.mlflow.models.Model.load(self.saved)
        model.save(self.path("MLmodel"))
        with open(self.path("MLmodel")) as theirs, open(os.path.join(self.saved, "MLmodel")) as ours:
            same(theirs.read(), ours.read())
        same(str(model.signature.inputs), "[string (required)]")

    def check_example(self):
        """MLflow reads the input example that we save, and the signature that the user gave"""
        with open(self.path("example.json"), "w") as file:
            json.dump(PROMPTS[:2], file)
        with open(self.path("signature.json"), "w") as file:
            json.dump({"inputs": [{"type": "string", "name": "q", "required": True}], "outputs": [{"type": "string"}]}, file)
        folder = self.path("with-example")
        self.command.save(folder, "--input-example", self.path("example.json"), "--signature", self.path("signature.json"))
        model = self.mlflow.pyfunc.load_model(folder)
        same([str(value) for value in model.input_example], PROMPTS[:2])
        same(model.metadata.signature.inputs.input_names(), ["q"])

    def check_theirs(self):
        """We load what mlflow.transformers saved and answer as it does"""
        folder = self.save_by_mlflow("theirs", model_config={"max_new_tokens": 20, "do_sample": False})
        theirs = self.mlflow.pyfunc.load_model(folder)
        for prompt in PROMPTS:
            same(stripped(self.command.reply(folder, {"inputs": prompt})["predictions"]), theirs.predict(prompt))
        same(stripped(self.command.reply(folder, {"inputs": PROMPTS})["predictions"]), theirs.predict(PROMPTS))

    def check_their_settings(self):
        """A model that MLflow saved with settings, parameters and a prompt template answers as it does there"""
        from mlflow.models import infer_signature

        signature = infer_signature(["a"], ["b"], {"max_new_tokens": 5, "repetition_penalty": 1.0})
        template = "<|user|>{prompt}<|end|><|assistant|>"
        config = {"do_sample": False, "return_full_text": False, "max_new_tokens": 8}
        folder = self.save_by_mlflow("settings", signature=signature, prompt_template=template, model_config=config)
        theirs = self.mlflow.pyfunc.load_model(folder)
        for params in ({}, {"max_new_tokens": 3}, {"max_new_tokens": 12, "repetition_penalty": 1.5}):
            body = {"inputs": ["What is the capital of Spain?"], "params": params}
            same(self.command.reply(folder, body)["predictions"], theirs.predict(body["inputs"], params=params))

    def check_differential(self):
        """transformers gives the same tokens, logits and texts on fresh prompts"""
        found = list(differences(self.command, self.reference, 60, seed="interop"))
        assert len(found) > 40, f"only {len(found)} prompts"
        wrong = [f"{prompt!r}: {difference}" for prompt, difference in found if difference]
        assert not wrong, "; ".join(wrong)


def groups(command, folder):
    claims = Claims(command, folder)
    return [claims, BothWays(command, folder, claims.reference)]


if __name__ == "__main__":
    run(__doc__, groups)
