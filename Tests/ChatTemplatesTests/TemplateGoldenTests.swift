import ChatTemplates
import JSON
import TestSupport
import Testing

@Suite("Chat templates as transformers renders them")
struct TemplateGoldenTests {
    @Test("The templates of model families", arguments: TemplateGolden.all)
    func families(_ template: TemplateGolden) throws {
        let golden = template.golden
        let source = try #require(golden["template"]?.stringValue)
        let parsed = Result { () throws(ChatTemplateError) in try ChatTemplate(source, name: template.name) }
        for (number, member) in (golden["cases"]?.arrayValue ?? []).enumerated() {
            let outcome = Result { () throws(ChatTemplateError) in
                try parsed.get().render(
                    messages: member["messages"] ?? nil, tools: member["tools"], documents: member["documents"],
                    addGenerationPrompt: member["add_generation_prompt"]?.boolValue ?? false,
                    continuing: member["continue_final_message"]?.boolValue == true ? Continuation() : nil,
                    specialTokens: template.specialTokens, variables: member["kwargs"]?.objectValue ?? [:])
            }
            let place = "case \(number), \(member["conversation"]?.stringValue ?? "")"
            switch outcome {
            case .success(let text):
                #expect(isSame(text, member["rendered"]?.stringValue ?? "an error"), "\(place)")
            case .failure(let error):
                #expect(member["rendered"] == nil, "\(place): \(error)")
                if member["error"]?["type"] == "TemplateError" {
                    #expect(error.code == .raised, "\(place)")
                    #expect(error.reason == member["error"]?["message"]?.stringValue, "\(place)")
                }
            }
        }
    }

    @Test("The goldens of this repository are all there")
    func presence() {
        #expect(Fixtures.isRedirected || TemplateGolden.all.count >= 16)
    }

    /// What was recorded of transformers by Tests/Interop/template_goldens.py.
    static let recorded = try? JSONValue(parsing: readFile("\(Fixtures.own)/templates/recorded.json"))

    @Test("Every construct by itself, and random ones")
    func constructs() throws {
        let recorded = try #require(Self.recorded)
        let cases = try #require(recorded["cases"]?.arrayValue)
        #expect(cases.count > 700)
        for member in cases {
            let source = try #require(member["template"]?.stringValue)
            do throws(ChatTemplateError) {
                let text = try render(source, messages: recorded["messages"] ?? nil)
                #expect(isSame(text, member["text"]?.stringValue ?? "an error"), "\(source)")
            } catch {
                #expect(member["text"] == nil, "\(source): \(error)")
                #expect((error.code == .raised) == (member["message"] != nil), "\(source): \(error)")
                if let message = member["message"]?.stringValue { #expect(error.reason == message) }
                #expect(error.line != nil && !error.description.contains(where: \.isNewline), "\(source)")
            }
        }
    }

    @Test("A template renders the same for many threads at once")
    func threads() async throws {
        let template = try ChatTemplate(
            "{% set ns = namespace(n=0) %}{% macro m(x) %}{{ x }}{% endmacro %}"
                + "{% for m2 in messages %}{% set ns.n = ns.n + 1 %}{{ m(ns.n) }}{{ m2.content }}{% endfor %}")
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let text = try? template.render(messages: [
                        ["role": "user", "content": .integer(Int64(number))], [:],
                    ])
                    return text == "1\(number)2"
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
