import FlavorHost
import Synchronization

/// Opens the library of a model's flavor before the arguments are read.
///
/// What the library begins in its entry, on threads of its own, runs beside the reading, which takes 2 ms. Which model that is,
/// is guessed by the words alone: a wrong guess opens a library that nobody asks for, and does nothing else; a command that asks
/// for other flavors makes a host of its own.
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

    /// The folder that seems to be the model: the value of the option, else the first word, else the last one.
    static func guess(_ words: [String]) -> String? {
        let loading = [Predict.configuration.commandName, Chat.configuration.commandName]
        guard let command = words.first, loading.contains(command) else { return nil }
        let words = words.dropFirst()
        // Other flavors may be meant, more may be to tell of them, or nothing is to be done.
        let others = ["--flavor", "--log-level", "--help", "--version"]
        guard !words.contains(where: { word in word == "-h" || others.contains { word.hasPrefix($0) } }) else {
            return nil
        }
        if let option = words.firstIndex(where: { $0 == "-m" || $0 == "--model-uri" }) {
            return words[(option + 1)...].first
        }
        let assignment = "--model-uri="
        if let option = words.first(where: { $0.hasPrefix(assignment) }) {
            return String(option.dropFirst(assignment.count))
        }
        if let first = words.first, !first.hasPrefix("-") { return first }
        // What follows an option may be its value.
        let end = words.suffix(2)
        return end.count == 2 && !end.contains { $0.hasPrefix("-") } ? end.last : nil
    }
}
