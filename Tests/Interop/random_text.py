"""Random texts: all scripts, emoji sequences, control characters, combining marks, code."""

POOLS = [
    "abcABCxyz", "aab", "ab c", "  \t\n\r\r\n\u00a0\u3000\u2028\u0085\u200b", "'sStTrReEvVmMlLdD'", "0123456789", "٣४Ⅷ²½१３",
    "!?.,;:-_/\\()[]{}<>|~`@#$%^&*+=\"'", "éßſ\u212aÅçñẞﬁﬀﬆİıÀ", "ДжЖщёЄї", "ΣςάΑ", "中文字漢龥々〇ひカーｶﾞ。，、「」！～𠀀", "한글ᄒ\u1161\u11ab", "العربيةٌשׁלום",
    "क्षिि์ไทยาা", "👍🏽👩‍💻🇪🇸❤️🏳️‍🌈1️⃣", "\u0301\u0323\u20dd\u0308\u0327", "\u200d\u00ad\ufeff\u0000\u007f\u001b\ue000\U000e0041\ufffd", "ǅʰªºᵃℵ™℃①",
    "\ud7a3\uffff\U0010ffff\u0378", "      ", "\n\n", "▁ĠĊ▁", "``''--##", "aaaaaabbbb",
]
ENDINGS = ["'s", "'S we'LL", "I'm", "  x", "\n\n y", " 12345 ", "don't", "n't .", " , ", "<s>", "x = f(a[1]);\n\treturn"]


def random_text(chance):
    if chance.random() < 0.15:
        bound = chance.choice([0x80, 0x800, 0x10000, 0x110000])
        found = (chance.randrange(bound) for _ in range(chance.randrange(10)))
        return "".join(chr(c) for c in found if not 0xD800 <= c < 0xE000)
    pools = chance.choices(POOLS, k=chance.randrange(1, 4))
    text = "".join(chance.choice(chance.choice(pools)) for _ in range(chance.randrange(chance.choice([4, 12, 40]))))
    return text + chance.choice(ENDINGS) if chance.random() < 0.3 else text
