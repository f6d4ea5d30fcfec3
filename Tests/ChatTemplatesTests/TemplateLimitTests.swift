import ChatTemplates
import JSON
import TestSupport
import Testing

@Suite("A template cannot use up the host")
struct TemplateLimitTests {
    /// Templates that would never end, or take all memory, or all of the stack.
    static let greedy = [
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{% for a in range(100000) %}{% for b in range(100000) %}{{ a }}{% endfor %}{% endfor %}",
        "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}",
        "{% set ns = namespace(x=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}",
        "{% set ns = namespace(x=()) %}{% for i in range(99) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(9999) %}{% set ns.x = ns.x | map('string') %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f() %}{% call f() %}{% endcall %}{{ caller }}{% endmacro %}{{ f() }}",
        "{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}",
        "{% block b %}{{ self.b() }}{% endblock %}",
        "{{ 'x' * 10 ** 12 }}", "{{ 10 ** 30 * 'x' }}", "{{ [0] * 10 ** 12 }}", "{{ 'x'.center(10 ** 15) }}",
        "{{ 'x'.zfill(10 ** 15) }}", "{{ '\t'.expandtabs(10 ** 15) }}", "{{ '%1000000000d' % 1 }}",
        "{{ '%.99999f' % 1.5 }}",
        "{{ '{:>9999999999}'.format(1) }}", "{{ '{:.99999f}'.format(1.5) }}", "{{ '{:0999999999,}'.format(1) }}",
        "{{ range(10 ** 12) }}", "{{ range(-10 ** 30, 10 ** 30) }}", "{{ 10 ** (10 ** 10) }}", "{{ 2 ** 99999 }}",
        "{{ ('x' * 9999999).replace('x', 'y' * 9999) }}", "{{ ('x' * 999999).replace('', 'y' * 9999) }}",
        "{{ 'a' | indent(10 ** 12) }}", "{{ [1] | tojson(indent=10 ** 12) }}", "{{ [1] | batch(10 ** 12, 0) | list }}",
        "{{ [1] | slice(10 ** 12) | list }}", "{{ ('x' * 9999999).join(range(99999) | map('string')) }}",
        "{% for i in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
    ]

    @Test("A template that takes too much is stopped", arguments: greedy)
    func stopped(_ source: String) throws {
        // Less than the default, which takes seconds in a debug build.
        var limits = RenderLimits()
        limits.steps = 300_000
        limits.textBytes = 8 << 20
        let error = try #require(failure(source, limits: limits))
        #expect(error.code == .limit)
        #expect(error.line != nil)
    }

    @Test(
        "Deeply nested templates are refused",
        arguments: [
            ("(", ")"), ("[", "]"), ("{'a':", "}"), ("not ", ""), ("-", ""), ("x[", "]"), ("f(", ")"),
            ("1 if 2 else ", ""),
        ])
    func nesting(_ opening: String, _ closing: String) throws {
        let (opened, closed) = (String(repeating: opening, count: 50_000), String(repeating: closing, count: 50_000))
        let error = try #require(throws: ChatTemplateError.self) { try ChatTemplate("{{ \(opened)1\(closed) }}") }
        #expect(error.code == .syntax)
        #expect(error.reason.contains("nested more than"))
    }

    @Test("Blocks and chains of operators are refused when they are too deep")
    func chains() throws {
        let blocks = String(repeating: "{% if x %}", count: 10_000)
        #expect(throws: ChatTemplateError.self) { try ChatTemplate(blocks) }
        for chain in [" + 1", ".a", " | e", " and 1", "(1)", "[0]"] {
            let error = try #require(throws: ChatTemplateError.self) {
                try ChatTemplate("{{ x" + String(repeating: chain, count: 100_000) + " }}")
            }
            #expect(error.reason.contains("operators in each other"), "\(chain)")
        }
        #expect(try render("{{ 0" + String(repeating: " + 1", count: 200) + " }}") == "200")
        #expect(try render("{{ 'a'" + String(repeating: " ~ 'b'", count: 10_000) + " }}").utf8.count == 10_001)
    }

    @Test("Limits are those that are given")
    func given() throws {
        var limits = RenderLimits()
        limits.steps = 100
        let loop = "{% for x in range(60) %}{{ x }}{% endfor %}"
        #expect(
            failure(loop, limits: limits)?.description == "line 1, column 28: the template takes more than 100 steps")
        limits = RenderLimits()
        limits.textBytes = 50
        #expect(failure(loop, limits: limits)?.reason == "the template makes a text of more than 50 bytes")
        limits = RenderLimits()
        limits.depth = 10
        let macro = "{% macro f(n) %}{{ n }}{% if n %}{{ f(n - 1) }}{% endif %}{% endmacro %}"
        #expect(try render(macro + "{{ f(9) }}", limits: limits) == "9876543210")
        #expect(failure(macro + "{{ f(10) }}", limits: limits)?.code == .limit)
    }

    @Test("What holds itself is freed, and a long chain of objects too")
    func circles() throws {
        let chain =
            "{% set ns = namespace() %}{% macro w(p) %}{% macro i() %}{{ p }}{% endmacro %}{% set ns.f = i %}{% endmacro %}"
            + "{% for i in range(20000) %}{{ w(ns.f) }}{% endfor %}done"
        #expect(try render(chain) == "done")
        let circle = "{% set ns = namespace() %}{% set ns.me = [ns] %}{{ ns }}"
        #expect(try render(circle) == "<Namespace {'me': [<Namespace {...}>]}>")
        let tail =
            "{% set ns = namespace(t=namespace()) %}{% for i in range(20000) %}{% set t = ns.t %}"
            + "{% set t.n = namespace() %}{% set ns.t = t.n %}{% endfor %}done"
        #expect(try render(tail) == "done")
    }
}
