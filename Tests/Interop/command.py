"""Our command, for the comparisons."""
import argparse, json, os, subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLE = os.path.join(ROOT, "Tests/Fixtures/models/tiny-phi3-capitals")


def parser(description):
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--flavor", default=os.path.join(ROOT, ".build/release/flavor"), help="our command")
    return options


class Command:
    def __init__(self, path):
        self.path = path

    def run(self, *words, input=""):
        """What the command prints; its failure is an error here."""
        done = subprocess.run([self.path, *words], input=input, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"flavor {' '.join(words)}: status {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def save(self, folder, *more):
        self.run("save", "--flavor", "transformers-pipeline", "--from", EXAMPLE, "-o", folder, *more)

    def text(self, folder, prompt, *more):
        """The answer to one prompt."""
        output = self.run("predict", folder, "--prompt", prompt, *more)
        return output[:-1]

    def reply(self, folder, body, *more):
        """The reply to a request."""
        return json.loads(self.run("predict", folder, *more, input=json.dumps(body)))

    def totals(self, folder, prompts, **parameters):
        """Texts and info of the answers to several prompts."""
        words = [word for name, value in parameters.items() for word in ("--param", f"{name}={json.dumps(value)}")]
        output = self.run("predict", folder, "--stream", *words, input=json.dumps({"prompt": prompts}))
        lines = [json.loads(line) for line in output.splitlines()]
        texts = ["" for _ in prompts]
        for line in lines[:-1]:
            texts[line["info"]["index"]] += line["value"]
        return texts, lines[-1]["info"]
