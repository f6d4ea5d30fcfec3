"""Regular expressions of published tokenizers, and odd ones."""

CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
UPPER, LOWER = r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", r"\p{Ll}\p{Lm}\p{Lo}\p{M}"
REST = r"\s*[\r\n]+|\s+(?!\S)|\s+"
PUNCTUATION = r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""


def cased(upper, lower, ending, numbers, tail, first=""):
    word = r"[^\r\n\p{L}\p{N}]?"
    return (f"{first}{word}[{upper}]*[{lower}]+{ending}|{word}[{upper}]+[{lower}]*{ending}|{numbers}"
            rf"| ?[^\s\p{{L}}\p{{N}}]+[\r\n{tail}]*|{REST}")


def lines(numbers, letters=r"\p{L}", others=r"\p{L}\p{N}"):
    return rf"{CONTRACTIONS}|[^\r\n\p{{L}}\p{{N}}]?{letters}+|{numbers}| ?[^\s{others}]+[\r\n]*|{REST}"


FAMILIES = {
    "gpt2": r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    "llama3": lines(r"\p{N}{1,3}"),
    "qwen2": lines(r"\p{N}"),
    "qwen3.5": lines(r"\p{N}", r"[\p{L}\p{M}]", r"\p{L}\p{M}\p{N}"),
    "minicpm": lines(r"\p{N}+"),
    "o200k": cased(UPPER, LOWER, CONTRACTIONS + "?", r"\p{N}{1,3}", "/"),
    "tekken": cased(UPPER, LOWER, "", r"\p{N}", "/"),
    "kimi": cased(UPPER + r"&&[^\p{Han}]", LOWER + r"&&[^\p{Han}]", CONTRACTIONS + "?", r"\p{N}{1,3}", "", r"[\p{Han}]+|"),
    "llada": r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+",
    "cl100k": r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
    "seed": f"{CONTRACTIONS}|[^\r\n\\p{{L}}\\p{{N}}]?\\p{{L}}+|\\p{{N}}{{1}}| ?[^\\s\\p{{L}}\\p{{N}}\r\n]+|\\s*[\r\n]+|\\s+(?!\\S)|\\s+",
    "deepseek-v3": PUNCTUATION + "[A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+",
    "deepseek-v3 ideographs": "[一-龥぀-ゟ゠-ヿ]+",
    "deepseek-v3 numbers": r"\p{N}{1,3}",
    "deepseek-coder lines": "[\r\n]",
    "deepseek-coder letters": r"\s?\p{L}+",
    "deepseek-coder latin": "\\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯ\u0370-\u0373Ά\u0388-\u038aΎ-ΡΣ-ϵϷ-ҁҊ-ԯ\u10a0-\u10c5Ḁ-ἕ\ufb00-\ufb06Ａ-Ｚａ-ｚ𐐀-𐑏]+",
    "deepseek-coder punctuation": r"\s?\p{P}+",
    "deepseek-coder ascii punctuation": r"\s?[!-/:-~！-／：-～‘-‟　-。]+",
    "deepseek-coder end": r"\s+$",
    "deepseek-coder ideographs": "[一-龥ࠀ-一가-\ud7ff]+",
    "spark": PUNCTUATION + "[A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+|[\r\n]|\\s+(?!\\S)|\\s+",
    "clip": r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+",
    "bloom": r" ?[^(\s|[.,!?…。，、।۔،])]+",
    "laguna": r"(?:\r?\n)+(?!\r?\n)",
    "command": r"\d{1,3}(?=(?:\d{3})*\b)",
    "falcon": "[0-9][0-9][0-9]",
    "surya": ".",
    "space": " ",
    "spaces": " {2,}",
    "white space": r"\s+",
    "barthez": r"\s{2,}|[\n\r\t]",
    "seamless": r"^▁+$",
    "seamless spaces": " +▁",
    "words": r"\w+|[^\w\s]+",
}

# What the peer's engine has and published tokenizers have not, each at least once.
ODD = r"""
a{2}? | \p{N}{1,3}+ | a{2,3}? | a(?i)b|c | (?m)a.b | (?m:.+) | ^b$ | ^ | $ | \A | \z | \Z | \s*$ | \N+ | \O | \R | \n+$ | \n\Z
\n*\Z | ^\n | a?$ | (?<=\n)$ | ^a? | [\W]+ | [\w²]+ | [[:graph:]]+ | [[:print:]]+ | [[:punct:]]+ | [[:space:][:digit:]]+ | [[:^word:]]+
[[:ascii:]]+ | [[:blank:]]+ | [[:cntrl:]]+ | [[:xdigit:]]+ | (?i:ss) | (?i:ffi|st|fl) | (?i:fffi) | (?i:ssst) | (?i:k)+ | (?i)[a-z]+
(?i)[^a-z]+ | []a]+ | [a-]+ | [-a]+ | a{,2} | { | a{ | a{b} | \h+ | a++b | a?+a | a*+ | a** | a+*b | (?:a?)* | (?:a*)*b | (?:a|b?)*c
(?:|a)* | (?:a??)*?b | \p{letter}+ | \p{^L}+ | \P{^L}+ | \P{Lu}+ | (?<=a)b | (?<!a+)b | (?<=a|bc)d | (?<!\s)[ab] | (?>a+)b | (?>a|ab)c
a||b | x* | \b | \B | \b\w+\b | (?=b) | (?!a)\w | [a-c&&b-d]+ | [^\s&&[^a]]+ | [\w&&[^\d]]+ | (?x) a b # c | [\d\-a]+ | \u00e9+ | \x{e9}+
\07 | [^\n-\r]+ | \p{Any}+ | (?:a|b)++c | (?i:[a-d])+ | (?<n>a)(b) | \G. | \G\w | [\b] | \e | (?:ab|a)(?:bc|c)? | (?:a+b)?a+
(?:a{2}){1,2}b? | \d+(?=\D) | (?=\s)|(?<=\s) | (?:\s|a)*?b | [^a]{2,3} | [^a]{2,3}? | \w{2,}? | \s+(?!\S) | (?:(?:a|b)*c)* | (?>(?:a|ab)*)c
(?!) | a|(?:) | (?:^|\s)\w | \w(?:$|\s) | (?<=^)\w | (?<=\b)\w | [\s\S] | [^\s\S] | .{2} | \p{Lu}\p{Ll}*|\d | (?:\r\n|\r|\n)+ | [ \t]+(?=\n)
(?i:the|a)\b | (?-i:a) | (?i)a(?-i)b | (?i:a(?-i:b)) | a(?#x)b | [[a-c]d]+ | \.\.\.|[.,!?;] | (?:[^\W\d_]|')+ | [\x{1F600}-\x{1F64F}]
\p{Mn}|\p{So} | (a|b|c|ab)+?c | \s*+a | (?<![\w])\d | [+--]+ | \-+ | \/ | [.\]]+ | \p{Zs}+ | \p{P}\p{S}* | [^\p{L}] | [\P{L}]+
(?:x|y)|z{0}a | a{0}b? | [ab]{3} | (?:ab){2,} | (?:ab){0,2}?c | (?<=a{2})b | (?<=\n)a|a(?=\n) | [^\n]+|\n+ | \p{Han}+ | \p{Uppercase Letter}+
"""
ODD = [pattern.strip() for line in ODD.strip().splitlines() for pattern in line.split(" | ")] + [""]
