import FlavorKit
import ToolCalls

/// One request on its way to a reply.
struct Answer {
    let inner: InnerModel
    let prompt: String
    let request: GenerationRequest
    let parameters: GenerationParameters
    /// The names of what the model may call.
    let functions: Set<String>
    let reply: Reply

    /// Generates the whole reply.
    func whole(call: Call) throws -> (value: Value, usage: Usage) {
        var usage = Usage()
        var choices: [Reply.Choice] = []
        for index in 0..<request.count {
            try call.checkCancellation()
            let output = try inner.generate(prompt, parameters.values(choice: index), call: call)
            guard let text = output.value.stringValue else { throw Self.noText(output.value, inner) }
            usage.add(output.info)
            var splitter = AnswerSplitter(functions: functions)
            let begin = splitter.append(text)
            let (end, calls) = splitter.finish()
            let logprobs = request.logprobs.map { _ in
                Logprobs(output.info["logprobs"]?.listValue ?? []).value(reply.task)
            }
            choices.append(
                Reply.Choice(
                    text: begin + end, calls: calls, finishReason: Self.finishReason(output.info, calls),
                    logprobs: logprobs))
        }
        return (reply.whole(choices, usage: usage), usage)
    }

    /// Generates the reply piece by piece.
    ///
    /// - Parameter info: What is told with each piece.
    /// - Returns: Whether the consumer takes more.
    func stream(to sink: Sink, info: ValueMap, call: Call) throws -> Bool {
        var usage = Usage()
        for index in 0..<request.count {
            try call.checkCancellation()
            var stream = AnswerStream(self, index: index)
            if reply.task == .chat {
                let begin = Reply.Piece(index: index, beginsMessage: true, text: "")
                if sink.emit(reply.piece(begin), info: info) == .stop { return false }
            }
            var isStopped = false
            try inner.stream(prompt, parameters.values(choice: index), call: call) { output in
                for piece in try stream.append(output) where !isStopped {
                    isStopped = sink.emit(reply.piece(piece), info: info) == .stop
                }
                return isStopped ? .stop : .proceed
            }
            if isStopped { return false }
            usage.add(stream.totals)
            var last = info
            if index == request.count - 1 && !request.includesUsage { last["usage"] = usage.value }
            if sink.emit(reply.piece(stream.finish()), info: last) == .stop { return false }
        }
        guard request.includesUsage else { return true }
        var last = info
        last["usage"] = usage.value
        return sink.emit(reply.piece(usage), info: last) == .proceed
    }

    /// Why an answer ended.
    static func finishReason(_ info: ValueMap, _ calls: [ToolCall]) -> String {
        calls.isEmpty ? info["finish_reason"]?.stringValue ?? "stop" : "tool_calls"
    }

    static func noText(_ value: Value, _ inner: InnerModel) -> FlavorError {
        FlavorError(
            .failedPrecondition,
            "the model that answers (its flavor is \(inner.flavor)) gave a \(value.kindName), expected text: it generates none"
        )
    }
}
