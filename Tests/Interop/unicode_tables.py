#!/usr/bin/env python3
"""Writes the tables of Sources/CUnicodeTables from what the tokenizers library in this environment takes scalars for.

    unicode_tables.py [FOLDER]

The same release of tokenizers gives the same files; requirements.txt pins it.
"""
import pathlib, sys

import tokenizers
from tokenizers import normalizers

import unicode_probe as probe

# The order is that of the bits in ScalarClasses.swift.
FLAGS = ("whitespace numeric punctuation control nonspacingMark combiningMark regexWord word han chineseCharacter").split()
COUNT = 0x110000
SHIFT = 7


def stages(values):
    """A table of blocks, each stored once, and for every block of scalars the number of its values."""
    size = 1 << SHIFT
    blocks, order, numbers = {}, [], []
    for start in range(0, COUNT, size):
        block = tuple(values[start:start + size])
        if block not in blocks:
            blocks[block] = len(blocks)
            order.extend(block)
        numbers.append(blocks[block])
    return numbers, order


def array(type, name, values, form=str):
    lines, line = [], "   "
    for value in values:
        word = f" {form(value)},"
        if len(line) + len(word) > 120:
            lines.append(line)
            line = "   "
        line += word
    lines.append(line)
    body = "\n".join(lines)
    return f"const {type} {name}[{len(values)}] = {{\n{body}\n}};\n"


def staged(name, values):
    numbers, order = stages(values)
    index = "uint8_t" if max(numbers) < 256 else "uint16_t"
    value = "uint8_t" if max(order) < 256 else "uint16_t"
    assert (index, value) == WIDTHS[name], (name, index, value)
    return array(index, f"unicode_{name}_blocks", numbers) + "\n" + array(value, f"unicode_{name}_values", order)


# As the header declares them.
WIDTHS = {
    "class": ("uint16_t", "uint8_t"),
    "lowercase": ("uint8_t", "uint8_t"),
    "script": ("uint8_t", "uint8_t"),
    "normal": ("uint8_t", "uint16_t"),
}


def numbered(values):
    """The distinct values in order of appearance, and for every scalar the number of its value."""
    records = {}
    return [records.setdefault(value, len(records)) for value in values], list(records)


def class_tables():
    found = probe.classes()
    probe.check_classes(found)
    bits = [0] * COUNT
    for place, name in enumerate(list(probe.CATEGORIES) + FLAGS):
        for c in found[name]:
            bits[c] |= 1 << place
    for c in range(0xD800, 0xE000):
        bits[c] = 1 << probe.CATEGORIES.index("Cs")
    numbers, records = numbered(bits)
    assert len(records) <= 64, "ScalarSet.swift keeps a bit for each"
    count = f"const uint32_t unicode_class_record_count = {len(records)};\n"
    return "\n".join([staged("class", numbers), array("uint64_t", "unicode_class_records", records, hex), count])


def lowercase_tables():
    lower = probe.changed(normalizers.Lowercase())
    longer = {c: text for c, text in lower.items() if len(text) > 1}
    assert longer == {0x130: "i\u0307"}, "ScalarCase.swift knows one scalar with a longer lowercase"
    numbers, records = numbered([ord(lower[c][0]) - c if c in lower else 0 for c in range(COUNT)])
    return staged("lowercase", numbers) + "\n" + array("int32_t", "unicode_lowercase_distances", records)


def script_tables():
    found = probe.scripts()
    return staged("script", [found.get(c, 0) for c in range(COUNT)])


def normalization_tables():
    """Records of a header, the canonical and the compatible decomposition, and pairs that begin with the scalar.

    The header comment of CUnicodeTables.h describes them.
    """
    combining = probe.combining_classes()
    canonical, compatible = probe.decompositions()
    pairs = probe.compositions(canonical)
    followers = {}
    for (first, second), composite in sorted(pairs.items()):
        followers.setdefault(first, []).append((second, composite))
    seconds = {second for _, second in pairs} | set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    unstable = [set(probe.changed(n)) for n in (normalizers.NFC(), normalizers.NFKC())]

    def part(c):
        return c | (c in seconds) << 23 | combining.get(c, 0) << 24

    data, offsets, values = [0], {(0,): 0}, []
    for c in range(COUNT):
        parts, wide = canonical.get(c, ()), compatible.get(c, ())
        shared = parts == wide
        follow = followers.get(c, [])
        assert len(parts) < 8 and len(wide) < 32 and len(follow) < 512
        header = combining.get(c, 0) | len(parts) << 8 | len(wide) << 11 | shared << 16 | (c in seconds) << 17
        header |= (c in unstable[0]) << 18 | (c in unstable[1]) << 19 | len(follow) << 20
        if header == 1 << 16:
            header = 0
        record = (header, *map(part, parts), *map(part, () if shared else wide))
        record += tuple(number for pair in follow for number in pair)
        if record not in offsets:
            offsets[record] = len(data)
            data.extend(record)
        values.append(offsets[record])
    return staged("normal", values) + "\n" + array("uint32_t", "unicode_normal_records", data, hex)


def main():
    folder = pathlib.Path(__file__).resolve().parents[2] / "Sources/CUnicodeTables"
    if len(sys.argv) > 1:
        folder = pathlib.Path(sys.argv[1])
    tables = {
        "classes.c": class_tables, "lowercase.c": lowercase_tables, "scripts.c": script_tables,
        "normalization.c": normalization_tables,
    }
    for name, write in tables.items():
        head = f"/* Written by Tests/Interop/unicode_tables.py from tokenizers {tokenizers.__version__}. */\n"
        (folder / name).write_text(f"{head}\n#include \"CUnicodeTables.h\"\n\n{write()}")


if __name__ == "__main__":
    main()
