"""Compiles rules into the character maps of the Precompiled normalizer, as SentencePiece writes them."""
import struct

BLOCK = 256


def charsmap(rules):
    """The bytes of a map of pairs of a text and its replacement.

    Every node's children have a block of the double array to themselves, and values of nodes without children share blocks.
    """
    replacements, places, root = bytearray(), {}, {}
    for text, new in rules:
        if new not in places:
            places[new] = len(replacements)
            replacements += new.encode() + b"\0"
        node = root
        for byte in text.encode():
            node = node.setdefault(byte, {})
        node[None] = places[new]
    units, waiting, end, leaf = {}, [(root, 0, 0)], 0, 0
    while waiting:
        node, place, label = waiting.pop()
        if set(node) == {None} and leaf % BLOCK:
            base, leaf = leaf, leaf + 1
        else:
            base, end = end, end + BLOCK
            if set(node) == {None}:
                leaf = base + 1
        units[place] = (place ^ base) << 10 | (None in node) << 8 | label
        for byte, child in node.items():
            if byte is None:
                units[base] = child | 1 << 31
            else:
                waiting.append((child, base ^ byte, byte))
    trie = bytearray(4 * end)
    for place, unit in units.items():
        struct.pack_into("<I", trie, 4 * place, unit)
    return struct.pack("<I", len(trie)) + bytes(trie) + bytes(replacements)
