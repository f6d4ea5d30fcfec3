import FlavorHost
import Synchronization

/// Opens the library of a model's flavor while the arguments are still being read, which takes as long.
///
/// Which model that is, is guessed by the words alone. A wrong guess opens a library that nobody asks for; a command that asks
/// for other flavors makes a host of its own; and what fails here fails again where it is asked for, and is told there.
enum HeadStart {
    private static let host = Mutex<Host?>(nil)

    /// Begins, where the words are those of a command that loads a model with the flavors of the standard path.
    ///
    /// - Parameter words: The command's arguments, without its own name.
    static func begin(_ words: [String]) {
        guard let path = guess(words) else { return }
        let made = HostOptions.makeHost(searchPath: .standard(), givesHeadStart: true)
        host.withLock { $0 = made }
        made.openAhead(for: path)
    }

    /// The host in which a library may be open already; nil where there is none, or where it was taken.
    static func takeHost() -> Host? {
        host.withLock { host in
            defer { host = nil }
            return host
        }
    }

    /// The folder that seems to be the model: the value of the option, else a word that is none, at the begin or the end.
    static func guess(_ words: [String]) -> String? {
        let loading = [Predict.configuration.commandName, Chat.configuration.commandName]
        guard let command = words.first, loading.contains(command) else { return nil }
        let words = words.dropFirst()
        // Other flavors may be meant, or more is to be told of them.
        guard !words.contains(where: { $0.hasPrefix("--flavor") || $0.hasPrefix("--log-level") }) else { return nil }
        if let option = words.firstIndex(where: { $0 == "-m" || $0 == "--model-uri" }) {
            return words[(option + 1)...].first
        }
        return [words.first, words.last].compactMap { $0 }.first { !$0.hasPrefix("-") }
    }
}
