import FlavorKit

/// A loaded model: the face of the one that answers.
struct ChatTaskModel: FlavorModel {
    let task: LanguageTask
    /// What replies call it.
    let name: String
    let inner: InnerModel
    /// Nil for completions, which need none.
    let template: ChatPrompt?
    /// Whether a temperature above 0 draws tokens; not in a model that MLflow saved with `do_sample: false`, which MLflow
    /// heeds over it.
    let samples: Bool
    /// Whether the signature has a place for log probabilities and what else MLflow's has not.
    let isOwn: Bool

    func predict(_ input: Value, parameters: Parameters, call: Call, sink: Sink) throws {
        let rows = try RequestTable(input, task: task).rows
        // Every request is read before the first is answered, so that a bad one costs no time.
        var answers: [Answer] = []
        for (index, row) in rows.enumerated() {
            let place = rows.count == 1 ? "" : "[\(index)]."
            let members = RequestMembers(row, parameters: parameters.values, place: place)
            answers.append(try answer(to: members))
        }
        switch sink.mode {
        case .unary:
            let replies = try answers.map { try $0.whole(call: call) }
            sink.emit(.list(replies.map(\.value)), info: ["usage": .list(replies.map(\.usage.value))])
        case .stream:
            for (index, answer) in answers.enumerated() {
                let position: ValueMap = answers.count == 1 ? [:] : ["index": .int(Int64(index))]
                guard try answer.stream(to: sink, info: position, call: call) else { return }
            }
        }
    }

    private func answer(to members: RequestMembers) throws(FlavorError) -> Answer {
        let request = try GenerationRequest(members, task: task)
        if request.logprobs != nil, !isOwn {
            throw members.unsupported(
                "logprobs",
                "MLflow's signature has no place for them: save the model with flavor save --flavor chat-task")
        }
        let prompt: String
        var functions: Set<String> = []
        switch task {
        case .chat:
            let chat = try ChatRequest(members)
            functions = chat.functions
            prompt = try template?.text(chat, members) ?? ""
        case .completions:
            guard let text = members["prompt"]?.stringValue else {
                throw members.mismatch("prompt", "a string", members["prompt"]?.kindName ?? "nothing")
            }
            prompt = text
        }
        let parameters = try GenerationParameters(
            request, members: members, inner: inner, addsSpecialTokens: task == .completions, samples: samples)
        return Answer(
            inner: inner, prompt: prompt, request: request, parameters: parameters, functions: functions,
            reply: Reply(task: task, model: name))
    }
}
