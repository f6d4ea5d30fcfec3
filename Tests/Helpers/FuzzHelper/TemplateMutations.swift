import ChatTemplates
import JSON
import TestSupport

/// Chat templates with parts changed, dropped, doubled and mixed, rendered for a conversation.
struct TemplateMutations: FuzzTarget {
    static let name = "template-mutations"
    private let templates: [[Unicode.Scalar]]
    private let conversations: [JSONValue]

    init() throws {
        let goldens = try TemplateGoldens()
        templates = (goldens.templates + TemplatePieces.templates).map { Array($0.unicodeScalars) }
        conversations = goldens.conversations
    }

    func run(_ random: inout SeededRandom) throws {
        var template = random.pick(templates)
        for _ in 0..<1 + random.next(4) { mutate(&template, &random) }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: template)
        try render(String(text), random.pick(conversations), addGenerationPrompt: random.next(2) == 0)
    }

    private func mutate(_ template: inout [Unicode.Scalar], _ random: inout SeededRandom) {
        let start = random.next(template.count + 1)
        let end = min(start + random.next(random.pick([2, 8, 60])), template.count)
        switch random.next(6) {
        case 0: template.removeSubrange(start..<end)
        case 1: template.insert(contentsOf: template[start..<end], at: start)
        case 2: template.replaceSubrange(start..<end, with: random.pick(TemplatePieces.all).unicodeScalars)
        case 3: template.insert(contentsOf: random.pick(TemplatePieces.all).unicodeScalars, at: start)
        case 4:
            let other = random.pick(templates)
            let from = random.next(other.count + 1)
            template.insert(contentsOf: other[from..<min(from + random.next(200), other.count)], at: start)
        default:
            guard start < template.count else { return }
            template[start] = Unicode.Scalar(UInt8(random.next(128)))
        }
    }
}

/// Texts made of the pieces of templates, or of characters at random.
struct TemplateNoise: FuzzTarget {
    static let name = "template-noise"
    private let conversations: [JSONValue]

    init() throws { conversations = try TemplateGoldens().conversations }

    func run(_ random: inout SeededRandom) throws {
        var text = ""
        switch random.next(3) {
        case 0:
            let bytes = (0..<random.next(200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            text = String(decoding: bytes, as: UTF8.self)
        case 1:
            for _ in 0..<random.next(60) {
                text += random.pick(TemplatePieces.all)
                if random.next(3) == 0 { text += " " }
            }
        default:
            text = "{{ "
            for _ in 0..<1 + random.next(12) { text += random.pick(TemplatePieces.expressions) + " " }
            text += "}}"
            if random.next(2) == 0 { text = "{% for x in messages %}" + text + "{% endfor %}" }
        }
        try render(text, random.pick(conversations), addGenerationPrompt: true)
    }
}

/// Templates of real models rendered for conversations, tools and documents of any shape.
struct TemplateMessages: FuzzTarget {
    static let name = "template-messages"
    private let templates: [ChatTemplate]

    init() throws {
        templates = try (TemplateGoldens().templates + TemplatePieces.templates).compactMap { try? ChatTemplate($0) }
        guard templates.count > 10 else { throw FuzzFailure("the templates do not parse") }
    }

    func run(_ random: inout SeededRandom) throws {
        let messages = JSONValue.array((0..<random.next(6)).map { _ in message(&random) })
        try render(
            random.pick(templates), random.next(20) == 0 ? value(&random, depth: 3) : messages,
            tools: random.next(3) == 0 ? value(&random, depth: 3) : nil,
            documents: random.next(3) == 0 ? .array([value(&random, depth: 2)]) : nil,
            variables: random.next(3) == 0 ? ["enable_thinking": value(&random, depth: 2)] : [:])
    }

    private func message(_ random: inout SeededRandom) -> JSONValue {
        var message: JSONObject = [:]
        if random.next(20) > 0 {
            message["role"] = random.next(9) > 0 ? .string(random.pick(Self.roles)) : value(&random, depth: 2)
        }
        for _ in 0..<random.next(4) {
            message[random.pick(Self.keys)] = value(&random, depth: 3)
        }
        return .object(message)
    }

    private static let roles = ["user", "assistant", "system", "tool", "ipython", "", "développeur"]
    private static let keys = [
        "content", "content", "content", "tool_calls", "name", "tool_call_id", "reasoning_content", "thinking",
        "function", "arguments", "type", "text", "items", "parameters", "properties", "a b",
    ]

    private func value(_ random: inout SeededRandom, depth: Int) -> JSONValue {
        switch random.next(depth > 0 ? 10 : 7) {
        case 0: return nil
        case 1: return .bool(random.next(2) == 0)
        case 2: return .integer(Int64(truncatingIfNeeded: random.next() >> UInt64(random.next(64))))
        case 3: return .double(random.pick([0, -0.5, 1e300, .infinity, .nan, 1e-9, 12345.678]))
        case 4: return .bigInteger("-" + String(repeating: "9", count: 20 + random.next(5_000)))
        case 5, 6: return .string(text(&random))
        case 7: return .array((0..<random.next(4)).map { _ in value(&random, depth: depth - 1) })
        default:
            return .object(
                JSONObject((0..<random.next(4)).map { _ in (random.pick(Self.keys), value(&random, depth: depth - 1)) })
            )
        }
    }

    private func text(_ random: inout SeededRandom) -> String {
        random.pick([
            "", " ", "Hello", "\n\n", "<think>a</think>b", "é\u{301}", "👩‍👩‍👧", "\u{0}", "{{ x }}", "%s %d {0}", "İΣς",
            "\u{2028}",
            String(repeating: "ab ", count: random.next(100)),
        ])
    }
}

/// Parses and renders a template.
func render(_ source: String, _ messages: JSONValue, addGenerationPrompt: Bool) throws {
    let template: ChatTemplate
    do throws(ChatTemplateError) {
        template = try ChatTemplate(source)
    } catch {
        try check(error)
        return
    }
    try render(template, messages, addGenerationPrompt: addGenerationPrompt)
}

/// Renders a template with little to use up; an error is well when it is one sentence.
private func render(
    _ template: ChatTemplate, _ messages: JSONValue, tools: JSONValue? = nil, documents: JSONValue? = nil,
    variables: JSONObject = [:], addGenerationPrompt: Bool = true
) throws {
    var limits = RenderLimits()
    limits.steps = 20_000
    limits.textBytes = 1 << 20
    let text: String
    do throws(ChatTemplateError) {
        text = try template.render(
            messages: messages, tools: tools, documents: documents, addGenerationPrompt: addGenerationPrompt,
            specialTokens: ["bos_token": "<s>", "eos_token": "</s>"], variables: variables, limits: limits)
    } catch {
        try check(error)
        return
    }
    guard text.utf8.count <= limits.textBytes else { throw FuzzFailure("\(text.utf8.count) bytes of text") }
}

private func check(_ error: ChatTemplateError) throws {
    let text = error.description
    guard !text.isEmpty, !text.contains(where: \.isNewline) else {
        throw FuzzFailure("an error of several lines: \(text)")
    }
}
