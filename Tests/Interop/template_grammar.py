"""Random templates, expressions and conversations, of the constructs that chat templates are made of and of those they could be."""

ATOMS = """x n s f t d l e u m ns messages messages[0] messages[-1].content tools nested none true false 0 1 -1 2 3 7 -5 10 255 1.0 0.5 -2.5 1e3 1e16 1e-5 3.14159
123456789012345678901234567890 0x1F 0b101 1_000 '' 'a' 'abc' "it's" 'Hello World' 'ÀÉîß' 'İstanbul' 'ΑΣ ΣΑΣ' '中文字' '😀👍' '  pad  ' 'a,b,,c' '\\n\\tx\\n' '<b>&"q"</b>' '1' '12.5' ' 42 '
'-7' 'nan' '0x1f' '%s' '%d items' '{}' '{0}-{1}' 'ǆ ǅ' 'ﬁne' '٣' 'a\\u0301' 'x' * 3  [] [1,2,3] ['b','a','C'] [3,1,2] [1,'a',none,true,2.5] [[1,2],[3]] ['a','A','b'] [none] (1,) (1,2) () ('a','b') {} {'a':1}
{'b':2,'a':1} {'k':[1,{'z':none}]} {1:'x','y':2.5} {'role':'user','content':'hi'} range(3) range(5,0,-2) range(0) dict(a=1,b='c') namespace(a=1) [{'a':2,'b':'x'},{'a':1,'b':'y'},{'a':2,'b':'z'}]""".replace("'x' * 3 ", "").split()
# Atoms with spaces inside are written apart.
ATOMS += ["'Hello World'", "'  pad  '", "' 42 '", "'%d items'", "'ΑΣ ΣΑΣ'", "'ǆ ǅ'", "'the quick-brown fox (jumps)'", "'a b  c'", "'line one\\nline two\\r\\nthree'"]
ATOMS = [a for a in ATOMS if a.count("'") % 2 == 0 and a.count('"') % 2 == 0 or a == '"it\'s"' or "'<b>" in a]

BINARY = ["+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", ">", "<=", ">=", "in", "not in", "and", "or"]
STRINGS = ["'a'", "'l'", "' '", "''", "'b'", "','", "'He'", "'ab'", "'\\n'", "'x'", "'é'", "'zzz'"]
INTS = ["0", "1", "2", "-1", "3", "5", "-3", "10"]


def methods(r):
    s, i, j = r.choice(STRINGS), r.choice(INTS), r.choice(INTS)
    return r.choice([
        ".upper()", ".lower()", ".title()", ".capitalize()", ".swapcase()", ".casefold()", ".strip()", f".strip({s})", f".lstrip({s})", f".rstrip({s})",
        ".split()", f".split({s})", f".split({s}, {i})", f".split(none, {i})", f".rsplit({s}, {i})", f".rsplit(none, {i})", f".rsplit({s})", f".split(sep={s}, maxsplit={i})",
        ".splitlines()", ".splitlines(true)", f".replace({s}, {r.choice(STRINGS)})", f".replace({s}, {r.choice(STRINGS)}, {i})", f".find({s})", f".find({s}, {i})", f".find({s}, {i}, {j})",
        f".rfind({s})", f".rfind({s}, {i}, {j})", f".index({s})", f".rindex({s})", f".count({s})", f".count({s}, {i})", f".startswith({s})", f".startswith(({s}, 'H'))", f".endswith({s}, {i})",
        f".join({r.choice(ATOMS)})", f".center({i}, '*')", f".center(1{i.strip('-')})", f".ljust(8, '-')", ".rjust(7)", ".zfill(6)", ".isdigit()", ".isalpha()", ".isalnum()", ".isupper()", ".islower()",
        ".istitle()", ".isspace()", ".isnumeric()", ".isdecimal()", ".isidentifier()", ".isascii()", ".isprintable()", f".partition({s})", f".rpartition({s})", f".removeprefix({s})", f".removesuffix({s})",
        ".expandtabs(4)", f".format({r.choice(ATOMS)}, {i})", ".format_map({'a': 1})", ".translate({97: 'Z', 98: none})", ".items()", ".keys()", ".values()", ".get('a')", ".get('q', 5)", f".get({i})",
        ".copy()", ".index(1)", f".count({i})", ".append(1)", ".pop()", ".update({})", ".clear()", ".bit_length()", ".real", ".is_integer()", ".numerator", ".__class__", ".nothing", ".a", ".content", ".role", ".0",
        f"[{i}]", f"[{i}:{j}]", f"[{i}:]", f"[:{j}]", "[::-1]", f"[{i}:{j}:{r.choice(['2', '-1', '-2', '3'])}]", "['a']", "['role']", f"[{s}]", "[none]", "[true]", "[1.0]", "['upper']", "[[]]", f"[{i}, {j}]",
    ])


