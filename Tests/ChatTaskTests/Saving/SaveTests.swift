import FlavorHost
import FlavorKit
import Glibc
import JSON
import TestSupport
import Testing

@Suite("Saving a chat")
struct SaveTests {
    private static let mlflowChat = "\(Fixtures.own)/mlflow/models/transformers_completions/model"

    private func transformers(_ models: ChatModels) throws -> String {
        let saved = "\(models.folder)/inner"
        try models.host.save(
            SaveRequest(source: "\(Fixtures.own)/models/tiny-phi3-capitals", destination: saved),
            flavor: "transformers-pipeline")
        return saved
    }

    private func inode(_ path: String) -> UInt {
        var status = stat()
        return stat(path, &status) == 0 ? UInt(status.st_ino) : 0
    }

    private func text(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

    private func replace(_ old: String, by new: String, in path: String) throws {
        let changed = try text(path).split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
        remove(path)
        try writeFile(changed, to: path)
    }

    @Test("Adds its key, the task for MLflow and a template, and keeps the model's entries")
    func entries() throws {
        try ChatModels.with { (models) throws in
            let inner = try transformers(models)
            let saved = try models.chat(over: inner)
            let (before, after) = (try MLmodel(contentsOfFolder: inner), try MLmodel(contentsOfFolder: saved))
            #expect(after.flavors["chat-task"]?["task"] == "llm/v1/chat")
            #expect(after.flavors["chat-task"]?["model"] == "tiny-phi3-capitals")
            #expect(after.flavors["transformers"]?["inference_task"] == "llm/v1/chat")
            #expect(after.metadata?["task"] == "llm/v1/chat")
            var transformers = try #require(after.flavors["transformers"]?.objectValue)
            transformers["inference_task"] = nil
            #expect(JSONValue.object(transformers) == before.flavors["transformers"])
            // MLflow's pipeline gives tokens in these tasks, and refuses a word on the text beside.
            #expect(after.flavors["python_function"]?["config"] == ["do_sample": false])
            #expect(after.modelUUID != before.modelUUID)
            let configuration = try JSONValue(parsing: readFile("\(inner)/components/tokenizer/tokenizer_config.json"))
            #expect(try text("\(saved)/chat-task/chat_template.jinja") == configuration["chat_template"]?.stringValue)
            for name in ["requirements.txt", "conda.yaml", "python_env.yaml"] {
                #expect(try readFile("\(saved)/\(name)") == readFile("\(inner)/\(name)"))
            }
            #expect(try models.host.flavor(for: saved) == "chat-task")
        }
    }

    @Test("Shares the weights with the model where the disk can, and copies what is small")
    func files() throws {
        try ChatModels.with { (models) throws in
            let inner = try transformers(models)
            let saved = try models.chat(over: inner)
            let weights = "model/model.safetensors"
            #expect(try readFile("\(saved)/\(weights)") == readFile("\(inner)/\(weights)"))
            // A reflink has a number of its own, a hard link has not; this disk may know neither, but then it is no Linux.
            #expect(inode("\(saved)/\(weights)") != 0)
            #expect(inode("\(saved)/model/config.json") != inode("\(inner)/model/config.json"))
            // Neither model is the other's.
            removeTree(inner)
            #expect(try models.host.load(saved).answer(body("What is the capital of Spain?")).arrayValue?.count == 1)
        }
    }

    @Test("Follows links in the model's folder, and saves none")
    func links() throws {
        try ChatModels.with { (models) throws in
            let inner = try models.canned()
            mkdir("\(inner)/blobs", 0o755)
            rename("\(inner)/canned.txt", "\(inner)/blobs/1")
            symlink("blobs/1", "\(inner)/canned.txt")
            try makeFolder("\(inner)/blobs/notes")
            try writeFile("x", to: "\(inner)/blobs/notes/note.txt")
            symlink("blobs/notes", "\(inner)/notes")
            let saved = try models.chat(over: inner)
            var status = stat()
            for name in ["canned.txt", "notes", "notes/note.txt"] {
                #expect(lstat("\(saved)/\(name)", &status) == 0 && status.st_mode & S_IFMT != S_IFLNK)
            }
        }
    }

    @Test("Keys and flavors that nobody here knows survive, what says when it was made does not")
    func unknownKeys() throws {
        try ChatModels.with { (models) throws in
            let inner = try models.canned()
            try replace(
                "flavors:\n",
                by: "run_id: abc\nhouse_key:\n  a: [1, 2]\nmetadata:\n  owner: me\nflavors:\n  strange:\n    x: 1.5\n",
                in: "\(inner)/MLmodel")
            let after = try MLmodel(contentsOfFolder: models.chat(over: inner))
            #expect(after.members["house_key"] == ["a": [1, 2]])
            #expect(after.flavors["strange"] == ["x": 1.5])
            #expect(after.metadata == ["owner": "me"])
            #expect(after.runID == nil)
            #expect(after.flavors.map(\.key).sorted() == ["c-canned", "chat-task", "strange"])
        }
    }

    @Test("A template from a file goes before the model's own, in MLflow's place too, and never into the source")
    func templateOption() throws {
        try ChatModels.with { (models) throws in
            let inner = try transformers(models)
            let place = "components/tokenizer/chat_template.jinja"
            let template = "\(models.folder)/other.jinja"
            let other = "<|user|>What is the capital of Spain?<|end|><|assistant|>"
            try writeFile(other, to: template)
            let saved = try models.chat(over: inner, options: ["chat_template": .string(template)])
            #expect(try text("\(saved)/\(place)") == other)
            #expect(access("\(inner)/\(place)", F_OK) != 0)
            // Nor into that of a model which has such a file, though it is shared with it.
            let mlflows = "\(Fixtures.own)/mlflow/models/transformers_chat/model"
            let own = try text("\(mlflows)/\(place)")
            let again = try models.chat(over: mlflows, options: ["chat_template": .string(template)])
            #expect(try text("\(again)/\(place)") == other && text("\(mlflows)/\(place)") == own)
            let model = try models.host.load(saved)
            let reply = try model.answer(body("anything"))
            #expect(
                reply.arrayValue?.first?["choices"]?.arrayValue?.first?["message"]?["content"]
                    == "The capital of Spain is Madrid. Spain is in Europe.")
        }
    }

