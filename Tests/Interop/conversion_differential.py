"""Builds models with ours and with the real builder, and runs both with the real runtimes beside transformers."""
import argparse, json, os, shutil, subprocess, sys, tempfile, time
import numpy as np
import onnx, onnxruntime, torch, transformers
import onnxruntime_genai as og
import conversion_models as models
from command import EXAMPLE, ROOT
from safetensors.torch import load_file

torch.set_num_threads(2)
transformers.utils.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()
failures = []


def check(holds, what):
    print(("ok    " if holds else "FAILS ") + what, flush=True)
    if not holds:
        failures.append(what)


def build(kind, source, folder):
    done = subprocess.run([options.helper, kind, source, folder], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def build_real(source, folder, precision):
    words = ["-m", "x", "-i", source, "-o", folder, "-p", precision, "-e", "cpu", "-c", folder + ".cache", "--extra_options", "windowed_kv_cache=false"]
    done = subprocess.run([sys.executable, "-m", "onnxruntime_genai.models.builder", *words], capture_output=True, text=True)
    return done.returncode == 0


def generate(folder, ids, count):
    """The real runtime's greedy tokens with the logits of each."""
    model = og.Model(folder)
    parameters = og.GeneratorParams(model)
    parameters.set_search_options(max_length=len(ids) + count, do_sample=False)
    generator = og.Generator(model, parameters)
    generator.append_tokens(np.array(ids, dtype=np.int32))
    tokens, logits = [], []
    while not generator.is_done() and len(tokens) < count:
        logits.append(np.array(generator.get_logits()).reshape(-1).astype(np.float32))
        generator.generate_next_token()
        tokens.append(int(generator.get_next_tokens()[0]))
    return tokens, logits


def checked(folder):
    try:
        onnx.checker.check_model(os.path.join(folder, "model.onnx"), full_check=True)
        return True
    except Exception as error:
        print(error)
        return False


def initializers(folder):
    return {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in onnx.load(os.path.join(folder, "model.onnx")).graph.initializer}


def differing(ours, real):
    """The initializers of the real builder's graph that ours has not, bit for bit; tables of angles may differ in the last place."""
    found, expected = initializers(ours), initializers(real)
    def same(name):
        a, b = found.get(name), expected[name]
        if a is None or a.shape != b.shape or a.dtype != b.dtype:
            return False
        return np.abs(a - b).max() <= 2e-5 if name.endswith("_cache") else a.tobytes() == b.tobytes()
    return [name for name in expected if not same(name)]


def golden(scratch):
    """The example model: the ids of every golden prompt, and the bits of every weight."""
    for precision in ("fp32", "int4"):
        real = os.path.join(ROOT, f"Tests/Fixtures/models/onnx/tiny-phi3-capitals-{precision}-cpu")
        ours = os.path.join(scratch, f"example-{precision}")
        build(precision, EXAMPLE, ours)
        check(checked(ours), f"example {precision}: onnx.checker accepts the graph")
        check(not differing(ours, real), f"example {precision}: every weight has the real builder's bits")
        cases = json.load(open(os.path.join(real, "golden.json")))["cases"]
        equal = [generate(ours, case["input_ids"], len(case["generated_ids"]))[0] == case["generated_ids"] for case in cases]
        check(all(equal), f"example {precision}: {sum(equal)} of {len(cases)} golden prompts give the same ids")
    answers(scratch, "example", EXAMPLE, os.path.join(scratch, "example-fp32"), "fp32", lengths=(20, 254, 255, 256, 300))


def expected_logits(model, ids, steps):
    """transformers' logits of each step; those of longrope depend on the length, so each step is run by itself where they change."""
    with torch.no_grad():
        threshold = getattr(model.config, "original_max_position_embeddings", None) or 1 << 30
        if len(ids) <= threshold < len(ids) + len(steps) and model.config.model_type == "phi3":
            steps = steps[:threshold - len(ids)]
        if not steps:
            steps = [0]
        full = model(torch.tensor([ids + steps[:-1]]), use_cache=False).logits[0]
        return full[len(ids) - 1:].numpy()


def answers(scratch, name, source, folder, precision, lengths):
    model = transformers.AutoModelForCausalLM.from_pretrained(source, dtype=torch.float32, attn_implementation="eager").eval()
    worst, scale = 0, 0
    for length in lengths:
        ids = np.random.default_rng(length).integers(3, model.config.vocab_size, length).tolist()
        tokens, logits = generate(folder, ids, 12)
        expected = expected_logits(model, ids, tokens)
        for found, wanted in zip(logits, expected):
            worst, scale = max(worst, float(np.abs(found - wanted).max())), max(scale, float(np.abs(wanted).max()))
    tolerance = 1e-3 if precision == "fp32" else 0.02 * scale
    check(worst <= tolerance, f"{name} {precision}: logits within {worst:.2g} of transformers (of {scale:.2g}), beyond windows too")


def random_decoders(scratch):
    for name, family, configuration in models.decoders():
        source = os.path.join(scratch, name)
        models.save(family(configuration), source, torch.bfloat16)
        for precision in ("fp32", "fp16", "int4"):
            ours = f"{source}-{precision}"
            try:
                build(precision, source, ours)
            except RuntimeError as error:
                check(name == "gemma2" and precision == "fp16", f"{name} {precision}: {error}")
                continue
            check(checked(ours), f"{name} {precision}: onnx.checker accepts the graph")
            if precision != "int4":
                answers(scratch, name, source, ours, precision, lengths=(3, 7, 8, 9, 13, 30, 60, 150))
            real = f"{source}-{precision}-real"
            if precision == "int4" and not os.path.exists(f"{source}-older"):
                models.for_real_builder(source, f"{source}-older")
            if precision == "int4" and build_real(f"{source}-older", real, precision):
                # The real builder adds 1 to Gemma's norms in bfloat16, and scales no linear angles.
                known = [n for n in differing(ours, real) if not ("norm" in n and name == "gemma2") and not ("_cache" in n and name == "llama-linear")]
                check(not known, f"{name} int4: every weight has the real builder's bits {known}")
            back = f"{ours}-back"
            build("huggingface", ours, back)
            stored, restored = load_file(f"{source}/model.safetensors"), load_file(f"{back}/model.safetensors")
            check(stored.keys() == restored.keys(), f"{name} {precision}: the same tensors come back")
            if precision == "fp32":
                same = all(stored[n].dtype == restored[n].dtype and torch.equal(stored[n], restored[n]) for n in stored)
                check(same, f"{name} fp32: they come back bit for bit")
            if precision == "int4":
                # A block's step is its greatest weight / 8; the last step is cut where the greatest weight is positive.
                step = max(float((stored[n].float() - restored[n]).abs().max() / stored[n].float().abs().max()) for n in stored)
                check(step <= 1 / 8, f"{name} int4: they come back within {step:.3f} of the greatest weight, a step being 1/8")


def random_encoders(scratch):
    for number, (family, configuration) in enumerate(models.encoders()):
        source = os.path.join(scratch, f"encoder-{number}")
        ours = f"{source}-onnx"
        models.save(family(configuration), source, torch.bfloat16, tokenizer=False)
        build("encoder", source, ours)
        check(checked(ours), f"{family.__name__}: onnx.checker accepts the graph")
        model = family.from_pretrained(source, dtype=torch.float32, attn_implementation="eager").eval()
        ids = np.random.default_rng(number).integers(5, 200, (3, 17))
        mask = np.ones_like(ids)
        for row, length in enumerate((17, 9, 4)):
            mask[row, length:], ids[row, length:] = 0, configuration.pad_token_id
        inputs = {"input_ids": ids, "attention_mask": mask}
        session = onnxruntime.InferenceSession(f"{ours}/model.onnx")
        if any(value.name == "token_type_ids" for value in session.get_inputs()):
            types = np.arange(17) > (8 if configuration.type_vocab_size > 1 else 17)
            inputs["token_type_ids"] = np.broadcast_to(types.astype(np.int64), ids.shape).copy()
        with torch.no_grad():
            expected = model(**{name: torch.from_numpy(value) for name, value in inputs.items()})
        for value, found in zip(session.get_outputs(), session.run(None, inputs)):
            distance = np.abs(found - expected[value.name].numpy())
            distance = float(distance[mask == 1].max() if distance.ndim == 3 else distance.max())
            check(distance <= 1e-4, f"{family.__name__}: {value.name} within {distance:.2g} of transformers")


def speed(scratch):
    """Half a billion weights: both builders, and a copy of what ours wrote, each brought to the disk, in turns."""
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)
    configuration = transformers.Phi3Config(vocab_size=32064, hidden_size=1536, intermediate_size=4096, num_hidden_layers=14, num_attention_heads=16,
                                            num_key_value_heads=16, max_position_embeddings=4096, original_max_position_embeddings=4096, bos_token_id=1,
                                            eos_token_id=2, pad_token_id=0, sliding_window=None, tie_word_embeddings=False)
    source = os.path.join(scratch, "large")
    model = transformers.Phi3ForCausalLM(configuration)
    model.save_pretrained(source)
    del model
    torch.set_default_dtype(torch.float32)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(os.path.join(EXAMPLE, name), source)

    def timed(words, folder):
        shutil.rmtree(folder, ignore_errors=True)
        os.sync()
        start = time.time()
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        os.sync()
        seconds = time.time() - start
        # Ours tells its VmHWM; what the system tells of a child begins with what this process had in use.
        kilobytes = int(output.split()[0]) if words[0] == options.helper else usage.ru_maxrss
        return seconds, kilobytes / 1e6, status

    best = {}
    for _ in range(3):
        for precision in ("int4", "fp32"):
            ours, real, copy = (f"{source}-{precision}-{kind}" for kind in ("ours", "real", "copy"))
            runs = {"ours": ([options.helper, precision, source, ours], ours), "copy": (["cp", "-r", ours, copy], copy)}
            if precision == "int4":
                builder = [sys.executable, "-m", "onnxruntime_genai.models.builder", "-m", "x", "-i", source, "-o", real, "-p", precision, "-e", "cpu", "-c",
                           f"{scratch}/cache"]
                runs["real"] = (builder, real)
            for kind, (words, folder) in runs.items():
                seconds, gigabytes, status = timed(words, folder)
                print(f"{precision} {kind}: {seconds:.2f} s, {gigabytes:.3f} GB, status {status}", flush=True)
                key = (precision, kind)
                best[key] = min(best.get(key, (1e9, 1e9)), (seconds, gigabytes))
    faster = best["int4", "real"][0] / best["int4", "ours"][0]
    check(faster >= 10, f"int4 is {faster:.1f} times as fast as the real builder")
    smaller = best["int4", "real"][1] / best["int4", "ours"][1]
    check(smaller >= 10, f"int4 takes 1/{smaller:.0f} of its memory")
    slower = best["fp32", "ours"][0] / best["fp32", "copy"][0]
    check(slower <= 1.3, f"fp32 takes {slower:.2f} of the time of a copy")


parser = argparse.ArgumentParser()
parser.add_argument("--helper", default=os.path.join(ROOT, ".build/release/ModelBuilderHelper"))
parser.add_argument("--speed", action="store_true")
options = parser.parse_args()
with tempfile.TemporaryDirectory() as scratch:
    golden(scratch)
    random_decoders(scratch)
    random_encoders(scratch)
    if options.speed:
        speed(scratch)
print(f"{len(failures)} failures" if failures else "all agree")
sys.exit(1 if failures else 0)
