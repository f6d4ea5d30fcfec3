import FlavorKit
import Testing

/// A plug-in that misbehaves, and what is said of it.
struct Fault: Sendable, CustomTestStringConvertible {
    /// The file without `.c`, below Tests/TestPlugins/Misbehaving.
    let plugin: String
    let code: FlavorError.Code
    /// The whole sentence; `%` stands for the library's path.
    let sentence: String

    init(_ plugin: String, _ code: FlavorError.Code, _ sentence: String) {
        self.plugin = plugin
        self.code = code
        self.sentence = sentence
    }

    var testDescription: String { plugin }
    /// The plug-in's name for the builder.
    var source: String { "Misbehaving/\(plugin)" }

    func sentence(library: String) -> String {
        sentence.split(separator: "%", omittingEmptySubsequences: false).joined(separator: library)
    }

    /// Checks an error, which must be one line.
    func expect(_ error: FlavorError?, library: String, _ location: SourceLocation = #_sourceLocation) {
        #expect(error?.message == sentence(library: library), sourceLocation: location)
        #expect(error?.code == code, sourceLocation: location)
        #expect(error?.message.contains(where: \.isNewline) == false, sourceLocation: location)
    }
}
