import ChatTemplates
import JSON
import Testing

@Suite("What is wrong with a template is said with its place")
struct TemplateErrorTests {
    /// Templates that do not parse, with the place and the words.
    static let malformed: [(String, String)] = [
        ("{{ x", "line 1, column 5: expected '}}', found end of template"),
        ("a\n{{ x }\n}", "line 2, column 6: unexpected '}'"),
        ("{{ }}", "line 1, column 4: expected an expression, found end of print statement"),
        ("{{ 1 2 }}", "line 1, column 6: expected '}}', found an integer"),
        ("{{ (1 }}", "line 1, column 7: unexpected '}', expected ')'"),
        ("{{ 'abc }}", "line 1, column 4: unexpected character \"'\""),
        ("{{ é! }}", "line 1, column 5: unexpected character '!'"),
        ("{{ \"\\xZ\" }}", "line 1, column 7: an escape needs 2 hexadecimal digits"),
        (
            "{{ \"\\ud800\" }}",
            "line 1, column 7: an escape stands for no Unicode scalar, but for half of a pair or nothing"
        ),
        ("{# a", "line 1, column 1: the comment that begins here is not ended by '#}'"),
        ("\n{% raw %} x", "line 2, column 1: the raw block that begins here is not ended by '{% endraw %}'"),
        (
            "{% if x %}\na",
            "line 2, column 2: expected 'elif' or 'else' or 'endif' for the open 'if', found end of template"
        ),
        (
            "{% for x in y %}{% endif %}",
            "line 1, column 20: unknown tag 'endif'; the open 'for' ends with 'endfor' or 'else'"
        ),
        ("{% nosuch %}", "line 1, column 4: unknown tag 'nosuch'"),
        ("{% %}", "line 1, column 4: expected the name of a tag, found end of statement block"),
        ("{% for x y %}", "line 1, column 10: expected 'in', found 'y'"),
        ("{% set true = 1 %}", "line 1, column 8: cannot assign to 'true'"),
        ("{% macro m(a, a) %}{% endmacro %}", "line 1, column 15: parameter 'a' is there twice"),
        (
            "{% macro m(a=1, b) %}{% endmacro %}",
            "line 1, column 17: parameter 'b' has no default, but follows one that has"
        ),
        ("{{ f(a=1, 2) }}", "line 1, column 5: the arguments of a call are not in the order that Python demands"),
        ("{{ f(a=1, a=2) }}", "line 1, column 5: argument 'a' is there twice"),
        ("{{ 1 | nosuch }}", "line 1, column 8: no filter is named 'nosuch'"),
        ("{{ 1 is nosuch }}", "line 1, column 6: no test is named 'nosuch'"),
        ("{% break %}", "line 1, column 4: 'break' or 'continue' outside of a loop"),
        (
            "{% for loop in [] %}{% endfor %}",
            "line 1, column 8: the special variable 'loop' cannot be assigned in a loop"
        ),
        ("{% block a %}{% endblock %}{% block a %}{% endblock %}", "line 1, column 31: block 'a' is defined twice"),
        ("{% call 5 %}{% endcall %}", "line 1, column 4: expected a call after 'call'"),
    ]

    @Test("A template that does not parse", arguments: malformed)
    func syntax(_ source: String, _ expected: String) throws {
        let error = try #require(throws: ChatTemplateError.self) { try ChatTemplate(source) }
        #expect(error.code == .syntax)
        #expect(error.description == expected)
        let named = try #require(throws: ChatTemplateError.self) { try ChatTemplate(source, name: "a.jinja") }
        #expect(named.description == "a.jinja: \(expected)")
    }

