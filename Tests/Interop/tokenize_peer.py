"""The real tokenizers library at work: for each line read, the seconds of the fastest of some rounds.

usage: tokenize_peer.py DOCUMENTS_JSON

A line is `WORK FILE ROUNDS THREADS`: WORK is `ids` (encode to ids alone), `offsets` (encode with offsets) or `decode`, FILE a
tokenizer.json, THREADS 1 or `all`.
"""
import json, os, sys, time
from tokenizers import Tokenizer

documents = json.load(open(sys.argv[1], encoding="utf-8"))
tokenizers, ids = {}, {}
for line in sys.stdin:
    work, file, rounds, threads = line.split()
    os.environ["TOKENIZERS_PARALLELISM"] = "false" if threads == "1" else "true"
    if file not in tokenizers:
        tokenizers[file] = Tokenizer.from_file(file)
        ids[file] = [e.ids for e in tokenizers[file].encode_batch_fast(documents)]
    tokenizer, best = tokenizers[file], float("inf")
    for _ in range(int(rounds)):
        start = time.perf_counter()
        if work == "ids":
            result = tokenizer.encode_batch_fast(documents)
        elif work == "offsets":
            result = tokenizer.encode_batch(documents)
        else:
            result = tokenizer.decode_batch(ids[file], skip_special_tokens=False)
        best = min(best, time.perf_counter() - start)
        assert len(result) == len(documents)
    print(best, flush=True)
