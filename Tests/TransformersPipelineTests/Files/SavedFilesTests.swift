import FlavorKit
import Glibc
import TestSupport
import PluginFiles
import Testing

@testable import TransformersPipeline

@Suite("The files of a saved model")
struct SavedFilesTests {
    private func model(_ folder: String) throws -> HuggingFaceModel {
        try HuggingFaceModel(folder: folder, tokenizerFolder: folder)
    }

    @Test(
        "Folders of any name are saved whole",
        arguments: ["plain", "\u{e9}", "e\u{301}", "\u{43c} \u{65e5}", "\u{301}x", "\u{1f600}\u{200d}\u{1f600}"])
    func names(name: String) throws {
        try withTemporaryDirectory { root in
            try ModelFolder.create("\(root)/\(name)")
            let source = "\(root)/\(name)/\(name)"
            try ModelFolder.copyExample(to: source)
            try ModelFolder.create("\(source)/additional_chat_templates")
            try writeFile("{{ tools }}", to: "\(source)/additional_chat_templates/\(name).jinja")
            try ModelFolder.create("\(root)/saved")
            let saved = try TestHost.shared.get().save(source, to: "\(root)/saved")
            let places = [
                "components/tokenizer": [
                    "additional_chat_templates/\(name).jinja", "special_tokens_map.json", "tokenizer.json",
                    "tokenizer_config.json",
                ],
                "model": ["config.json", "generation_config.json", "model.safetensors"],
            ]
            let expected = places.flatMap { place, names in names.map { "\(place)/\($0)" } }
            #expect(Set(ModelFolder.files(in: "\(root)/saved")) == Set(expected))
            #expect(
                Array(saved["flavors"]?["transformers"]?["source_model_name"]?.stringValue?.utf8 ?? "".utf8)
                    == Array(name.utf8))
            let model = try TestHost.shared.get().load("\(root)/saved", flavors: saved["flavors"] ?? .null)
            #expect(try model.predict("The capital of", ["max_new_tokens": 2]).value == "the United")
        }
    }

    @Test(
        "A file that the model was read from and that is gone when it is copied is an error",
        arguments: ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json"])
    func missing(name: String) throws {
        try withTemporaryDirectory { root in
            try ModelFolder.copyExample(to: "\(root)/source")
            let model = try model("\(root)/source")
            #expect(unlink("\(root)/source/\(name)") == 0)
            let sources = ModelFiles(model).copies.map(\.source)
            #expect(sources.contains("\(root)/source/\(name)"))
            #expect(throws: FlavorError.self) { try FileHandle(reading: "\(root)/source/\(name)").size() }
        }
    }

    @Test("The sizes of files are added up, and a sum that no number holds is a sentence")
    func sizes() throws {
        #expect(try ModelFiles.total(of: []) == 0)
        #expect(try ModelFiles.total(of: [1, Int.max - 1]) == Int.max)
        #expect(
            throws: FlavorError(
                .invalidArgument,
                "the model's files: expected at most 9223372036854775807 bytes in all, found more: see whether one of "
                    + "the files is far larger than what it holds")
        ) {
            try ModelFiles.total(of: [7 << 60, 7 << 60])
        }
    }

    @Test(
        "A configuration file that is too large is a sentence, before it is read",
        arguments: [
            ("config.json", 16 << 20), ("generation_config.json", 16 << 20), ("tokenizer.json", 256 << 20),
        ])
    func largeFiles(name: String, most: Int) throws {
        try withTemporaryDirectory { root in
            try ModelFolder.copyExample(to: "\(root)/source")
            let path = "\(root)/source/\(name)"
            #expect(truncate(path, most + 1) == 0)
            #expect(
                throws: FlavorError(
                    .invalidArgument,
                    "\(path): expected a JSON file of at most \(most) bytes, found \(most + 1)")
            ) {
                try model("\(root)/source")
            }
        }
    }

    @Test("An index of shards that is too large is a sentence, before it is read")
    func largeIndex() throws {
        try withTemporaryDirectory { root in
            try ModelFolder.copyExample(to: "\(root)/source", except: ["model.safetensors"])
            let path = "\(root)/source/model.safetensors.index.json"
            try writeFile("{}", to: path)
            #expect(truncate(path, (256 << 20) + 1) == 0)
            #expect(
                throws: FlavorError(
                    .dataLoss, "\(path): must be an index of at most 268435456 bytes, found \((256 << 20) + 1)")
            ) {
                try model("\(root)/source")
            }
        }
    }
}
