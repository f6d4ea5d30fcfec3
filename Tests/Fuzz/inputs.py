#!/usr/bin/env python3
"""Runs seeded inputs through the parsers that read what strangers write, in child processes.

An input on which a child ends or hangs is named by its target, seed and number; the rest of its share is run all the same.
"""
import argparse, concurrent.futures, os, resource, signal, struct, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# How long one input may take, on a slow machine.
SECONDS = 20
MEMORY = 4 << 30
SHARE = 5000


class Runner:
    def __init__(self, helper, seed, scratch):
        self.helper, self.seed, self.scratch = helper, seed, scratch

    def words(self, target, start, end):
        return [self.helper, target, str(self.seed), str(start), str(end)]

    def run(self, share):
        """Runs a share of a target's inputs; returns the reports of what went wrong."""
        target, start, end = share
        reports = []
        progress = os.path.join(self.scratch, f"{target}-{start}")
        while start < end and len(reports) < 20:
            problem, number, output = self.child(target, start, end, progress)
            reports += output.splitlines()
            if problem is None:
                break
            reports.append(f"{target} {number}: {problem}")
            start = number + 1
        return reports

    def child(self, target, start, end, progress):
        """Runs a child; returns how it failed, if it did, the number of its last input, and what it printed."""
        with open(progress, "wb") as file:
            file.write(struct.pack("<Q", start))
        with tempfile.TemporaryFile() as printed:
            child = subprocess.Popen(self.words(target, start, end) + [progress], stdout=printed, stderr=printed)
            last, since = start, time.monotonic()
            while True:
                try:
                    status = child.wait(timeout=1)
                    break
                except subprocess.TimeoutExpired:
                    number = self.number(progress)
                    if number != last:
                        last, since = number, time.monotonic()
                    elif time.monotonic() - since > SECONDS:
                        child.kill()
                        child.wait()
                        return f"not done within {SECONDS} seconds", number, ""
            printed.seek(0)
            output = printed.read().decode(errors="replace")
        if status in (0, 1) and (status == 1) == bool(output):
            return None, end, output
        name = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
        words = output.partition("Current stack trace")[0].split()
        return f"ended by {name}: {' '.join(words)[-400:]}", self.number(progress), ""

    @staticmethod
    def number(progress):
        with open(progress, "rb") as file:
            return struct.unpack("<Q", file.read(8))[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--helper", default=os.path.join(ROOT, ".build/release/FuzzHelper"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100000, help="inputs of each target")
    parser.add_argument("--target", action="append", help="this target alone; may be given more than once")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A trap is to be seen, not to be explained at length.
    os.environ["SWIFT_BACKTRACE"] = "enable=no"
    targets = options.target or subprocess.check_output([options.helper], text=True).split()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="flavor-fuzz-") as scratch, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runner = Runner(options.helper, options.seed, scratch)
        for target in targets:
            began = time.monotonic()
            starts = range(0, options.count, SHARE)
            shares = [(target, start, min(start + SHARE, options.count)) for start in starts]
            reports = [report for reports in pool.map(runner.run, shares) for report in reports]
            failed += len(reports)
            print(f"{target}: {options.count} inputs in {time.monotonic() - began:.0f} seconds, {len(reports)} failures", flush=True)
            for report in reports:
                print(f"  {report}")
    if failed:
        print(f"again: {options.helper} TARGET {options.seed} NUMBER NUMBER+1")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
