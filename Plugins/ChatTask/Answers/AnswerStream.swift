import FlavorKit
import ToolCalls

/// The pieces of one answer, from what the model that answers emits.
struct AnswerStream {
    private let answer: Answer
    private let index: Int
    private var splitter: AnswerSplitter
    /// How many tokens' probabilities were told.
    private var toldLogprobs = 0
    /// Probabilities of tokens whose text is not told yet.
    private var heldLogprobs: [Value] = []
    private var toldCharacters = 0
    /// What the last emit said.
    private(set) var totals = ValueMap()

    init(_ answer: Answer, index: Int) {
        self.answer = answer
        self.index = index
        splitter = AnswerSplitter(functions: answer.functions)
    }

    /// The pieces that an emit makes; none where its text is held back.
    mutating func append(_ output: HostModel.Output) throws(FlavorError) -> [Reply.Piece] {
        guard let text = output.value.stringValue else { throw Answer.noText(output.value, answer.inner) }
        if output.info["finish_reason"] != nil {
            totals = output.info
        } else {
            heldLogprobs += output.info["logprobs"]?.listValue ?? []
        }
        let released = splitter.append(text)
        return released.isEmpty ? [] : [piece(released)]
    }

    /// The last piece: what was held back, and why the answer ended.
    mutating func finish() -> Reply.Piece {
        let (text, calls) = splitter.finish()
        if let all = totals["logprobs"]?.listValue { heldLogprobs = Array(all.dropFirst(toldLogprobs)) }
        var piece = piece(text)
        if text.isEmpty { piece.text = nil }
        piece.calls = calls
        piece.finishReason = Answer.finishReason(totals, calls)
        return piece
    }

    private mutating func piece(_ text: String) -> Reply.Piece {
        var piece = Reply.Piece(index: index, text: text)
        if answer.request.logprobs != nil, !heldLogprobs.isEmpty {
            piece.logprobs = Logprobs(heldLogprobs).value(answer.reply.task, offset: toldCharacters)
            toldLogprobs += heldLogprobs.count
            heldLogprobs = []
        }
        toldCharacters += text.unicodeScalars.count
        return piece
    }
}
