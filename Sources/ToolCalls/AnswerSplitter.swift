/// Tells the text of an answer from the calls of functions in it, piece by piece.
///
/// White space before the text is left out, as in MLflow. Pieces together give what the whole answer gives at once.
package struct AnswerSplitter {
    /// Nil where no function may be called.
    private let form: ToolCallText?
    private var held = ""
    private var hasBegun = false
    private var isCalling = false

    /// - Parameter functions: The names of the functions that may be called.
    package init(functions: Set<String>) { form = functions.isEmpty ? nil : ToolCallText(functions: functions) }

    /// Takes a piece and returns the text that is certain to be none of a call.
    package mutating func append(_ piece: String) -> String {
        held += piece
        if isCalling { return "" }
        guard let form else { return release(held.count) }
        // Only an answer that begins like a call without a mark is one.
        if let begin = hasBegun ? form.markedBegin(in: held[...]) : form.begin(in: held[...]) {
            isCalling = true
            return release(held.distance(from: held.startIndex, to: begin))
        }
        return release(held.count - (hasBegun ? form.uncertainEnd(held[...]) : form.uncertainCount(held[...])))
    }

    /// Ends the answer: what is left of its text, and the calls.
    package mutating func finish() -> (text: String, calls: [ToolCall]) {
        if isCalling, let calls = form?.calls(in: held[...]) { return ("", calls) }
        isCalling = false
        return (release(held.count), [])
    }

    /// Gives out the first characters of what is held.
    private mutating func release(_ count: Int) -> String {
        var text = held.prefix(count)
        held = String(held.dropFirst(count))
        if !hasBegun {
            text = text.drop { $0.isWhitespace }
            hasBegun = !text.isEmpty
        }
        return String(text)
    }
}
