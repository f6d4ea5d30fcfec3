import FlavorHost
import FlavorKit
import TestSupport

/// A host with the flavors in C that answer through one another, and models for them in one folder.
struct ModelChain {
    let folder: String
    let log: LogLines
    let host: Host

    /// The answers of the innermost model.
    static let answers = """
        capital of Spain => Madrid.
        long => \(String(repeating: "la ", count: 400))
        \u{20}=> I do not know.

        """

    /// Runs a body with a chain in a folder of its own.
    ///
    /// - Parameters:
    ///   - flavors: Further plug-ins.
    ///   - headers: The header's folder that all are built against.
    static func with<Result>(
        _ flavors: [String] = [], headers: String = TestPlugins.headers, _ body: (ModelChain) throws -> Result
    ) throws -> Result {
        try withTemporaryDirectory { folder in
            let log = LogLines(level: .info)
            try makeFolder("\(folder)/flavors")
            let flavors = ["CCanned", "CForward"] + flavors
            let installed = FlavorFolder(path: "\(folder)/flavors")
            for name in flavors { try install(TestPlugins.build(name, headers: headers), in: installed) }
            // The same source in other words: answers that may overlap, under another key.
            let flags = ["-DFORWARD_KEY=\"c-echo\"", "-DFORWARD_CONCURRENCY=\"reentrant\""]
            try install(TestPlugins.build("CForward", flags: flags, headers: headers), in: installed)
            return try body(ModelChain(folder: folder, log: log, host: installed.host(log: log)))
        }
    }

    private static func install(_ library: String, in flavors: FlavorFolder) throws {
        try flavors.add(try TestHost.make().plugin(atLibrary: library).descriptor, library: library, isInstalled: true)
    }

    /// Makes the folder of a model whose answers are written down, and returns its path.
    func canned(_ name: String = "canned", answers: String = answers) throws -> String {
        let path = "\(folder)/\(name)"
        try makeFolder(path)
        try writeFile(answers, to: "\(path)/canned.txt")
        return path
    }

    /// Makes the folder of a model that answers through another, and returns its path.
    func forward(_ name: String, to inner: String, flavor: String = "", key: String = "c-forward") throws -> String {
        try model(name, "flavors: {\(key): {folder: \"\(inner)\", flavor: \"\(flavor)\"}}")
    }

    /// Makes a folder with an MLmodel, and returns its path.
    func model(_ name: String, _ yaml: String) throws -> String {
        let path = "\(folder)/\(name)"
        try makeFolder(path)
        try writeFile(yaml, to: "\(path)/MLmodel")
        return path
    }
}