    @Test("A chat is saved again from a chat, and keeps its template")
    func again() throws {
        try ChatModels.with { (models) throws in
            let inner = try models.canned(template: nil)
            let template = "\(models.folder)/t.jinja"
            try writeFile(ChatModels.template, to: template)
            let first = try models.chat(over: inner, options: ["chat_template": .string(template)])
            let second = try models.chat(over: first)
            #expect(try text("\(second)/chat-task/chat_template.jinja") == ChatModels.template)
            let reply = try models.host.load(second).answer(body("capital of Spain"))
            #expect(reply.arrayValue?.first?["choices"]?.arrayValue?.first?["message"]?["content"] == "Madrid.")
        }
    }

    @Test("Several templates are kept, and the one for tools writes conversations with tools")
    func severalTemplates() throws {
        try ChatModels.with { (models) throws in
            let folder = "\(models.folder)/phi"
            try SourceTree.copyFiles("\(Fixtures.own)/models/tiny-phi3-capitals", to: folder)
            try makeFolder("\(folder)/additional_chat_templates")
            try writeFile("{{ messages[0].content }}", to: "\(folder)/chat_template.jinja")
            let spain = "<|user|>What is the capital of Spain?<|end|><|assistant|>"
            try writeFile(
                "{% if tools %}\(spain){% endif %}", to: "\(folder)/additional_chat_templates/tool_use.jinja")
            let inner = "\(models.folder)/inner"
            try models.host.save(SaveRequest(source: folder, destination: inner), flavor: "transformers-pipeline")
            let saved = try models.chat(over: inner)
            let entry = try MLmodel(contentsOfFolder: saved).flavors["chat-task"]
            #expect(entry?["additional_chat_templates"] == ["tool_use"])
            let tool =
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {\"properties\": {}}}}]"
            let reply = try models.host.load(saved).answer(body("Hm", tool))
            #expect(
                reply.arrayValue?.first?["choices"]?.arrayValue?.first?["message"]?["content"]
                    == "The capital of Spain is Madrid. Spain is in Europe.")
        }
    }

