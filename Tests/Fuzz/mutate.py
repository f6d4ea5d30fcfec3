#!/usr/bin/env python3
"""Damages the example model in seeded ways and runs the command on each, in a process of its own with little memory.

Whatever the damage, the command ends with status 0 and nothing on standard error, or with status 1, one line that begins
with "error: " and no data; never by a signal, and within twenty seconds.
"""
import argparse, concurrent.futures, os, random, resource, shutil, subprocess, sys, tempfile

import mutations

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLE = os.path.join(ROOT, "Tests/Fixtures/models/tiny-phi3-capitals")
PROMPT = "<|user|>What is the capital of Spain?<|end|><|assistant|>"
SECONDS = 20
# Enough for the example many times over; what allocates by a number in a file shows.
MEMORY = 2 << 30


def run(words):
    """Runs the command; the memory's limit is this process's own."""
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None, b"", b""
    return done.returncode, done.stdout, done.stderr


def fault(status, output, errors):
    """What is wrong with how the command ended, or nothing."""
    try:
        text = errors.decode()
        output.decode()
    except UnicodeDecodeError:
        return "it wrote bytes that are not UTF-8"
    if status is None:
        return f"it was not done within {SECONDS} seconds"
    if status not in (0, 1):
        return f"it ended by signal {-status}" if status < 0 else f"it ended with status {status}"
    if status == 0 and text:
        return "it succeeded with words on standard error"
    if status == 1 and (not text.startswith("error: ") or text.count("\n") != 1 or not text.endswith("\n") or len(text) > 4000):
        return "its error is not one line"
    if status == 1 and output:
        return "it failed after it had written data"
    return None


class Fuzzer:
    def __init__(self, command, seed, scratch):
        self.command, self.seed, self.scratch = command, seed, scratch
        self.bases = {"bare": EXAMPLE, "saved": os.path.join(scratch, "saved")}
        self.check_base(self.save(EXAMPLE, self.bases["saved"]))
        for folder in self.bases.values():
            self.check_base(self.predict(folder))

    def check_base(self, words):
        status, _, errors = run(words)
        if status != 0:
            sys.exit(f"the model does not work before it is damaged: {' '.join(words)}: {errors.decode()}")

    def predict(self, folder, *more):
        return [self.command, "predict", folder, "--prompt", PROMPT, "--param", "max_new_tokens=4", "--threads", "2", *more]

    def save(self, source, destination):
        return [self.command, "save", "--flavor", "transformers-pipeline", "--from", source, "-o", destination]

    def case(self, number, folder):
        """Makes the damaged folder; returns what was done and the command to run on it."""
        rng = random.Random(f"{self.seed}:{number}")
        base = rng.choice(["bare", "saved"])
        shutil.copytree(self.bases[base], folder, copy_function=os.link)
        done = []
        for _ in range(rng.choice([1, 1, 1, 2])):
            try:
                done.append(rng.choice(mutations.ALL)(rng, folder))
            except Exception:
                # The first damage may leave a file that the second cannot read.
                done.append("nothing more")
        words = {
            "save": lambda: self.save(folder, folder + "-saved"),
            "info": lambda: [self.command, "info", folder],
            "sample": lambda: self.predict(folder, "--param", "do_sample=true", "--param", "seed=1"),
            "predict": lambda: self.predict(folder),
        }[rng.choices(["predict", "sample", "save", "info"], [12, 4, 2 if base == "bare" else 0, 2])[0]]()
        return f"{base}: {', '.join(done)}", words

    def check(self, number):
        """Runs a case; returns nothing, or the report of a failure."""
        place = os.path.join(self.scratch, f"case-{number}")
        os.mkdir(place)
        try:
            what, words = self.case(number, os.path.join(place, "model"))
            status, output, errors = run(words)
            problem = fault(status, output, errors)
            left = sorted(set(os.listdir(place)) - {"model", "model-saved"})
            if not problem and (left or status == 1 and os.path.exists(os.path.join(place, "model-saved"))):
                problem = f"it left {left or 'a destination'} behind"
            if problem:
                return f"case {number}: {problem}\n  {what}\n  {' '.join(words)}\n  {errors.decode(errors='replace')[:2000]}"
            return None
        finally:
            shutil.rmtree(place)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--flavor", default=os.path.join(ROOT, ".build/release/flavor"), help="the command to run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--one", type=int, help="makes this case alone, in ./fuzz-case, and prints the command for it")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A crash is to be seen, not to be explained at length.
    os.environ["SWIFT_BACKTRACE"] = "enable=no"
    with tempfile.TemporaryDirectory(prefix="flavor-fuzz-") as scratch:
        fuzzer = Fuzzer(options.flavor, options.seed, scratch)
        if options.one is not None:
            what, words = fuzzer.case(options.one, os.path.join(os.getcwd(), "fuzz-case"))
            print(what, " ".join(words), sep="\n")
            return 0
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            failures = [report for report in pool.map(fuzzer.check, range(options.count)) if report]
    for report in failures:
        print(report)
    if failures:
        print(f"again: Tests/Fuzz/mutate.py --seed {options.seed} --one N")
    print(f"{options.count - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
