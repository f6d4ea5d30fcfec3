import JSON
import TestSupport

/// What the templates of the targets are made of.
enum TemplatePieces {
    static let statements = [
        "{% if x %}", "{% elif y %}", "{% else %}", "{% endif %}", "{% for m in messages %}", "{% endfor %}",
        "{% for a, b in x.items() if a recursive %}", "{{ loop(x) }}", "{% set x = 1 %}", "{% set ns.x = ns %}",
        "{% set ns = namespace() %}", "{% set x %}", "{% endset %}", "{% macro m(a, b=1) %}", "{% endmacro %}",
        "{{ m(1) }}",
        "{{ m(m) }}", "{% call(x) m(1) %}", "{% endcall %}", "{{ caller(1) }}", "{% filter upper %}", "{% endfilter %}",
        "{% raw %}", "{% endraw %}", "{% with a = 1 %}", "{% endwith %}", "{% break %}", "{% continue %}",
        "{% generation %}", "{% endgeneration %}", "{% block b %}", "{% endblock %}", "{{ self.b() }}",
        "{% autoescape true %}", "{% endautoescape %}", "{# c #}", "{#", "#}", "{%-", "-%}", "{{-", "-}}", "{%+", "{{",
        "}}",
        "{%", "%}", "\n", "  ", "text", "\\", "{% include 'x' %}",
    ]
    static let expressions = [
        "x", "messages", "messages[0]", "loop", "loop.index", "loop.previtem", "ns", "none", "true", "1", "0", "-1",
        "1.5", "1e308",
        "99999999999999999999", "'a'", "\"é\\n\"", "'%s %d %5.2f'", "'{0!r:>10}{}'", "''", "[]", "[1, 'a', none]",
        "(1,)", "{}",
        "{'a': [1, {'b': 2}]}", "range(9)", "range(10**12)", "namespace(a=1)", "dict(a=1)", "cycler(1, 2)", "joiner()",
        "+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", ">=", "and", "or", "not", "in", "not in", "is",
        "is not",
        "if", "else", "(", ")", "[", "]", "{", "}", ",", ":", ".", "|", "=", "*x", "**x", "[1:]", "[::-1]", "[-1]",
        "['role']",
        ".content", ".items()", ".split('a')", ".strip()", ".format(x, a=1)", ".replace('', 'x')", ".join(messages)",
        ".get('a')", ".upper", ".append(1)", ".__class__", ".title()", ".rsplit(none, 1)", ".center(10**9)",
        ".zfill(30)",
        ".translate({97: 'b'})", ".splitlines()", ".find('a', -3)", ".startswith(('a', 'b'))", ".encode()",
        "| length", "| join(',')", "| map('upper')", "| map(attribute='role')", "| select",
        "| selectattr('role', 'eq', 'user')",
        "| list", "| tojson", "| tojson(indent=4)", "| sort", "| unique", "| groupby('role')", "| batch(2, 0)",
        "| slice(3)",
        "| first", "| last", "| default('d')", "| default('d', true)", "| indent(2, true)", "| trim", "| title",
        "| round(2)",
        "| int", "| float", "| string", "| abs", "| sum", "| min", "| max", "| reverse", "| replace('a', 'b')",
        "| dictsort",
        "| items", "| xmlattr", "| urlencode", "| wordwrap(5)", "| truncate(5)", "| format(1, 2)", "| safe", "| e",
        "| pprint",
        "| center(40)", "| wordcount", "| filesizeformat", "| random", "| attr('x')", "| striptags", "| nosuch",
        "| tojson(x, x)",
        "is defined", "is none", "is string", "is mapping", "is iterable", "is odd", "is divisibleby 3", "is sameas x",
        "is in x",
        "is nosuch", "raise_exception('no')", "strftime_now('%Y %j %f %Q')", "lipsum()", "undefined_name",
        "'a' * 10**9",
        "[[]] * 99999999", "2 ** 99999", "x.y.z",
    ]
    static let all = statements + expressions

    /// Templates that use what chat templates seldom do.
    static let templates = [
        "{% macro m(a, b='x', *v) %}{{ a }}{% endmacro %}{{ m(1) }}",
        "{% macro tree(n) %}{{ n }}{% if n > 0 %}{{ tree(n - 1) }}{% endif %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ tree(5, 1, k=2) }}",
        "{% for x in [[1, [2]], [3]] recursive %}{{ loop.depth }}{% if x is sequence %}{{ loop(x) }}{% else %}{{ x }}{% endif %}{% endfor %}",
        "{% set ns = namespace(l=[]) %}{% for i in range(50) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l | string | length }}",
        "{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}",
        "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
        "{% set ns = namespace() %}{% macro w(p) %}{% macro i() %}{{ p }}{% endmacro %}{% set ns.f = i %}{% endmacro %}{% for i in range(900) %}{{ w(ns.f) }}{% endfor %}",
        "{{ '%s' * 9 % (1, 2, 3, 4, 5, 6, 7, 8, 9) }}{{ '{:>{w}}'.format('x', w=9) }}{{ 'a b c'.split() | batch(2) | list }}",
        "{{ messages | map(attribute='content') | map('string') | map('upper') | join('-') }}{{ messages | groupby('role') }}",
    ]
}

/// The templates and the conversations of the goldens.
struct TemplateGoldens {
    let templates: [String]
    let conversations: [JSONValue]

    init() throws {
        let path = "\(Fixtures.own)/models/chat-templates/golden.json"
        let goldens = try JSONValue(parsing: readFile(path))["templates"]?.objectValue ?? [:]
        var conversations: [JSONValue] = []
        for (_, golden) in goldens {
            for member in golden["cases"]?.arrayValue ?? [] {
                guard let messages = member["messages"], !conversations.contains(messages) else { continue }
                conversations.append(messages)
            }
        }
        templates = goldens.compactMap { $0.value["template"]?.stringValue }
        self.conversations = conversations
        guard !templates.isEmpty, !conversations.isEmpty else { throw FuzzFailure("\(path) has no templates") }
    }
}
