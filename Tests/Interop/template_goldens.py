#!/usr/bin/env python3
"""Records what transformers makes of templates: one construct each, then a draw of random ones.

usage: template_goldens.py [FILE]     (Tests/Fixtures/templates/recorded.json)
"""
import json, os, random, re, sys

import template_grammar as grammar
from template_differential import ADDRESS, ROOT, Peer

MESSAGES = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Bye"}]

TEMPLATES = r"""
{{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 7 // -2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }} {{ 1 / 3 }} {{ 6 / 2 }}
{{ 10 ** 30 // 7 }} {{ -(10 ** 30) // 7 }} {{ 10 ** 30 % -7 }} {{ 10 ** 25 - 10 ** 25 + 1 }} {{ 2 ** 64 * -1 }} {{ 9223372036854775807 + 1 }} {{ -9223372036854775808 - 1 }} {{ 10 ** 40 / 10 ** 38 }} {{ (10 ** 22 + 1) / 3 }}
{{ 10 ** 20 == 1e20 }} {{ 10 ** 20 > 99999999999999999999.0 }} {{ 2 ** 53 + 1 == 2.0 ** 53 }} {{ true + true }} {{ 1 == true }} {{ 1.0 == 1 }} {{ "1" == 1 }} {{ none == 0 }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 == 1 != 2 }} {{ "a" < "b" <= "b" }} {{ [1, 2] < [1, 3] }} {{ (1, "a") < (2, 3) }} {{ 1 in [1, 2] not in [] }}
{{ not 1 == 2 }} {{ not true and false }} {{ 1 or x.y.z }} {{ 0 and x.y.z }} {{ "" or [] or none or "last" }} {{ 1 ~ 2 + 3 }} {{ 3 * 4 ~ 1 }}
{{ "a" ~ 1 + 2 ~ "b" }}
{{ 5 if false }}|{{ 5 if true else 6 }}|{{ 1 if false else 2 if false else 3 }}|{{ (1 if x is defined else 2) if true }}
{{ "abc"[1] }} {{ "abc"[-1] }} {{ "abc"[5] }} {{ "abcdef"[1:4] }} {{ "abcdef"[::-2] }} {{ [1, 2, 3][-2:] }} {{ (1, 2, 3)[:2] }} {{ "aé中😀"[1:3] }} {{ "abc"[99:] }} {{ "abc"[2:1] }} {{ "abc"[none:2] }} {{ [1, 2, 3][5:1:-2] }} {{ range(10)[2:8:3] }}
{{ {"items": 1}.items }}
{{ {"items": 1}["items"] }} {{ {"a": {"b": [1, {"c": 2}]}}.a.b[1].c }} {{ {1: "x"}[1] }} {{ {1: "x"}[1.0] }} {{ {true: "t"}[1] }} {{ {"a": 1}.b }} {{ {"a": 1}["b"] }} {{ {none: 2}[none] }} {{ {(1, 2): 3}[(1, 2)] }}
{{ {"a": 1}.b.c }}
{{ nosuch.attribute }}
{{ nosuch["item"] }}
{{ nosuch() }}
{{ nosuch + 1 }}
{{ nosuch | length }} {{ nosuch | list }} {{ nosuch ~ "x" }} {{ nosuch == nosuch }} {{ nosuch is defined }} {{ nosuch in [nosuch] }} {% for x in nosuch %}x{% else %}none{% endfor %} {{ nosuch | string | length }} {{ [nosuch] }}
{{ nosuch | int }}
{{ 1 / 0 }}
{{ 1 % 0 }}
{{ "a" + 1 }}
{{ 1 + "a" }}
{{ [1] + (2,) }}
{{ "a" * 2.0 }}
{{ none + 1 }}
{{ {} + {} }}
{{ "a" < 1 }}
{{ [] < {} }}
{{ -"a" }}
{{ "abc" * 3 }} {{ 2 * [1] }} {{ "x" * -1 }} {{ [1, 2] + [3] }} {{ (1,) + (2,) }} {{ () * 5 }} {{ true * "ab" }}
{{ 1.0 }} {{ 1e15 }} {{ 1e16 }} {{ 1e-4 }} {{ 1e-5 }} {{ 0.1 + 0.2 }} {{ 1e22 }} {{ 1.5e300 * 1e10 }} {{ 100.0 }} {{ 123456789.123 }} {{ -0.0 }} {{ 1e308 * 10 }} {{ 5e-324 }} {{ 2.5 // 0.5 }} {{ 1_000.5 }}
{{ "it's" }} {{ ["it's"] }} {{ ['say "hi"'] }} {{ ["both ' and \""] }} {{ ["tab\tnl\nret\r bs\\ nul\x00 del\x7f é \x85 \u200b \U0001f600 \ue000"] }}
{{ "\x41\u00e9\U0001F600\101\a\b\f\v\0" | tojson }} {{ "\q\é" }} {{ "\N{BULLET}" }} {{ "a" "b" 'c' }} {{ "line\
continued" }}
{{ "\xZZ" }}
{{ "\u12" }}
{{ [true, false, none, 1, 2.0, "s", [], {}, (), (1,), {"a": (1, 2)}] }} {{ [True, False, None] }}
{{ namespace(a=1, b="x") }} {{ namespace({"a": 1}).a }} {{ dict(a=1, b=2) }} {{ dict([("x", 1), ("y", 2)]) }} {{ dict({"a": 1}, b=3) }} {{ range(3) }} {{ range(1, 9, 3) | list }} {{ range(5, 0, -2) | list }}
{{ namespace(_a=1) }}
{% set ns = namespace() %}{% set ns.me = [ns] %}{{ ns }}{{ {"a": ns} }}
{{ 10 ** 30 * "x" }}
{{ -(10 ** 30) * [] }}
{% set ns = namespace() %}{% set ns._a = 1 %}
{% set d = {} %}{% set d.a = 1 %}
{{ dict(1) }}
{{ range(1, 2, 0) }}
{{ range("a") }}
{{ range(1000000) }}
{{ dict.fromkeys(["a", "b"], 1) }}
{% set c = cycler("a", "b", "c") %}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.next() }}{{ c.next() }}{{ c.reset() }}{{ c.next() }}
{% set j = joiner("; ") %}{{ j() }}a{{ j() }}b{{ j() }}c{% set k = joiner() %}{{ k() }}{{ k() }}
{{ cycler() }}
{% for m in messages %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }}{{ loop.depth0 }}{{ loop.previtem.content if loop.previtem }}{{ loop.nextitem.content if loop.nextitem is defined }}{{ loop.cycle("x", "y") }}{{ loop.changed(m.role) }} {% endfor %}
{% for x in [1, 1, 2, 2, 1] %}{% if loop.changed(x) %}{{ x }}{% endif %}{% endfor %}
{% for x in [] %}a{% else %}empty{% endfor %} {% for x in [1, 2, 3] if x > 1 %}{{ loop.index }}/{{ loop.length }}:{{ x }} {% endfor %} {% for x in [1, 2] if x > 5 %}{{ x }}{% else %}nothing{% endfor %}
{% for k, v in {"a": 1, "b": 2}.items() %}{{ k }}={{ v }};{% endfor %}{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}{% for a, b in ["xy", "zw"] %}{{ a }}{{ b }}{% endfor %}
{% for a, b in [(1, 2, 3)] %}{{ a }}{% endfor %}
{% for a, b in [1] %}{{ a }}{% endfor %}
{% for x in 5 %}{{ x }}{% endfor %}
{% for x in none %}{{ x }}{% endfor %}
{% for n in [{"v": 1, "c": [{"v": 2, "c": [{"v": 3, "c": []}]}]}] recursive %}{{ loop.depth }}:{{ n.v }}[{{ loop(n.c) }}]{% endfor %}
{% for x in [1] %}{{ loop([2]) }}{% endfor %}
{% for x in range(10) %}{% if x == 3 %}{% continue %}{% endif %}{% if x > 5 %}{% break %}{% endif %}{{ x }}{% endfor %} {% for x in [1, 2] %}{% continue %}{% else %}else after continue{% endfor %} {% for x in [1] %}{% break %}{% else %}else after break{% endfor %}
{% break %}
{% for x in [1] %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}
{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = x + 1 %}{{ x }}{% endfor %}{{ x }}
{% for i in [1, 2] %}{{ y }}{% endfor %}{% set y = 1 %}{{ y }}
{% if true %}{% set z = 1 %}{% endif %}{{ z }}{% if false %}{% set w = 1 %}{% endif %}{{ w }}|{% if false %}{% set bos_token = 1 %}{% endif %}{{ bos_token }}
{% macro m() %}{{ later }}{% endmacro %}{% set later = 1 %}{{ m() }}{% set later = 2 %}{{ m() }}
{% set x = 1 %}{% macro m() %}{{ x }}{% set x = 5 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}{{ m() }}
{% set ns = namespace(n=0) %}{% for i in range(4) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set ns.x, c = "p", "q" %}{{ ns.x }}{{ c }}
{% set x %}a{{ 1 }}b{% endset %}{{ x }}{% set y | upper | replace("A", "z") %}abc{% endset %}{{ y }}{% set x %}{% for i in [1, 2] %}{{ i }}{% endfor %}{% endset %}{{ x }}
{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}{% set q = 1 %}{% with q = 2, r = q %}{{ q }}{{ r }}{% set q = 9 %}{% endwith %}{{ q }}
{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1) }} {{ m(1, 5) }} {{ m(1, c=7) }} {{ m(1, 2, 3, 4, 5, d=6) }} {{ m() }} {{ m(*[1, 2], **{"c": 3}) }} {{ m.name }} {{ m.arguments }} {{ m.catch_kwargs }} {{ m }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}
{% macro m(a=1, b) %}{% endmacro %}
{% macro m(a, a) %}{% endmacro %}
{% macro wrap(t) %}<{{ t }}>{{ caller() }}</{{ t }}>{% endmacro %}{% call wrap("b") %}bold{% endcall %}{% macro list(items) %}{% for i in items %}{{ caller(i, loop.index) }}{% endfor %}{% endmacro %}{% call(x, n=0) list([4, 5]) %}({{ x }}:{{ n }}){% endcall %}
{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}
{% macro m() %}x{% endmacro %}{% call m() %}y{% endcall %}
{% call 5 %}{% endcall %}
{% macro f(n) %}{{ n }}{% if n > 0 %},{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}
{% macro outer() %}{% macro inner(x) %}[{{ x }}]{% endmacro %}{{ inner(1) }}{% endmacro %}{{ outer() }}
{% filter upper %}abc {{ "d" }}{% endfilter %} {% filter replace("a", "b") | indent(2) %}aaa
aaa{% endfilter %}
{% filter length %}abc{% endfilter %}
{% raw %}{{ not }} {% evaluated %}{% endraw %} {%- raw -%}   x   {%- endraw -%}   y
{% block title %}T{{ messages | length }}{% endblock %}{{ self.title() }}{% set v = 3 %}{% block b %}{{ v }}{% endblock %}{% for i in [1] %}{% block c scoped %}{{ i }}{% endblock %}{% block d %}{{ i }}{% endblock %}{% endfor %}
{% block a %}{% endblock %}{% block a %}{% endblock %}
{% block a required %}{% endblock %}
{% block a required %}x{% endblock %}
{% generation %}a{{ messages[0].content }}{% endgeneration %}{% for m in messages %}{% generation %}{{ loop.index }}{% endgeneration %}{% endfor %}
{% autoescape true %}{{ "<a>" }}{{ "<b>" | safe }}{% set x = "<c>" %}{{ x }}{{ x ~ "<d>" | safe }}<e>{% macro m() %}<{{ x }}>{% endmacro %}{{ m() }}{% endautoescape %}{{ "<f>" }}
{{ "<a>" | e }}{{ ("<a>" | e) + "<b>" }}{{ "<" + ("x" | safe) }}{{ ("%s" | safe) % "<i>" }}{{ ("{}" | safe).format("<j>") }}{{ ("-" | safe).join(["<", ">"]) }}{{ ("a<b" | e).upper() }}{{ ["<"] | map("e") | list }}{{ ("<b>x</b>" | safe).striptags() }}{{ "&lt;p&gt; a  b" | striptags }}
{{ "x" is string }}{{ 1 is number }}{{ 1.5 is float }}{{ 1 is integer }}{{ true is integer }}{{ true is boolean }}{{ none is none }}{{ [] is sequence }}{{ {} is mapping }}{{ "a" is iterable }}{{ 1 is iterable }}{{ 3 is odd }}{{ 4 is even }}{{ 9 is divisibleby 3 }}{{ 9 is divisibleby(4) }}{{ "A" is upper }}{{ "a" is lower }}{{ range is callable }}{{ 1 is sameas 1 }}{{ 1 is eq 1 }}{{ 1 is in [1] }}{{ 2 is not in [1] }}{{ "upper" is filter }}{{ "odd" is test }}{{ "nosuch" is filter }}{{ x is undefined }}{{ ("a" | e) is escaped }}{{ 5 is ge 5 }}{{ 5 is lt 5 }}
{{ 1 is defined is defined }}
{{ 1 is nosuch }}
{{ 1 | nosuch }}
{% if false %}{{ 1 | nosuch }}{% endif %}fine
{% if true %}{{ 1 | nosuch }}{% endif %}
{{ "a" | upper(1) }}
{{ "a" | default(nosuch=1) }}
{{ "a" is string(1) }}
{{ [3, 1, 2] | sort }}{{ ["b", "A", "c"] | sort }}{{ ["b", "A", "c"] | sort(case_sensitive=true) }}{{ [3, 1, 2] | sort(reverse=true) }}{{ [{"a": 2}, {"a": 1}] | sort(attribute="a") }}{{ {"b": 1, "a": 2} | dictsort }}{{ {"b": 1, "a": 2} | dictsort(by="value") }}
{{ [1, "a"] | sort }}
{{ [none, none] | sort }}
{{ [1, 2, 3, 4, 5] | batch(2) | list }}{{ [1, 2, 3] | batch(2, "-") | list }}{{ [1, 2, 3, 4, 5] | slice(2) | list }}{{ [1, 2, 3] | slice(2, "x") | list }}{{ ["a", "A", "b"] | unique | list }}{{ [1, 1.0, true] | unique | list }}
{{ messages | groupby("role") }}{% for role, items in messages | groupby("role") %}{{ role }}:{{ items | length }};{% endfor %}{{ (messages | groupby("role"))[0].grouper }}{{ (messages | groupby("role"))[0].list | length }}
{{ messages | map(attribute="role") | join(",") }}{{ messages | selectattr("role", "equalto", "user") | list | length }}{{ messages | rejectattr("role", "eq", "user") | map(attribute="content") | first }}{{ [1, 2, 3, 4] | select("even") | list }}{{ [1, 2, 3] | reject("odd") | list }}{{ ["a", "b"] | map("upper") | list }}{{ [0, 1, "", "x"] | select | list }}
{{ [1] | map }}
{{ [1] | map("nosuch") | list }}
{{ [1] | map("nosuch") is defined }}
{% set g = [1, 2] | map("string") %}{{ g | list }}{{ g | list }}
{{ [1, 2, 3] | sum }}{{ [1.5, 2] | sum }}{{ [[1], [2]] | sum(start=[]) }}{{ [3, 1] | min }}{{ ["b", "A"] | max }}{{ [] | min }}{{ [] | first }}{{ [] | last }}{{ "abc" | first }}{{ "abc" | last }}{{ "abc" | reverse }}{{ [1, 2] | reverse | list }}
{{ ["a"] | sum }}
{{ 2.5 | round }}{{ 3.5 | round }}{{ 2.675 | round(2) }}{{ 1234 | round(-2) }}{{ 1250 | round(-2) }}{{ 1350 | round(-2) }}{{ 2.1 | round(0, "ceil") }}{{ 2.9 | round(method="floor") }}{{ 15.5 | round(-1) }}{{ -3 | abs }}{{ -2.5 | abs }}
{{ "42" | int }}{{ "4.7" | int }}{{ "x" | int }}{{ "x" | int(9) }}{{ "0x1f" | int(0, 16) }}{{ "11" | int(base=2) }}{{ " 7 " | int }}{{ "1_000" | int }}{{ 3.9 | int }}{{ -3.9 | int }}{{ true | int }}{{ none | int }}{{ "1e3" | int }}{{ "٣" | int }}{{ "1.5" | float }}{{ "x" | float }}{{ "inf" | float }}{{ "nan" | float }}{{ "1e400" | float }}{{ [] | float(2.0) }}
{{ "inf" | float | int }}
{{ 1 | string + "x" }}{{ [1, 2] | string }}{{ 5 | string | length }}{{ {"a": 1} | string }}{{ none | string }}
{{ "a\nb\n\nc" | indent }}|{{ "a\nb" | indent(2, true) }}|{{ "a\n\nb" | indent(1, false, true) }}|{{ "a\nb" | indent("> ") }}|{{ "" | indent }}
{{ none | indent }}
{{ "foo bar baz qux" | truncate(9) }}|{{ "foo bar baz qux" | truncate(9, true) }}|{{ "foo bar baz qux" | truncate(11) }}|{{ "foo bar baz qux" | truncate(11, false, "...", 0) }}|{{ "abcdef" | truncate(3, true, "", 0) }}
{{ "a" | truncate(1) }}
{{ "the quick brown fox" | wordwrap(7) }}|{{ "a-long-hyphenated-word" | wordwrap(8) }}|{{ "abcdefghij" | wordwrap(4) }}|{{ "abcdefghij k" | wordwrap(4, false) }}|{{ "hello world foo" | wordcount }}
{{ "hello world-foo (bar) {baz} [qux] <a>" | title }}|{{ "they're bill's" | title }}|{{ "they're bill's".title() }}|{{ "ÀÉ ßtraße ǆ" | capitalize }}|{{ "ΑΣ ΣΑΣ ΑΣΑ Σ".lower() }}|{{ "İI".lower() }}|{{ "ßﬁ".upper() }}|{{ "ǆabc".title() }}
{{ {"a": 1, "b": [1, 2, {"c": none}]} | tojson }}
{{ {"a": 1} | tojson(indent=2) }}
{{ [] | tojson(indent=2) }}
{{ {} | tojson(indent=4) }}
{{ [1, [2]] | tojson(indent=1) }}
{{ "é😀<>&'" | tojson }}
{{ "é😀" | tojson(ensure_ascii=true) }}
{{ {"b": 1, "a": 2} | tojson(sort_keys=true) }}
{{ [1, 2] | tojson(separators=(",", ":")) }}
{{ (1, 2) | tojson }}
{{ {1: 2, none: 3, true: 4, 2.5: 5} | tojson }}
{{ 1e16 | tojson }}
{{ 10 ** 25 | tojson }}
{{ "\x00\x1f\x7f\u2028\\\"/" | tojson }}
{{ [1, 2] | tojson(indent="--") }}
{{ nosuch | tojson }}
{{ range(3) | tojson }}
{{ {(1, 2): 3} | tojson }}
{{ {"a": 1, "b": 2} | tojson(sort_keys=true, indent=0) }}
{{ "a b&c=d/é" | urlencode }}|{{ {"a b": "c/d", "e": 1} | urlencode }}|{{ [("x", "y z")] | urlencode }}|{{ {"class": "a b", "id": none, "n": 1} | xmlattr }}|{{ {"x": "<&>"} | xmlattr(false) }}
{{ {"a b": 1} | xmlattr }}
{{ 1 | filesizeformat }}|{{ 1000 | filesizeformat }}|{{ 1500000 | filesizeformat }}|{{ 1024 | filesizeformat(true) }}|{{ 0 | filesizeformat }}|{{ 999999 | filesizeformat }}
{{ "%s is %d" | format("x", 5) }}|{{ "%(a)s" | format(a=1) }}|{{ "%5.1f|%-5s|%05d|%+d|%x|%#X|%o|%e|%g|%c|%%|%r|%a" % (3.14159, "ab", 42, 7, 255, 255, 8, 12345.678, 0.0001, "z", "q'", "é") }}
{{ "%d" % "x" }}
{{ "%s %s" % "x" }}
{{ "%s" % (1, 2) }}
{{ "%z" % 1 }}
{{ "%(a)s" % 1 }}
{{ "{} {}".format(1, "a") }}|{{ "{1} {0}".format(1, 2) }}|{{ "{a}".format(a=5) }}|{{ "{:>5}|{:<5}|{:^5}|{:*^7}".format("a", "b", "c", "d") }}|{{ "{:05.2f} {:,} {:_} {:x} {:#b} {:e} {:%}".format(3.14159, 1234567, 1234567, 255, 5, 12345.678, 0.25) }}|{{ "{0[a]} {1.b} {2[0]}".format({"a": 1}, {"b": 2}, [3]) }}|{{ "{!r} {!s} {!a}".format("é", "é", "é") }}|{{ "{:{w}}".format("x", w=4) }}|{{ "{{}}".format() }}
{{ "{}".format() }}
{{ "{0} {}".format(1, 2) }}
{{ "{x}".format(y=1) }}
{{ "{:d}".format("a") }}
{{ "{".format(1) }}
{{ "{0.__class__}".format(1) }}
{{ "a,b,,c".split(",") }}{{ " a  b ".split() }}{{ "a b c".split(" ", 1) }}{{ " a  b  c ".split(none, 1) }}{{ "a,b,c".rsplit(",", 1) }}{{ " a b  c ".rsplit(none, 1) }}{{ "aaa".rsplit("aa") }}{{ "a\nb\r\nc\x85d".splitlines() }}{{ "a\n".splitlines(true) }}{{ "".split() }}{{ "".split(",") }}{{ "a-b-c".partition("-") }}{{ "a-b-c".rpartition("-") }}{{ "abc".partition("x") }}
{{ "a".split("") }}
{{ "xxaxx".strip("x") }}{{ "  a  ".strip() }}{{ "xya".lstrip("xy") }}{{ "\u3000a\u2028".strip() }}{{ "banana".replace("a", "o") }}{{ "banana".replace("a", "o", 2) }}{{ "abc".replace("", "-") }}{{ "abc".replace("", "-", 2) }}{{ "banana".find("n") }}{{ "banana".find("n", 3) }}{{ "banana".rfind("an") }}{{ "banana".find("x") }}{{ "banana".count("a") }}{{ "banana".count("") }}{{ "banana".index("n") }}{{ "éa".find("a") }}
{{ "banana".index("x") }}
{{ "abc".startswith("a") }}{{ "abc".startswith(("x", "a")) }}{{ "abc".endswith("c", 1) }}{{ "abc".startswith("b", 1, 2) }}{{ "abc".center(8) }}|{{ "ab".center(7, "*") }}|{{ "abc".center(8, "*") }}|{{ "abc".ljust(5, ".") }}|{{ "abc".rjust(5) }}|{{ "-42".zfill(6) }}|{{ "42".zfill(1) }}|{{ "a\tb".expandtabs(4) }}|{{ "abc".removeprefix("a") }}{{ "abc".removesuffix("c") }}{{ "aBc".swapcase() }}{{ "ẞ".casefold() }}{{ "-".join(["a", "b"]) }}{{ "abc".translate({97: "z", 98: none, 99: 100}) }}
{{ "-".join([1, 2]) }}
{{ "abc".startswith(1) }}
{{ "abc".center(5, "ab") }}
{{ "1".isdigit() }}{{ "²".isdigit() }}{{ "²".isdecimal() }}{{ "½".isnumeric() }}{{ "abc".isalpha() }}{{ "a1".isalnum() }}{{ "".isalpha() }}{{ " ".isspace() }}{{ "A".isupper() }}{{ "aB".islower() }}{{ "Ab Cd".istitle() }}{{ "a_1".isidentifier() }}{{ "1a".isidentifier() }}{{ "é".isascii() }}{{ "\n".isprintable() }}
{{ [1, 2, 1].count(1) }}{{ [1, 2].index(2) }}{{ (1, 2).index(2) }}{{ {"a": 1}.get("a") }}{{ {"a": 1}.get("b", 2) }}{{ {"a": 1}.keys() | list }}{{ {"a": 1}.values() | list }}{{ {"a": 1}.items() }}{{ {"a": 1}.keys() }}{{ {"a": 1}.copy() }}{{ (5).bit_length() }}{{ (2.0).is_integer() }}{{ 1 .real }}
{{ [1].append(2) }}
{{ {"a": 1}.update({}) }}
{{ {"a": 1}.pop("a") }}
{{ [1].append }}
{{ "a".__class__ }}|{{ "a".__class__.__mro__ }}
{{ [1].index(5) }}
{{ {[]: 1} }}
{{ {"a": 1}[[]] }}
{{ lipsum.__globals__ }}
{% include "x" %}
{% import "x" as y %}
{% extends "x" %}
{% from "x" import y %}
{% if false %}{% include "x" %}{% endif %}ok
{{ raise_exception("my text") }}
{{ raise_exception() }}
{{ strftime_now("%Y-%m-%d %H:%M:%S.%f %a %A %b %B %j %U %w %y %I %p %% %Z%z|%d %e %-d") }}
{{ strftime_now() }}
{{ undefined_function("x") }}
{% do x %}
{% nosuch %}
{% if %}{% endif %}
{% if x %}
{% endif %}
{% for x in y %}
{% for x y %}{% endfor %}
{% set %}
{% set 1 = 2 %}
{% set true = 2 %}
{% set x.y.z = 1 %}
{{ x
{{ x }
{% x
{{ }}
{{ 1 2 }}
{{ (1 }}
{{ [1, }}
{{ {1: } }}
{{ "abc }}
{{ a b }}
{{ ! }}
{{ x[ }}
{{ f(a=1, 2) }}
{{ f(**x, *y) }}
{{ f(a=1, a=2) }}
{# unclosed
{% raw %}unclosed
{{ 08 }}
{{ 1.e5 }}
{{ x.1 }}
{{ [5, 6].1 }}{{ "ab".0 }}
{{ x is not }}
{{ not }}
{% for loop in [1] %}{% endfor %}
{% for x in [1] %}{% set loop = 1 %}{% endfor %}
{{ loop }}
{% print 1, "a" %}
{% if 1 %}a{% elif 2 %}b{% else %}c{% endif %}{% if 0 %}a{% elif 2 %}b{% else %}c{% endif %}{% if 0 %}a{% elif 0 %}b{% else %}c{% endif %}
a
  {% if true %}
    b
  {% endif %}
c
a {%- if true -%} b {%- endif -%} c
  {%+ if true %}x{% endif +%}
y
{{ "x" -}}   {{- "y" }}
  {# comment #}
z
{#- c -#} z
{% set x = 1 -%}

   y {{ x }}
{{ messages }}{{ messages[0] }}{{ messages | length }}{{ tools }}{{ documents }}{{ add_generation_prompt }}{{ bos_token }}{{ eos_token }}{{ pad_token is defined }}
{{ [1, 2, 3] | pprint }}{{ {"b": 1, "a": [1, 2]} | pprint }}
{{ "x" | attr("upper") is defined }}{{ {"a": 1} | attr("a") is defined }}
{{ [[1, 2], [3, 4]] | map(attribute=1) | list }}{{ [{"a": {"b": 1}}] | map(attribute="a.b") | list }}{{ [{"a": 1}, {}] | map(attribute="a", default=0) | list }}{{ [{"n": [5]}] | map(attribute="n.0") | list }}
""".strip("\n").split("\n")