def filters(r):
    s, i = r.choice(STRINGS), r.choice(INTS)
    return r.choice([
        "abs", "capitalize", "center(20)", "count", "length", f"default({s})", f"d({s}, true)", "default(boolean=true)", "dictsort", "dictsort(true)", "dictsort(false, 'value')", "dictsort(reverse=true)", "e", "escape",
        "filesizeformat", "filesizeformat(true)", "first", "float", f"float({i})", "forceescape", f"format({i})", f"format({s}, {i})", "format(a=1)", "groupby('a')", "groupby('b') | list", "groupby('a', default=0)", "groupby(0)",
        "indent", "indent(2)", "indent(2, true)", "indent(1, true, true)", "indent('> ')", "int", f"int({i})", "int(0, 16)", "int(base=2)", "join", f"join({s})", "join(', ', attribute='a')", "join(d='-')", "items | list",
        "last", "list", "lower", "map('upper') | list", "map(attribute='a') | list", "map(attribute='q', default='D') | list", "map('int') | list", "map('default', 'x') | list", "map('length') | list", "map('tojson') | join",
        "map('replace', 'a', 'b') | list", "max", "min", "max(attribute='a')", "min(case_sensitive=true)", "pprint", "reject | list", "reject('odd') | list", "rejectattr('a') | list", "rejectattr('a', 'gt', 1) | list",
        f"replace({s}, {r.choice(STRINGS)})", f"replace({s}, 'Q', 1)", "reverse", "reverse | list", "round", f"round({i})", "round(1, 'floor')", "round(method='ceil')", "safe", "select | list", "select('string') | list", "select('gt', 1) | list",
        "selectattr('a') | list", "selectattr('a', 'equalto', 2) | list", "selectattr('content', 'defined') | map(attribute='role') | list", "slice(2) | list", "slice(3, 'F') | list", "batch(2) | list", "items | map('first') | join", "batch(2, 'F') | list", "sort", "sort(true)",
        "sort(case_sensitive=true)", "sort(attribute='a')", "sort(attribute='a,b')", "sort(reverse=true, attribute='b')", "string", "striptags", "sum", "sum(start=10)", "sum(attribute='a')", "title", "trim", f"trim({s})", "truncate(5)",
        "truncate(5, true)", "truncate(7, false, '…', 0)", "unique | list", "unique(true) | list", "unique(attribute='a') | list", "upper", "urlencode", "wordcount", "wordwrap(5)", "wordwrap(4, false)", "xmlattr", "xmlattr(false)", "tojson", "tojson(indent=2)",
        "tojson(ensure_ascii=true)", "tojson(sort_keys=true)", "tojson(separators=(',', ':'))", "tojson(false, 4)", "attr('a')", f"join({s}) | upper", "list | length", "string | length", "trim | title", "tojson | safe",
    ])


def tests(r):
    i = r.choice(INTS)
    return r.choice([
        "defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "true", "false", "mapping", "sequence", "iterable", "callable", "odd", "even", f"divisibleby {i}", f"divisibleby({i})", "lower", "upper", "escaped",
        f"sameas {r.choice(['none', 'true', '1', 'x', 'm'])}", f"in {r.choice(ATOMS)}", f"eq {i}", f"ne({i})", f"gt {i}", f"le {i}", "filter", "test", "equalto 'a'", "lessthan 3",
    ])


