import FlavorHost
import FlavorKit
import Glibc
import JSON

/// A conversation that is typed, or piped in line by line.
final class TerminalChat {
    private let model: Model
    private let parameters: ValueMap
    private let threads: Int?
    private var conversation: Conversation
    private var lines: LineReader
    /// Whether a person types, who is shown where.
    private let isTyped = isatty(STDIN_FILENO) == 1
    private let answering = AnswerSwitch()
    /// Whether a person reads the answers.
    private let isShown = isatty(STDOUT_FILENO) == 1
    private var hasFailed = false

    private static let prompt = "> "
    private static let help = """
        /system TEXT  what the model is told before the first message; without a text nothing
        /reset        forgets the conversation, but not what the model is told before it
        /save FILE    writes the conversation as the body of a request
        /exit         ends, as Ctrl-D does; Ctrl-C stops an answer

        """

    init(model: Model, parameters: ValueMap, threads: Int?, conversation: Conversation) throws {
        self.model = model
        self.parameters = parameters
        self.threads = threads
        self.conversation = conversation
        lines = try LineReader(cancellation: Interrupt.cancellation)
    }

    /// Talks until the input ends.
    ///
    /// - Throws: What ends the command: a closed pipe, a signal; and after an input that was piped in, that not every line
    ///   was answered.
    func run() throws {
        Interrupt.handle { [answering, isTyped] signal in
            let isAnswering = answering.stop()
            guard signal == SIGINT, isAnswering || isTyped else { return false }
            // The terminal has dropped what was typed.
            if !isAnswering { StandardError.write("\n\(Self.prompt)") }
            return true
        }
        defer { Interrupt.handle(with: nil) }
        if isTyped { StandardError.write("Ctrl-C stops an answer, Ctrl-D ends, /help tells more.\n") }
        while let line = try nextLine() {
            if line.allSatisfy(\.isWhitespace) { continue }
            do {
                guard line.hasPrefix("/") else {
                    try answer(line)
                    continue
                }
                if try obey(line) == .end { return }
            } catch let error as FlavorError where !Interrupt.wasPulled {
                hasFailed = true
                StandardError.write("error: \(error.message.printable)\n")
            }
        }
        if isTyped { StandardError.write("\n") }
        if hasFailed && !isTyped { throw FlavorError(.aborted, "not every line of the input could be done") }
    }

    private func nextLine() throws -> String? {
        if isTyped { StandardError.write(Self.prompt) }
        return try lines.next()
    }

    // MARK: Answers

    private func answer(_ text: String) throws {
        conversation.append(.user, text)
        let call = CallOptions(threads: threads, cancellation: answering.begin())
        defer { answering.end() }
        var answer = ""
        do {
            let pieces = try model.stream(conversation.payload, parameters: parameters, call: call)
            while let piece = try pieces.next() {
                let text = piece.value.plainText
                answer += text
                try StandardOutput.write(isShown ? text.printableLines : text)
            }
        } catch let error as FlavorError where error.code == .cancelled && !Interrupt.wasPulled {
            // What was said until then stays said; where that is nothing, nothing was asked either.
            if answer.isEmpty {
                conversation.removeLast()
                return try StandardOutput.write("\n")
            }
        } catch {
            if answer.isEmpty { conversation.removeLast() } else { conversation.append(.assistant, answer) }
            if !answer.isEmpty { try StandardOutput.write("\n") }
            throw error
        }
        try StandardOutput.write("\n")
        conversation.append(.assistant, answer)
    }

    // MARK: Commands

    private enum Outcome { case goOn, end }

    private func obey(_ line: String) throws -> Outcome {
        let words = line.split(separator: " ", maxSplits: 1)
        let argument = words.count > 1 ? String(words[1].drop { $0 == " " }) : ""
        switch words[0] {
        case "/reset": conversation.reset()
        case "/system": conversation.system = argument.isEmpty ? nil : argument
        case "/save":
            guard !argument.isEmpty else { throw FlavorError(.invalidArgument, "/save: expected the path of a file") }
            try Files.writeAtomically(
                Array((conversation.json.text(.indented(2, ascii: false)) + "\n").utf8), to: argument)
        case "/help": StandardError.write(Self.help)
        case "/exit", "/quit": return .end
        default:
            throw FlavorError(
                .invalidArgument,
                "\(words[0]): expected /system, /reset, /save, /help or /exit: begin a message with a space where it "
                    + "begins with a slash")
        }
        return .goOn
    }
}