def joined(lines):
    """Templates of several lines: those whose next line goes on."""
    result, index = [], 0
    for line in lines:
        starts = line.startswith(("continued", "aaa{%", "  {% if true %}", "    b", "  {% endif %}", "c", "y", "z", "   y"))
        if starts and result or (result and result[-1] in ("a", "{% set x = 1 -%}") or result and result[-1].endswith("x{% endif +%}") and line == ""):
            result[-1] += "\n" + line
        elif line == "" and result:
            result[-1] += "\n"
        else:
            result.append(line)
    return result


def main():
    peer = Peer()
    path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "Tests/Fixtures/templates/recorded.json")
    rng = random.Random(2025)
    drawn = []
    while len(drawn) < 600:
        source = grammar.PREAMBLE + ("{{ " + grammar.expression(rng, 2) + " }}" if rng.random() < 0.7 else grammar.body(rng, 2, ""))
        # The slices of constants are one of our departures.
        if not re.search(r"\)\[[-\d]*:", source):
            drawn.append(source)
    cases = []
    for template in joined(TEMPLATES) + drawn:
        answer = peer.answer({"template": template, "messages": MESSAGES})
        # An address is not to be had twice.
        if not ADDRESS.search(answer.get("text", "")):
            cases.append({"template": template} | ({"text": answer["text"]} if "text" in answer else {"error": answer["type"]} | ({"message": answer["error"]} if answer["type"] == "TemplateError" else {})))
    with open(path, "w") as file:
        file.write('{"messages": ' + json.dumps(MESSAGES) + ', "cases": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]}\n")
    print(f"{len(cases)} cases, {sum('error' in case for case in cases)} of them errors")


if __name__ == "__main__":
    main()