def expression(r, depth):
    if depth <= 0 or r.random() < 0.12:
        return r.choice(ATOMS)
    part = lambda: expression(r, depth - 1)
    kind = r.random()
    if kind < 0.26:
        return f"{part()} | {filters(r)}"
    if kind < 0.52:
        base = part()
        return (f"({base})" if not base[-1] in "])'" or " " in base else base) + methods(r)
    if kind < 0.70:
        return f"{part()} {r.choice(BINARY)} {part()}"
    if kind < 0.76:
        return f"{part()} is {'not ' if r.random() < 0.3 else ''}{tests(r)}"
    if kind < 0.80:
        return f"({part()})"
    if kind < 0.83:
        return f"{r.choice(['not ', '-', '+'])}{part()}"
    if kind < 0.86:
        return f"{part()} if {part()}" + (f" else {part()}" if r.random() < 0.8 else "")
    if kind < 0.89:
        return f"[{', '.join(part() for _ in range(r.randrange(3)))}]"
    if kind < 0.91:
        return f"{{{r.choice(STRINGS)}: {part()}, {r.choice(['1', 'none', 'true', '(1, 2)', 'x', 's'])}: 1}}"
    if kind < 0.93:
        return f"({part()}, {part()})"
    if kind < 0.96:
        return f"{r.choice(FORMATS)} {r.choice(['%', '%'])} {r.choice([part(), '(' + part() + ', ' + part() + ')', '(' + part() + ',)'])}"
    if kind < 0.985:
        return f"{r.choice(FIELDS)}.format({part()}, {part()}, k={part()})"
    return f"{r.choice(['2', '10', '0.5', '7'])} ** {r.choice(['0', '3', '-2', '20', '2 ** 2'])}"


FORMATS = ["'%s'", "'%d'", "'%5d|'", "'%-5s|'", "'%05.1f'", "'%r'", "'%x'", "'%#o'", "'%e'", "'%g'", "'%+d'", "'% d'", "'%c'", "'%%'", "'%s %s'", "'%.2s'", "'%(a)s'", "'%*d'", "'%a'", "'%.3d'", "'%i%%'", "'%X'", "'%G'", "'%s'", "'%q'", "'%'", "'<%s>' | e"]
FIELDS = ["'{}'", "'{} {}'", "'{0}{1}{0}'", "'{k}'", "'{0!r}'", "'{!s:>8}'", "'{:<6}|'", "'{:^7}|'", "'{:*>5}'", "'{:05d}'", "'{:,}'", "'{:_}'", "'{:.2f}'", "'{:e}'", "'{:g}'", "'{:%}'", "'{:x}'", "'{:#b}'", "'{:c}'", "'{:+}'", "'{: }'", "'{:10.3}'",
          "'{0[a]}'", "'{0.real}'", "'{k[0]}'", "'{{}}'", "'{'", "'}'", "'{:{}}'", "'{0:>{1}}'", "'{:n}'", "'{!a}'", "'{:q}'", "'{:.1}'", "'{:=+8}'", "'{:06.2f}'", "'{:.0f}'", "'{:#.0f}'", "'{:,.2f}'", "'{:>08,}'"]

NAMES = ["x", "y", "z", "ns", "m", "a", "loop", "s", "l"]


def simple(r):
    return expression(r, r.choice([0, 0, 1, 1, 2]))


def body(r, depth, names):
    return "".join(statement(r, depth, names) for _ in range(r.randrange(1, 4)))


def tag(r, text):
    return "{%" + r.choice(["", "", "", "-", "+"]) + " " + text + " " + r.choice(["", "", "", "-", "+"]) + "%}"


def name(r):
    return r.choice(["x", "y", "z", "a", "s", "l"])


def loop_value(r):
    return r.choice(["loop.index", "loop.index0", "loop.revindex", "loop.revindex0", "loop.first", "loop.last", "loop.length", "loop.depth", "loop.depth0", "loop.previtem", "loop.nextitem", "loop.cycle('o', 'e')", "loop.changed(x)", "loop",
                     "loop.changed(a)", "loop.previtem is defined", "loop.nosuch", "(loop.nextitem or 'end')"])


SEQUENCES = ["messages", "[1, 2, 3]", "'abc'", "range(4)", "l", "d", "d.items()", "[]", "nosuch", "{'a': 1, 'b': 2}.items()", "[(1, 2), (3, 4)]", "messages | map(attribute='role')", "l | reverse", "[[1, [2, 3]], [4]]", "messages[::-1]", "['a', 'b'] | select", "s", "none"]


