import FlavorKit
import Glibc
import TestSupport
import Testing

@testable import TransformersPipeline

@Suite("Where a saved model's files lie")
struct SavedLocationTests {
    /// Saves the example in a folder of the given one, and returns its entries.
    private func save(in root: String) throws -> Value {
        try ModelFolder.create("\(root)/saved")
        return try TestHost.shared.get().save(ModelFolder.example, to: "\(root)/saved")["flavors"] ?? .null
    }

    private func refusal(_ folder: String, _ flavors: Value) -> String? {
        do {
            _ = try TestHost.shared.get().load(folder, flavors: flavors)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "A path out of the folder is refused where the slash is one character with a mark after it",
        arguments: ["../\u{301}evil", "model/../\u{301}evil", "/\u{301}evil"])
    func combiningMarks(path: String) throws {
        try withTemporaryDirectory { root in
            _ = try save(in: root)
            // What the path would lead to is a model that loads.
            try ModelFolder.copyExample(to: "\(root)/\u{301}evil")
            #expect(
                refusal("\(root)/saved", ["transformers": ["model_binary": .string(path)]])
                    == "MLmodel: transformers.model_binary: expected a path inside the model folder, found "
                    + "one that leads out of it")
        }
    }

    @Test("A folder that is a link out of the model folder is refused", arguments: ["model", "components/tokenizer"])
    func linksOut(name: String) throws {
        try withTemporaryDirectory { root in
            let flavors = try save(in: root)
            // A neighbour whose name begins with the model folder's is outside of it, too.
            let outside = "\(root)/saved-beside"
            #expect(rename("\(root)/saved/\(name)", outside) == 0)
            #expect(symlink(outside, "\(root)/saved/\(name)") == 0)
            #expect(
                refusal("\(root)/saved", flavors)
                    == "\(root)/saved/\(name): expected a folder inside the model folder, found a link that leads out of "
                    + "it: save the model again with its files")
        }
    }

    @Test("The folder above the tokenizer's may not lead out either")
    func linkedComponents() throws {
        try withTemporaryDirectory { root in
            let flavors = try save(in: root)
            #expect(rename("\(root)/saved/components", "\(root)/beside") == 0)
            #expect(symlink("../beside", "\(root)/saved/components") == 0)
            #expect(refusal("\(root)/saved", flavors)?.contains("found a link that leads out of it") == true)
        }
    }

    @Test("Links within the model folder, and one to the whole of it, are followed")
    func linksInside() throws {
        try withTemporaryDirectory { root in
            let flavors = try save(in: root)
            #expect(rename("\(root)/saved/model", "\(root)/saved/weights") == 0)
            #expect(symlink("weights", "\(root)/saved/model") == 0)
            #expect(symlink("\(root)/saved", "\(root)/link") == 0)
            #expect(refusal("\(root)/saved", flavors) == nil)
            #expect(refusal("\(root)/link", flavors) == nil)
        }
    }
}
