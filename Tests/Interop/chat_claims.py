"""Claims about chat and completions: our objects are OpenAI's, MLflow's models are ours and ours are MLflow's."""
import json, os

from claims import run, same
from command import EXAMPLE

CONVERSATIONS = [
    [{"role": "user", "content": "What is the capital of Spain?"}],
    [{"role": "system", "content": "You are a stand-up comedian."}, {"role": "user", "content": "Tell me a joke about atom"}],
    [
        {"role": "user", "content": "What is the capital of France?"},
        {"role": "assistant", "content": "The capital of France is Paris."},
        {"role": "user", "content": "And of Spain?"},
    ],
    [{"role": "user", "content": "  Name three colors.  "}],
    [{"role": "user", "content": "Zürich, 東京 and <|end|>?"}],
]
TOOLS = [{
    "type": "function",
    "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}},
}]


class Claims:
    def __init__(self, command, folder):
        import mlflow

        self.mlflow, self.command, self.folder = mlflow, command, folder
        inner = self.path("inner")
        command.save(inner)
        self.chat, self.completions = self.path("chat"), self.path("completions")
        self.wrap(inner, self.chat)
        self.wrap(inner, self.completions, "--task", "llm/v1/completions")

    def path(self, name):
        return os.path.join(self.folder, name)

    def wrap(self, inner, destination, *more):
        self.command.run("save", "--flavor", "chat-task", "--from", inner, "-o", destination, *more)

    def pieces(self, folder, body):
        output = self.command.run("predict", folder, "--stream", input=json.dumps(body))
        return [json.loads(line)["value"] for line in output.splitlines()]

    def save_by_mlflow(self, name, task, config):
        import torch, transformers

        components = {
            "model": transformers.AutoModelForCausalLM.from_pretrained(EXAMPLE, dtype=torch.float32),
            "tokenizer": transformers.AutoTokenizer.from_pretrained(EXAMPLE),
        }
        pipeline = transformers.pipeline("text-generation", **components)
        self.mlflow.transformers.save_model(
            pipeline, path=self.path(name), task=task, model_config=config, pip_requirements=["mlflow"])
        return self.path(name)

    def comparable(self, replies, limit=None):
        """What is compared of replies: the departure is the reason of an answer that ends with its last allowed token."""
        found = []
        for reply in replies:
            choice = reply["choices"][0]
            text = choice["message"]["content"] if "message" in choice else choice["text"]
            reason = choice["finish_reason"]
            if limit and reply["usage"]["completion_tokens"] == limit:
                reason = None
            found.append((text, reason, reply["usage"], reply["object"]))
        return found

    def check_openai_chat(self):
        """openai's own types take our chat objects, whole and in pieces"""
        from openai.types.chat import ChatCompletion, ChatCompletionChunk

        for messages in CONVERSATIONS:
            for more in ({}, {"n": 2, "temperature": 1.0, "seed": 1}, {"logprobs": True, "top_logprobs": 2}, {"max_tokens": 2},
                         {"stream_options": {"include_usage": True}}, {"stop": ["a"]}):
                body = {"messages": messages, **more}
                [reply] = self.command.reply(self.chat, body)
                whole = ChatCompletion.model_validate(reply, strict=True)
                same(whole.usage.total_tokens, whole.usage.prompt_tokens + whole.usage.completion_tokens)
                pieces = [ChatCompletionChunk.model_validate(piece, strict=True) for piece in self.pieces(self.chat, body)]
                for choice in whole.choices:
                    own = [c for piece in pieces for c in piece.choices if c.index == choice.index]
                    same("".join(c.delta.content or "" for c in own), choice.message.content)
                    same([c.finish_reason for c in own if c.finish_reason], [choice.finish_reason])
                    if choice.logprobs:
                        same([t for c in own if c.logprobs for t in c.logprobs.content], choice.logprobs.content)
                if "stream_options" in more:
                    same(pieces[-1].usage, whole.usage)

    def check_openai_tools(self):
        """openai's own types take our calls of functions"""
        from openai.types.chat import ChatCompletion, ChatCompletionChunk

        template = self.path("tools.jinja")
        # A template under which the model repeats what it is told, calls included, is not to be had: it only writes tools.
        with open(template, "w") as file:
            file.write("{{ tools }}<|user|>{{ messages[-1].content }}<|end|><|assistant|>")
        folder = self.path("tools")
        self.wrap(self.path("inner"), folder, "--chat-template", template)
        body = {"messages": CONVERSATIONS[0], "tools": TOOLS, "tool_choice": "auto"}
        [reply] = self.command.reply(folder, body)
        ChatCompletion.model_validate(reply, strict=True)
        for piece in self.pieces(folder, body):
            ChatCompletionChunk.model_validate(piece, strict=True)

    def check_openai_completions(self):
        """openai's own type takes our completions, whole and in pieces"""
        from openai.types import Completion

        for more in ({}, {"n": 2}, {"logprobs": 2}, {"max_tokens": 1}):
            body = {"prompt": "The capital of France is", **more}
            [reply] = self.command.reply(self.completions, body)
            whole = Completion.model_validate(reply, strict=True)
            text = ""
            for piece in self.pieces(self.completions, body):
                if piece["choices"][0]["finish_reason"] is None:
                    # The type is of whole completions, where the reason is always there.
                    piece["choices"][0]["finish_reason"] = "stop"
                choice = Completion.model_validate(piece, strict=True).choices[0]
                text += choice.text if choice.index == 0 else ""
            same(text, whole.choices[0].text)

    def check_openai_errors(self):
        """openai's client reads our refusals as its own errors"""
        import subprocess
        from openai.types.shared import ErrorObject

        body = {"messages": CONVERSATIONS[0], "n": 0}
        done = subprocess.run(
            [self.command.path, "predict", self.chat, "--json"], input=json.dumps(body), capture_output=True, text=True)
        same(done.returncode, 1)
        error = ErrorObject.model_validate(json.loads(done.stdout)["error"], strict=True)
        same((error.type, error.param), ("invalid_request_error", "n"))

    def check_mlflow_loads_ours(self):
        """mlflow.pyfunc loads our chat as its own and gives the same content, reason and usage"""
        model = self.mlflow.pyfunc.load_model(self.chat)
        for messages in CONVERSATIONS:
            for limit in (4, 40):
                body = {"messages": messages, "max_tokens": limit}
                same(self.comparable(self.command.reply(self.chat, body), limit), self.comparable(model.predict(body), limit))

    def check_mlflow_loads_our_completions(self):
        """mlflow.pyfunc loads our completions as its own and gives the same text, reason and usage"""
        model = self.mlflow.pyfunc.load_model(self.completions)
        for prompt in ("The capital of France is", "  Madrid is the capital of ", "<|user|>Name three colors.<|end|><|assistant|>"):
            body = {"prompt": prompt, "max_tokens": 12}
            same(self.comparable(self.command.reply(self.completions, body), 12), self.comparable(model.predict(body), 12))

    def check_we_load_theirs(self):
        """A folder that MLflow saved for chat or completions answers as it does there"""
        for task, bodies in (
            ("llm/v1/chat", [{"messages": messages} for messages in CONVERSATIONS]),
            ("llm/v1/completions", [{"prompt": "The capital of France is"}, {"prompt": "Madrid is"}]),
        ):
            folder = self.save_by_mlflow("theirs-" + task.split("/")[-1], task, {"max_new_tokens": 16, "do_sample": False})
            model = self.mlflow.pyfunc.load_model(folder)
            for body in bodies:
                for more in ({}, {"max_tokens": 5}, {"temperature": 0.7}):
                    request = {**body, **more}
                    limit = request.get("max_tokens", 16)
                    same(self.comparable(self.command.reply(folder, request), limit),
                         self.comparable(model.predict(request), limit))

    def check_signature(self):
        """MLflow reads our signature: its own columns, and then optional ones"""
        from mlflow.types.llm import CHAT_MODEL_INPUT_SCHEMA

        inputs = self.mlflow.models.Model.load(self.chat).signature.inputs.to_dict()
        theirs = CHAT_MODEL_INPUT_SCHEMA.to_dict()
        same(inputs[:len(theirs)], theirs)
        assert all(not column["required"] for column in inputs[len(theirs):])


if __name__ == "__main__":
    run(__doc__, lambda command, folder: [Claims(command, folder)])