def statement(r, depth, names):
    """A statement; `names` says whether a loop is open here."""
    kind = r.random()
    inner = lambda inside=names: body(r, depth - 1, inside)
    space = r.choice(["", "", " ", "\n", "  \n", "\n  ", "text", " t\n"])
    if depth <= 0 or kind < 0.25:
        value = loop_value(r) if names and r.random() < 0.4 else r.choice(NAMES) if r.random() < 0.5 else simple(r)
        return space + "{{" + r.choice(["", "", "-"]) + " " + value + " " + r.choice(["", "", "-"]) + "}}" + space
    if kind < 0.42:
        target = r.choice([name(r), name(r), name(r), "ns.a", "ns.b", f"{name(r)}, {name(r)}"])
        return space + tag(r, f"set {target} = {simple(r) if r.random() < 0.6 else name(r) + ' ~ 1'}")
    if kind < 0.56:
        text = tag(r, f"if {simple(r)}") + inner()
        if r.random() < 0.3:
            text += tag(r, f"elif {simple(r)}") + inner()
        if r.random() < 0.5:
            text += tag(r, "else") + inner()
        return space + text + tag(r, "endif")
    if kind < 0.76:
        target = r.choice(["x", "y", "a", "a, b", "x"])
        head = f"for {target} in {r.choice(SEQUENCES)}"
        if r.random() < 0.2:
            head += f" if {r.choice(['a', 'x', 'y', 'loop', 'x != 2', 'a == 1', 'x is string', simple(r)])}"
        recursive = r.random() < 0.15
        text = tag(r, head + (" recursive" if recursive else "")) + inner("loop")
        if recursive:
            text += "{{ loop(x) if x is iterable and x is not string and loop.depth < 4 }}"
        if r.random() < 0.15:
            text += tag(r, f"if {r.choice(['loop.index == 2', 'x == 2', 'loop.last'])}") + tag(r, r.choice(["break", "continue"])) + tag(r, "endif") + "."
        if r.random() < 0.2:
            text += tag(r, "else") + inner()
        return space + text + tag(r, "endfor")
    if kind < 0.82:
        macro = r.choice(["f", "g"])
        signature = r.choice(["", "a", "a, b=2", "x='d', y=x", "a, b=none, c='q'"])
        call = r.choice(["", "1", "1, 2", "a=5", "x, y=3", "1, 2, 3, 4", "'s', k=1", "*[1, 2]", "**{'a': 1}"])
        extra = r.choice(["", "", "{{ varargs }}", "{{ kwargs }}", "{{ caller() if caller }}", "{{ caller(1) }}"])
        text = tag(r, f"macro {macro}({signature})") + body(r, depth - 1, "") + extra + tag(r, "endmacro")
        if r.random() < 0.4:
            return space + text + tag(r, f"call{r.choice(['', '(q)', '(q=1)'])} {macro}({call})") + inner("") + "{{ q }}" + tag(r, "endcall")
        return space + text + f"{{{{ {macro}({call}) }}}}"
    if kind < 0.86:
        return space + tag(r, f"set {r.choice([name(r), 'ns.a'])}{r.choice(['', ' | upper', ' | trim | length', ' | replace(x, y)'])}") + inner() + tag(r, "endset")
    if kind < 0.89:
        return space + tag(r, f"filter {r.choice(['upper', 'trim', 'indent(2)', 'replace(' + repr('a') + ', s)', 'string', 'e | title'])}") + inner() + tag(r, "endfilter")
    if kind < 0.92:
        return space + tag(r, f"with {r.choice(['x = 1', 'x = y, y = x', 'a = messages, z = a', ''])}") + inner() + tag(r, "endwith")
    if kind < 0.94:
        return space + tag(r, "generation") + inner("") + tag(r, "endgeneration")
    if kind < 0.955:
        return space + tag(r, r.choice(["raw", "raw"])) + r.choice(["{{ x }}", "{% if %}", " \n a\n", "\n{{- 1 -}}  "]) + tag(r, "endraw")
    if kind < 0.97:
        return space + "{#" + r.choice(["", "-", "+"]) + " note {{ x }} " + r.choice(["", "-", "+"]) + "#}" + r.choice(["", "\n", "  \n"])
    if kind < 0.98:
        return space + tag(r, f"block b{r.randrange(10000)}{r.choice(['', ' scoped'])}") + inner() + tag(r, "endblock")
    if kind < 0.99:
        return space + tag(r, f"autoescape {r.choice(['true', 'false', 'x'])}") + inner() + tag(r, "endautoescape")
    return space + r.choice(["{{ raise_exception('stop ' ~ x) }}", "{{ strftime_now('%d %b %Y %H:%M:%S %j %A %f %%') }}", "{% include 'x' %}", "{{ self }}", "{{ range(200000) }}", "{% print x, y %}"])