    /// Templates that fail when they are rendered.
    static let failing: [(String, ChatTemplateError.Code, String)] = [
        ("{{ a.b }}", .undefined, "line 1, column 5: 'a' is undefined"),
        (
            "\n\n{{ messages[0].nothing.more }}", .undefined,
            "line 3, column 23: 'dict object' has no attribute 'nothing'"
        ),
        ("{{ messages[5].role }}", .undefined, "line 1, column 15: list object has no element 5"),
        ("{{ nosuch('x') }}", .undefined, "line 1, column 10: 'nosuch' is undefined"),
        ("{{ 'a' + 1 }}", .operation, "line 1, column 8: can only concatenate str (not \"int\") to str"),
        ("{{ none + 1 }}", .operation, "line 1, column 9: unsupported operand type(s) for +: 'NoneType' and 'int'"),
        ("{{ 1 // 0 }}", .operation, "line 1, column 6: integer division or modulo by zero"),
        ("{{ 'a' < 1 }}", .operation, "line 1, column 8: '<' not supported between instances of 'str' and 'int'"),
        ("{{ {[]: 1} }}", .operation, "line 1, column 4: unhashable type: 'list'"),
        (
            "{{ messages.append(1) }}", .unsafe,
            "line 1, column 19: access to attribute 'append' of 'list' object is unsafe."
        ),
        (
            "{{ ''.__class__.__mro__ }}", .unsafe,
            "line 1, column 16: access to attribute '__class__' of 'str' object is unsafe."
        ),
        (
            "{% for a, b in [[1]] %}{% endfor %}", .operation,
            "line 1, column 4: not enough values to unpack: expected 2, got 1"
        ),
        ("{{ raise_exception('no\n way') }}", .raised, "line 1, column 19: no  way"),
        ("{{ 'x' | upper(1) }}", .operation, "line 1, column 10: upper() takes 0 arguments, got 1"),
        ("{{ 'x' | default(a=1) }}", .operation, "line 1, column 10: default() got an unexpected keyword argument 'a'"),
        (
            "{% include 'a' %}", .operation,
            "line 1, column 4: a chat template cannot load other templates: there is no loader for them"
        ),
        (
            "{{ lipsum() }}", .operation,
            "line 1, column 10: lipsum() makes random text, which no prompt can be made of twice"
        ),
        ("{% macro m() %}{{ x.y }}{% endmacro %}{{ m() }}", .undefined, "line 1, column 20: 'x' is undefined"),
    ]

    @Test("A template that fails", arguments: failing)
    func runtime(_ source: String, _ code: ChatTemplateError.Code, _ expected: String) throws {
        let error = try #require(failure(source))
        #expect(error.code == code)
        #expect(error.description.replacing("  ", with: " ") == expected.replacing("  ", with: " "))
    }

    @Test("raise_exception's text is the reason, as it is")
    func raised() throws {
        #expect(failure("{{ raise_exception('a\nb' ~ 1) }}")?.reason == "a\nb1")
    }

    @Test("An integer that Python would not read is refused, and one that it reads is exact")
    func longIntegers() throws {
        let digits = String(repeating: "7", count: 4_300)
        #expect(try render("{{ x }}", ["x": .bigInteger(digits)]) == digits)
        let error = try #require(failure("{{ x }}", ["x": .bigInteger("-" + digits + "7")]))
        #expect(error.description == "an integer of the conversation has more than 4,300 digits")
    }

    /// Conversations that no template is asked for.
    static let refused: [(JSONValue, String)] = [
        ([], "cannot apply a chat template to an empty conversation: give at least one message"),
        (nil, "messages: expected a list of messages, got null"),
        ("Hi", "messages: expected a list of messages, got string"),
        ([["role": "user"], 5], "messages[1]: expected an object, got integer"),
        ([[]], "messages[0]: expected an object, got array"),
    ]

    @Test("A conversation that is none", arguments: refused)
    func conversations(_ messages: JSONValue, _ expected: String) throws {
        let error = try #require(failure("x", messages: messages))
        #expect(error.code == .input)
        #expect(error.description == expected)
    }

    @Test("Tools and documents are lists of objects, and variables do not take their names")
    func inputs() throws {
        let template = try ChatTemplate("{{ tools }}{{ documents }}")
        let messages: JSONValue = [["role": "user"]]
        #expect(throws: ChatTemplateError(.input, "tools: expected a list of objects, got object")) {
            try template.render(messages: messages, tools: [:])
        }
        #expect(throws: ChatTemplateError(.input, "documents[1]: expected an object, got string")) {
            try template.render(messages: messages, documents: [[:], "x"])
        }
        #expect(throws: ChatTemplateError(.input, "variable 'tools': it has an argument of its own")) {
            try template.render(messages: messages, variables: ["tools": 1])
        }
    }
}