    @Test("Has MLflow's columns, and then optional ones", arguments: ["llm/v1/chat", "llm/v1/completions"])
    func signature(task: String) throws {
        let fixture = try JSONValue(parsing: readFile("\(Fixtures.own)/mlflow/llm/signatures.json"))
        let theirs = try #require(fixture["tasks"]?[task]?["parsed"])
        try ChatModels.with { (models) throws in
            let saved = try MLmodel(contentsOfFolder: models.chat(over: models.canned(), task: task))
            let inputs = try JSONValue(parsing: #require(saved.signature?.inputsText)).arrayValue ?? []
            let their = theirs["inputs"]?.arrayValue ?? []
            #expect(Array(inputs.prefix(their.count)) == their)
            let further = inputs.dropFirst(their.count)
            #expect(further.contains { $0["name"] == "seed" })
            #expect(further.allSatisfy { $0["required"] == false })
            // Beside MLflow's a choice may have log probabilities.
            var outputs = try JSONValue(parsing: #require(saved.signature?.outputsText)).arrayValue ?? []
            let place = try #require(outputs.firstIndex { $0["name"] == "choices" })
            var choices = try #require(outputs[place].objectValue)
            var items = try #require(choices["items"]?.objectValue)
            var properties = try #require(items["properties"]?.objectValue)
            #expect(properties["logprobs"] != nil)
            properties["logprobs"] = nil
            items["properties"] = .object(properties)
            choices["items"] = .object(items)
            outputs[place] = .object(choices)
            #expect(outputs == theirs["outputs"]?.arrayValue ?? [])
        }
    }

    @Test("A model without a template is refused with what to do, but not for completions")
    func noTemplate() throws {
        try ChatModels.with { (models) throws in
            let inner = try models.canned(template: nil)
            let sentence =
                "the model that answers has no chat template (its flavor is c-canned): save it with flavor save "
                + "--flavor chat-task --chat-template FILE"
            #expect(throws: FlavorError(.failedPrecondition, sentence)) { try models.chat(over: inner) }
            #expect(try models.host.load(models.chat(over: inner, task: "llm/v1/completions")).signature != nil)
        }
    }

    @Test("A template that cannot be read is refused before anything is saved")
    func badTemplate() throws {
        try ChatModels.with { (models) throws in
            let error = #expect(throws: FlavorError.self) {
                try models.chat(over: models.canned(template: "{% if %}"))
            }
            #expect(error?.message.hasPrefix("the chat template \"default\" cannot be read: ") == true)
            #expect(TestSupport.entries(of: models.folder).filter { $0.hasPrefix("chat-") }.isEmpty)
        }
    }

    @Test("A template whose name would lead out of the folder is refused before anything is saved")
    func templateName() throws {
        try ChatModels.with { (models) throws in
            let folder = "\(models.folder)/phi"
            try SourceTree.copyFiles("\(Fixtures.own)/models/tiny-phi3-capitals", to: folder)
            try writeFile(
                "{\"chat_template\": [{\"name\": \"default\", \"template\": \"a\"}, "
                    + "{\"name\": \"../../x\", \"template\": \"b\"}]}", to: "\(folder)/tokenizer_config.json")
            let inner = "\(models.folder)/inner"
            try models.host.save(SaveRequest(source: folder, destination: inner), flavor: "transformers-pipeline")
            let sentence =
                "the model that answers: expected names of chat templates without slashes, found another"
            #expect(throws: FlavorError(.invalidArgument, sentence)) { try models.chat(over: inner) }
        }
    }

    @Test("A template for completions is refused, not forgotten")
    func templateForCompletions() throws {
        try ChatModels.with { (models) throws in
            let inner = try models.canned()
            let error = #expect(throws: FlavorError.self) {
                try models.chat(over: inner, task: "llm/v1/completions", options: ["chat_template": "/tmp/x"])
            }
            #expect(error?.message == "option \"chat_template\": completions write no conversation: leave it out")
        }
    }

    @Test("An entry that names a file outside the folder is refused")
    func outside() throws {
        try ChatModels.with { (models) throws in
            let saved = try models.chat(over: models.canned())
            let original = try text("\(saved)/MLmodel")
            for place in ["../x.jinja", "/etc/passwd"] {
                try writeFile(
                    original.split(separator: "chat-task/chat_template.jinja").joined(separator: place),
                    to: "\(saved)/MLmodel")
                let error = #expect(throws: FlavorError.self) { try models.host.load(saved) }
                #expect(
                    error?.message
                        == "MLmodel: chat-task.chat_template: expected a file in the model folder, found a path that leads out of it"
                )
            }
        }
    }

    @Test("A chat whose wrapped model's flavor is not installed says so")
    func innerIsMissing() throws {
        try ChatModels.with { (models) throws in
            let saved = try models.chat(over: models.canned())
            removeTree("\(models.folder)/flavors/c-canned")
            let host = Host(
                searchPath: FlavorSearchPath(
                    folders: ["\(Fixtures.repository)/flavors"], executableFolder: ChatModels.buildFolder))
            let error = #expect(throws: FlavorError.self) { try host.load(saved) }
            #expect(error?.code == .notFound)
            #expect(error?.message.contains("no installed flavor but chat-task loads this model") == true)
        }
    }
}