PREAMBLE = "{% set ns = namespace(a=1, b='bee') %}{% set d = {'a': 1, 'b': 'two', 'c': [1, 2]} %}{% set l = [3, 1, 2] %}{% set s = 'Some text' %}{% set n = 12 %}{% set f = 2.5 %}{% set t = (1, 'x') %}{% set e = '<i>' | e %}{% macro m(a='A') %}m{{ a }}{% endmacro %}"


def value(r, depth):
    kind = r.randrange(11 if depth else 8)
    if kind < 4:
        return r.choice(TEXTS)
    if kind == 4:
        return r.choice([0, 1, -3, 12345678901234567890, 2.5, 1e20, -0.0, 1e-7])
    if kind == 5:
        return r.choice([True, False])
    if kind == 6:
        return None
    if kind == 7:
        return r.choice([[], {}, ""])
    if kind == 8:
        return [value(r, depth - 1) for _ in range(r.randrange(4))]
    return {r.choice(KEYS): value(r, depth - 1) for _ in range(r.randrange(4))}


KEYS = ["role", "content", "name", "type", "text", "a", "é", "items", "tool_calls", "function", "arguments", "x y"]
TEXTS = ["", " ", "Hello", "What is 2 + 2?", "  spaces  \n", "<b>&'\"</b>", "é 中文 😀", "a\u0301", "\u2028\x85|", "line\nline\n\n", "<think>\nhm\n</think>\n\nso", "{{ x }}", "tab\there", "İΣς ß ǆ", "\x00\x1f\x7f", "%s {0} \\n", "user", "123", "👩‍👩‍👧"]


def conversation(r):
    result = []
    for index in range(r.choice([1, 1, 2, 3, 4, 5])):
        role = ["user", "assistant"][index % 2] if r.random() < 0.7 else r.choice(["user", "assistant", "system", "tool", "critic"])
        message = {"role": role, "content": r.choice(TEXTS)}
        kind = r.random()
        if kind < 0.08:
            message["content"] = [r.choice([{"type": "text", "text": r.choice(TEXTS)}, {"type": "image"}, {"type": "image_url", "image_url": {"url": "x"}}]) for _ in range(r.randrange(3))]
        elif kind < 0.12:
            message["content"] = None
        elif kind < 0.15:
            del message["content"]
        elif kind < 0.18:
            message["content"] = value(r, 2)
        if role == "assistant" and r.random() < 0.3:
            calls = [{"type": "function", "id": "c%d" % k, "function": {"name": r.choice(["add", "get"]), "arguments": r.choice([{"a": 1, "b": r.choice(TEXTS)}, "{\"a\": 1}", {}, value(r, 2)])}} for k in range(r.randrange(3))]
            message["tool_calls"] = r.choice([calls, calls, None, [call["function"] for call in calls]])
        if r.random() < 0.15:
            message[r.choice(["reasoning_content", "thinking", "reasoning", "name", "tool_call_id", "tools"])] = value(r, 1)
        result.append(message)
    return result


TOOLS = [
    {"type": "function", "function": {"name": "add", "description": "Add <two> 'numbers'.", "parameters": {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": ["string", "null"], "enum": ["x", "é"]}}, "required": ["a"]}}},
    {"type": "function", "function": {"name": "get", "parameters": {"type": "object", "properties": {"l": {"type": "array", "items": {"type": "integer"}}, "o": {"type": "object", "additionalProperties": {"type": "boolean"}}}}, "return": {"type": "string"}}},
]
