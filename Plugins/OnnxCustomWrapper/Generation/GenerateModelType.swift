import FlavorKit
import JSON

/// The kind of a model, which genai_config.json names as transformers does; only models of text are run.
struct GenerateModelType {
    let name: String

    /// - Parameters:
    ///   - value: `model.type`.
    ///   - path: That of genai_config.json.
    /// - Throws: `FlavorError` when it is none, or that of a model of something else than text alone.
    init(_ value: JSONValue?, path: String) throws(FlavorError) {
        guard case .string(let name)? = value else {
            throw FlavorError(.invalidArgument, "\(path): \(Self.expected), found \(value?.kindName ?? "nothing")")
        }
        self.name = name
        if Self.others.contains(name) { throw unsupported(path) }
    }

    /// The error about a type that is not run.
    func unsupported(_ path: String) -> FlavorError {
        let shown = JSONValue.string(name).text(.python(ascii: false))
        return FlavorError(.unimplemented, "\(path): \(Self.expected), found \(shown): only models of text are run")
    }

    private static let expected =
        "model.type: expected the type of a text model that the generate() library runs, such as llama or phi3"

    /// What the library has for images, for speech and for texts with an encoder; it looks for their graphs under names of its own.
    private static let others: Set = [
        "fara", "gemma3", "gemma4", "gemma4_unified", "lfm2_audio", "lfm2_vl", "marian-ssru", "mistral3",
        "nemotron_speech", "parakeet_tdt", "phi3v", "phi4mm", "qwen2_5_vl", "qwen3_5", "qwen3_5_moe", "qwen3_vl",
        "whisper",
    ]
}
