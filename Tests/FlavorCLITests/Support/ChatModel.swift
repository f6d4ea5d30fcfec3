import TestSupport

/// A chat over the canned flavor in C, for the command.
struct ChatModel {
    /// The model's folder.
    let path: String
    /// To be given as `FLAVOR_PATH`.
    let flavors: String

    /// Saves the model and its flavor into a folder.
    ///
    /// - Parameter pause: Seconds before each character of an answer.
    init(in folder: String, pause: Double? = nil) throws {
        flavors = "\(folder)/flavors"
        path = "\(folder)/chat"
        let place = "\(flavors)/c-canned"
        try makeFolder(place)
        let library = try TestPlugins.build("CCanned")
        try writeFile(readFile(library), to: "\(place)/libCCanned.so")
        let manifest = try Flavor.runAlone("manifest", "\(place)/libCCanned.so")
        guard manifest.isSuccess else { throw TestSupportError("no manifest: \(manifest.errors)") }
        try writeFile(manifest.output, to: "\(place)/flavor.json")
        try makeFolder("\(folder)/source")
        try writeFile(
            """
            capital of Spain => Madrid.
            long => \(String(repeating: "la ", count: 80))
            brief => In brief.
            escape => \u{1B}[31mred
             => I do not know.

            """, to: "\(folder)/source/canned.txt")
        try writeFile(
            "{% for m in messages %}{{ m.role }}:{{ m.content }};{% endfor %}",
            to: "\(folder)/source/chat_template.jinja")
        try run("save", "--flavor", "c-canned", "--from", "\(folder)/source", "-o", "\(folder)/inner")
        if let pause {
            let file = "\(folder)/inner/MLmodel"
            let parts = try text(of: file).split(separator: "data: canned.txt", omittingEmptySubsequences: false)
            try writeFile(parts.joined(separator: "data: canned.txt\n    pause: \(pause)"), to: file)
        }
        try run("save", "--flavor", "chat-task", "--from", "\(folder)/inner", "-o", path)
    }

    var environment: [String: String] { ["FLAVOR_PATH": flavors] }

    private func run(_ words: String...) throws {
        let result = try Flavor.run(Array(words), environment: environment)
        guard result.isSuccess else { throw TestSupportError("\(words): \(result.errors)") }
    }
}
