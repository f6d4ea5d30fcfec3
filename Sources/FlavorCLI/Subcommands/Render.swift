import ArgumentParser
import ChatTemplates
import FlavorKit
import JSON

struct Render: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Show the prompt that a chat model sees of a conversation",
        discussion: """
            The model may also be a tokenizer_config.json, or a file with a template. The input is a list of messages, or \
            an object with messages and what else the template takes: tools, documents, add_generation_prompt, \
            continue_final_message, and variables by name. Where nothing is said, an assistant's final message is \
            continued, and after any other the beginning of an assistant's message is added.
              flavor render ./phi3 -i messages.json
            """)

    @OptionGroup var model: ModelOptions

    @Option(
        name: [.customShort("i"), .customLong("input-path")],
        help: ArgumentHelp("A JSON file with the conversation; - is standard input", valueName: "file"))
    var input = "-"

    @Option(
        help: ArgumentHelp(
            "The template of this name, of several; else tool_use where there are tools, or default", valueName: "name")
    )
    var template: String?

    @Flag(help: "Print JSON: an object with the prompt")
    var json = false

    func run() throws {
        let prompt = try render()
        try StandardOutput.write(
            json ? JSONValue.object(["prompt": .string(prompt)]).text(.python(ascii: false)) + "\n" : prompt)
    }

    private func render() throws -> String {
        let input = try InputFile(input)
        let place = try TokenizerPlace(model.path, holding: ["tokenizer_config.json", "chat_template.jinja"])
        do throws(ChatTemplateError) {
            let file = try ChatTemplateFile(place.path)
            let request = try RenderRequest(parsing: input.bytes, source: input.name)
            let template = try file.template(named: template, withTools: request.hasTools)
            return try request.render(template, specialTokens: file.specialTokens)
        } catch {
            throw FlavorError(error.code == .limit ? .resourceExhausted : .invalidArgument, error.description)
        }
    }
}
