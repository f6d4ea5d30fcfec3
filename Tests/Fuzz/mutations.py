"""Ways to damage a model folder. Each takes a random generator and the folder, and says what it did."""
import json, os, re, struct

NUMBERS = [
    "0", "-1", "1", "2", "3", "7", "127", "128", "255", "256", "65535", "65536", "2147483647", "2147483648", "-2147483648",
    "4294967295", "4294967296", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "18446744073709551615", "18446744073709551616", "1" + "0" * 40, "0.5", "-0.0", "1e-320", "1e308", "1e999", "-1e999",
    "NaN", "Infinity", "-Infinity",
]
VALUES = [
    None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63 - 1, -(2**63), 2**64, 10**40, 0.5, -1.5, 1e308, float("inf"), float("nan"),
    "", "a", "\0", "../../../../etc/passwd", "/etc/passwd", ".", "\ud7ff", "😀" * 50, "x" * 70000, [], {}, [[]], [0], [-1, -1], {"a": 1},
    [2**62, 4, 2**40], ["a"] * 1000, "BF16", "F32", "I16", "F8_E4M3",
]
YAML_VALUES = [
    "~", "''", "!!binary aGVsbG8=", "!!python/object:os.system x", "&a [*a]", "*nobody", "{a: b, a: c}", "[1, [2, [3]]]", "'../..'",
    "/etc", "0x7fffffffffffffff", "1:60:99", "2001-01-01", ".inf", "|\n  text", "? x", "- x", "\t", "%YAML 9.9", "---", "...", "\"\\x00\"",
]


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    # The file may be a hard link to the original.
    os.remove(path)
    with open(path, "wb") as file:
        file.write(data)


def pick(rng, folder, kinds=None):
    """A file of the folder; the small ones that are read as text come up more often than their number."""
    files = sorted(os.path.relpath(os.path.join(base, name), folder) for base, _, names in os.walk(folder) for name in names)
    files = [name for name in files if not kinds or name.endswith(kinds)]
    # An earlier damage may have put a pipe or a link there.
    files = [name for name in files if os.path.isfile(os.path.join(folder, name)) and not os.path.islink(os.path.join(folder, name))]
    weights = [0.3 if name.endswith((".txt", "conda.yaml", "python_env.yaml")) else 3 for name in files]
    name = rng.choices(files, weights)[0]
    return name, os.path.join(folder, name)


def place(rng, data):
    """An offset, as often in the first bytes as anywhere."""
    return rng.randrange(min(len(data), rng.choice([16, 300, 3000, len(data)])) or 1) if data else 0


def flip(rng, folder):
    name, path = pick(rng, folder)
    data = bytearray(read(path))
    for _ in range(rng.choice([1, 1, 2, 8])):
        if data:
            data[place(rng, data)] ^= 1 << rng.randrange(8)
    write(path, data)
    return f"bits flipped in {name}"


def truncate(rng, folder):
    name, path = pick(rng, folder)
    data = read(path)
    size = place(rng, data) if rng.random() < 0.7 else max(0, len(data) - rng.randrange(1, 64))
    write(path, data[:size])
    return f"{name} cut to {size} bytes"


def splice(rng, folder):
    name, path = pick(rng, folder)
    data = read(path)
    at = place(rng, data)
    piece = rng.choice([
        bytes(rng.randrange(256) for _ in range(rng.choice([1, 4, 100]))), b"\0" * 8, b"\xff\xfe", b"\xed\xa0\x80", b"{" * 200, b"[" * 5000,
        b'"', b"\\u0000", b"\\ud800", b"\n", b"\r\n", b"\t", b"#", data[at:at + 1000], b"9" * 5000, b"\xef\xbb\xbf", b"," * 50,
    ])
    write(path, data[:at] + piece + data[at + rng.choice([0, len(piece)]):])
    return f"{len(piece)} bytes put into {name} at {at}"


