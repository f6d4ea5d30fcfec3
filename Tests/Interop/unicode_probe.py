"""What Hugging Face's tokenizers library takes every Unicode scalar for, found by asking it.

Its answers come from crates of several ages (normalization and combining marks of Unicode 9, lowercase and whitespace of the
compiler's Rust, regular expressions of Oniguruma and of the regex crate), so no one version of the Unicode data has them all.
"""
from tokenizers import Regex, normalizers, pre_tokenizers
import unicodedata

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
EVERY = "".join(map(chr, SCALARS))
CATEGORIES = ("Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn").split()
HANGUL = range(0xAC00, 0xD7A4)


def kept(pre_tokenizer):
    """The scalars that a pre-tokenizer leaves in its pieces when every scalar is in the text."""
    found = set()
    for _, (start, end) in pre_tokenizer.pre_tokenize_str(EVERY):
        found.update(SCALARS[start:end])
    return found


def matched(pattern):
    """The scalars that a class of Oniguruma, which Split uses, matches."""
    everything = set(SCALARS)
    return everything - kept(pre_tokenizers.Split(Regex(pattern + "+"), "removed"))


def changed(normalizer):
    """What a normalizer makes of the scalars that it changes."""
    pairs = ((c, normalizer.normalize_str(chr(c))) for c in SCALARS)
    return {c: text for c, text in pairs if text != chr(c)}


def bert(**options):
    return normalizers.BertNormalizer(**dict(dict.fromkeys(
        ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase"), False), **options))


def regex_word():
    """What the regex crate's `\\w` matches: in `Whitespace`, such a scalar between two letters does not split them."""
    text = "".join(f"a{chr(c)}a " for c in SCALARS)
    starts = {start for _, (start, end) in pre_tokenizers.Whitespace().pre_tokenize_str(text) if end - start == 3}
    return {c for i, c in enumerate(SCALARS) if 4 * i in starts}


def numeric():
    """What `Digits` takes for numeric: such a scalar stays with the digit before it."""
    text = "".join(f"1{chr(c)}a" for c in SCALARS)
    starts = {start for _, (start, end) in pre_tokenizers.Digits().pre_tokenize_str(text) if end - start == 2}
    return {c for i, c in enumerate(SCALARS) if 3 * i in starts}


def classes():
    """The classes, by name, as sets of scalars."""
    everything = set(SCALARS)
    cleaned = changed(bert(clean_text=True))
    spaces = everything - kept(pre_tokenizers.WhitespaceSplit())
    nfd = changed(normalizers.NFD())
    found = {name: matched(r"\p{%s}" % name) for name in CATEGORIES if name != "Cs"}
    found["Cs"] = set()
    found |= {
        "whitespace": spaces,
        "numeric": numeric(),
        "punctuation": everything - kept(pre_tokenizers.Punctuation("removed")),
        # NUL and the replacement character go too, of which only the first is a control character.
        "control": {c for c, text in cleaned.items() if text == "" and c != 0xFFFD},
        "nonspacingMark": {c for c, text in changed(bert(strip_accents=True)).items() if text == "" and c not in nfd},
        "combiningMark": {c for c, text in changed(normalizers.StripAccents()).items() if text == ""},
        "regexWord": regex_word(),
        "word": matched(r"\w"),
        "han": matched(r"\p{Han}"),
        "chineseCharacter": set(changed(bert(handle_chinese_chars=True))),
    }
    return found


def check_classes(found):
    """Makes sure of what the tables leave out because it follows from the rest."""
    categories = [found[name] for name in CATEGORIES]
    assert sum(map(len, categories)) == len(SCALARS) and set().union(*categories) == set(SCALARS)
    assert matched(r"\s") == found["whitespace"] and matched(r"\d") == found["Nd"]
    for letter in "LMNPSZ":
        assert matched(r"\p{%s}" % letter) == set().union(*(found[n] for n in CATEGORIES if n[0] == letter)), letter
    assert set(SCALARS) - kept(pre_tokenizers.Whitespace()) == found["whitespace"]
    spaced = {c for c, text in changed(bert(clean_text=True)).items() if text == " "}
    assert spaced == found["whitespace"] - found["control"] - {0x20}


def combining_classes():
    """The canonical combining classes other than 0, found by which marks change places with which."""
    normalize = normalizers.NFD().normalize_str
    nfd = changed(normalizers.NFD())

    def precedes(first, second):
        return first != second and normalize(second + first) == first + second

    def moves(mark):
        # U+0334 has the lowest class, U+0345 the highest.
        return precedes("\u0334", mark) or precedes(mark, "\u0345")

    marks = {}
    for mark in map(chr, SCALARS):
        # Many marks are of later versions than the peer knows.
        if unicodedata.combining(mark) and moves(mark):
            marks.setdefault(unicodedata.combining(mark), mark)
    found = {}
    for c in SCALARS:
        mark = chr(c)
        if c in nfd or not moves(mark):
            continue
        equal = [v for v, other in marks.items() if not precedes(other, mark) and not precedes(mark, other)]
        assert len(equal) == 1, hex(c)
        found[c] = equal[0]
    return found


def decompositions():
    """The full decompositions, canonical and compatible, of all but Hangul syllables."""
    found = []
    for normalizer in (normalizers.NFD(), normalizers.NFKD()):
        found.append({c: tuple(map(ord, text)) for c, text in changed(normalizer).items() if c not in HANGUL})
    return found


def compositions(canonical):
    """The pairs that compose, and into what."""
    normalize = normalizers.NFC().normalize_str
    found = {}
    for c, parts in canonical.items():
        if normalize(chr(c)) != chr(c):
            continue
        first = normalize("".join(map(chr, parts[:-1])))
        assert len(first) == 1 and normalize(first + chr(parts[-1])) == chr(c), hex(c)
        found[(ord(first), parts[-1])] = c
    return found


def scripts():
    """The scripts of `UnicodeScripts` as numbers in the order of their first scalars; 0 is the one that never splits."""
    split = pre_tokenizers.UnicodeScripts().pre_tokenize_str

    def joins(before, after):
        text = "".join(f"{before}{chr(c)}{after}" for c in SCALARS)
        starts = {start for _, (start, _) in split(text)}
        return {c for i, c in enumerate(SCALARS) if 3 * i + 1 not in starts}

    anything = joins("a", "α") & joins("α", "a")
    found, representatives = dict.fromkeys(anything, 0), []
    last, number = None, 0
    for c in SCALARS:
        if c in anything:
            continue
        if last is None or len(split(chr(last) + chr(c))) == 2:
            same = [i for i, other in enumerate(representatives) if len(split(other + chr(c))) == 1]
            if not same:
                representatives.append(chr(c))
                same = [len(representatives) - 1]
            number = same[0] + 1
        found[c], last = number, c
    return found