def number(rng, folder):
    name, path = pick(rng, folder, (".json", "MLmodel"))
    data = read(path).decode()
    found = list(re.finditer(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", data))
    if not found:
        return f"no number in {name}"
    match, new = rng.choice(found), rng.choice(NUMBERS)
    write(path, (data[:match.start()] + new + data[match.end():]).encode())
    return f"{match.group()} at {match.start()} of {name} became {new}"


def nodes(value, path=()):
    """Every place in a document, as the path to it, but only some members of long lists and maps."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for index, (key, member) in enumerate(members):
        if index < 60 or index % 211 == 0:
            yield from nodes(member, path + (key,))


def edit(rng, document):
    """Changes one place of a document and says which."""
    places = [path for path in nodes(document) if path]
    if not places:
        return [], "replaced"
    # Depth first, so that the many members of a vocabulary do not drown the few of the settings.
    depth = rng.choice(sorted({len(path) for path in places}))
    path = rng.choice([path for path in places if len(path) == depth])
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    key, kind = path[-1], rng.choice(["remove", "value", "value", "value", "deep", "wrap", "repeat"])
    if kind == "remove":
        del parent[key]
    elif kind == "value":
        parent[key] = rng.choice(VALUES)
    elif kind == "deep":
        for _ in range(rng.choice([3, 127, 130, 900])):
            parent[key] = rng.choice([[parent[key]], {"a": parent[key]}])
    elif kind == "wrap":
        parent[key] = [parent[key]]
    elif isinstance(parent[key], list):
        parent[key] = parent[key] * 3
    else:
        parent[key] = str(parent[key])
    return document, f"{kind} at {'.'.join(map(str, path))}"


def json_edit(rng, folder):
    name, path = pick(rng, folder, ".json")
    document, what = edit(rng, json.loads(read(path)))
    write(path, json.dumps(document, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass"))
    return f"{name}: {what}"


def header_edit(rng, folder):
    name, path = pick(rng, folder, ".safetensors")
    data = read(path)
    size = struct.unpack("<Q", data[:8])[0]
    header, what = edit(rng, json.loads(data[8:8 + size]))
    text = json.dumps(header).encode("utf-8", "surrogatepass")
    write(path, struct.pack("<Q", len(text)) + text + data[8 + size:])
    return f"header of {name}: {what}"


def header_length(rng, folder):
    name, path = pick(rng, folder, ".safetensors")
    data = read(path)
    size = struct.unpack("<Q", data[:8])[0]
    new = rng.choice([0, 1, 7, size - 1, size + 1, size + 8, len(data), len(data) - 8, 10**8, 2**31, 2**32, 2**62, 2**63 - 1, 2**63, 2**64 - 8, 2**64 - 1])
    write(path, struct.pack("<Q", new) + data[8:])
    return f"header length of {name} became {new}"


def line_edit(rng, folder):
    name, path = pick(rng, folder, ("MLmodel", ".yaml", ".txt"))
    lines = read(path).decode().split("\n")
    at, kind = rng.randrange(len(lines)), rng.choice(["remove", "repeat", "indent", "value", "value", "swap", "insert"])
    if kind == "remove":
        del lines[at]
    elif kind == "repeat":
        lines[at:at] = [lines[at]] * rng.choice([1, 2, 2000])
    elif kind == "indent":
        lines[at] = rng.choice(["", " ", "  ", "\t", " " * 300]) + lines[at].lstrip()
    elif kind == "value":
        lines[at] = lines[at].split(":")[0] + ": " + rng.choice(YAML_VALUES)
    elif kind == "swap":
        other = rng.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines.insert(at, rng.choice(YAML_VALUES))
    write(path, "\n".join(lines).encode())
    return f"{kind} at line {at + 1} of {name}"


def swap(rng, folder):
    (first, one), (second, two) = pick(rng, folder), pick(rng, folder)
    data = read(one), read(two)
    write(one, data[1])
    write(two, data[0])
    return f"{first} and {second} changed places"


def displace(rng, folder):
    name, path = pick(rng, folder)
    kind = rng.choice(["removed", "empty", "a folder", "a pipe", "a link to itself", "a link to nothing", "a link to /dev/zero", "doubled", "NULs"])
    data = read(path)
    os.remove(path)
    if kind == "a folder":
        os.mkdir(path)
    elif kind == "a pipe":
        os.mkfifo(path)
    elif kind.startswith("a link"):
        os.symlink({"a link to itself": os.path.basename(path), "a link to nothing": "nothing"}.get(kind, "/dev/zero"), path)
    elif kind != "removed":
        with open(path, "wb") as file:
            file.write({"empty": b"", "doubled": data * 2, "NULs": bytes(len(data))}[kind])
    return f"{name}: {kind}"


ALL = [flip, flip, truncate, splice, number, number, json_edit, json_edit, json_edit, header_edit, header_edit, header_length, line_edit, swap, displace]
