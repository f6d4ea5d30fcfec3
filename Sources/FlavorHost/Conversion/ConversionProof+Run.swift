import FlavorKit
import JSON

extension ConversionProof {
    /// Runs the samples through source and result.
    ///
    /// What keeps it from running is no failure of the conversion: the verdict says so. A result that its own flavor does not
    /// load is one.
    ///
    /// - Throws: `FlavorError` when the result cannot be loaded or the samples cannot be read, or the call was cancelled.
    static func run(_ conversion: Conversion, result folder: String) throws(FlavorError) -> ConversionProof {
        let request = conversion.request
        guard request.verification != .none else { return ConversionProof(unproven: "nothing was asked to be run") }
        let sides = ConversionSides(conversion: conversion)
        guard let sample = try ConversionSample(conversion) else {
            _ = try conversion.host.load(folder, flavor: request.flavor, call: conversion.call)
            return ConversionProof(unproven: "the model has no input example and no --samples were given")
        }
        let question: ConversionSample.Question?
        let source: Model
        do throws(FlavorError) {
            question = try sample.question(through: sides)
            source = try sides.source()
        } catch {
            _ = try conversion.host.load(folder, flavor: request.flavor, call: conversion.call)
            return ConversionProof(unproven: error.message)
        }
        let result = try sides.result(in: folder, of: source)
        do throws(FlavorError) {
            let question = if let question { question } else { try sample.question(to: source) }
            let canTell = [source, result].allSatisfy { model in
                model.plugin.descriptor.parameters.contains { $0.name == "output_logits" }
            }
            if canTell, let answer = try tokens(question, of: source, request, call: conversion.call) {
                return try compareTokens(answer, source, result, call: conversion.call)
            }
            return try compareValues(question.payload, source, result, call: conversion.call)
        } catch {
            if conversion.call.cancellation.isCancelled {
                throw FlavorError(.cancelled, "the conversion was cancelled")
            }
            return ConversionProof(unproven: error.message)
        }
    }

    /// Greedy answers that tell their tokens and logits.
    private static func settings(count: Int64) -> ValueMap {
        ["max_new_tokens": .int(count), "do_sample": false, "output_logits": true, "return_full_text": false]
    }

    /// The source's answer with its tokens; nil where it refuses to be asked for them.
    ///
    /// A flavor may have models that generate text and others: which kind one is shows when it is asked.
    private static func tokens(
        _ question: ConversionSample.Question, of source: Model, _ request: ConversionRequest, call: CallOptions
    ) throws(FlavorError) -> Prediction? {
        do throws(FlavorError) {
            let count: Int64 = request.verification == .full ? 64 : 16
            var settings = settings(count: count)
            for entry in question.parameters.entries { settings[entry.name] = entry.value }
            return try source.predict(question.payload, parameters: settings, call: call)
        } catch {
            guard error.code == .invalidArgument else { throw error }
            return nil
        }
    }

    /// Gives the result the source's tokens one after the other.
    private static func compareTokens(
        _ answer: Prediction, _ source: Model, _ result: Model, call: CallOptions
    ) throws(FlavorError) -> ConversionProof {
        let prompts = try lists(answer.info, "prompt_token_ids")
        let answers = try lists(answer.info, "token_ids")
        let logits = try floats(answer.info)
        guard prompts.count == answers.count, answers.count == logits.count else {
            throw FlavorError(
                .internal,
                "plug-in \"\(source.plugin.descriptor.id)\" told the tokens of \(answers.count) answers to \(prompts.count) "
                    + "prompts, and the logits of \(logits.count)")
        }
        var proof = ConversionProof()
        for (prompt, (tokens, expected)) in zip(prompts, zip(answers, logits)) where !tokens.isEmpty {
            let width = expected.count / tokens.count
            for (step, token) in tokens.enumerated() {
                let input: Value = [
                    "prompt_token_ids": .list([.tensor(Tensor(prompt + tokens[..<step]))])
                ]
                let forced = try result.predict(input, parameters: settings(count: 1), call: call)
                guard let chosen = try lists(forced.info, "token_ids").first?.first,
                    let found = try floats(forced.info).first
                else { throw FlavorError(.internal, "the result gave no token") }
                if chosen == token {
                    proof.agreeingCount += 1
                } else {
                    proof.firstDivergence = proof.firstDivergence ?? proof.tokenCount
                }
                proof.tokenCount += 1
                proof.compare(Array(expected[step * width..<(step + 1) * width]), found)
            }
        }
        return proof.tokenCount > 0 ? proof : ConversionProof(unproven: "the source gave no tokens")
    }

    private static func compareValues(
        _ payload: Payload, _ source: Model, _ result: Model, call: CallOptions
    ) throws(FlavorError) -> ConversionProof {
        let expected = try source.predict(payload, call: call).value
        let found = try result.predict(payload, call: call).value
        var proof = ConversionProof()
        if !proof.compare(expected, found) { proof.hasOtherAnswer = true }
        return proof
    }

    /// Compares the numbers of two values; false where anything else differs.
    private mutating func compare(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.map(let left), .map(let right)):
            guard left.entries.map(\.name) == right.entries.map(\.name) else { return false }
            return zip(left.entries, right.entries).allSatisfy { compare($0.value, $1.value) }
        case (.list(let left), .list(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { compare($0, $1) }
        case (.tensor(let left), .tensor(let right)):
            guard left.shape == right.shape, left.dtype == right.dtype else { return false }
            if let source = left.elements(as: Float.self), let result = right.elements(as: Float.self) {
                compare(source, result)
            } else if let source = left.elements(as: Double.self), let result = right.elements(as: Double.self) {
                compare(source, result)
            } else {
                return left == right
            }
            return true
        case (.double(let left), .double(let right)):
            compare([left], [right])
            return true
        default: return left == right
        }
    }

    /// An entry of a prediction's info for each prompt, as token ids.
    private static func lists(_ info: ValueMap, _ name: String) throws(FlavorError) -> [[Int64]] {
        try tensors(info, name).map { (tensor) throws(FlavorError) in
            guard let ids = tensor.elements(as: Int64.self) else { throw missing(name) }
            return ids
        }
    }

    private static func floats(_ info: ValueMap) throws(FlavorError) -> [[Float]] {
        try tensors(info, "logits").map { (tensor) throws(FlavorError) in
            guard let values = tensor.elements(as: Float.self) else { throw missing("logits") }
            return values
        }
    }

    private static func tensors(_ info: ValueMap, _ name: String) throws(FlavorError) -> [Tensor] {
        let items: [Value]
        switch info[name] {
        case .list(let values)?: items = values
        case let value?: items = [value]
        case nil: throw missing(name)
        }
        var tensors: [Tensor] = []
        for case .tensor(let tensor) in items { tensors.append(tensor) }
        return tensors
    }

    private static func missing(_ name: String) -> FlavorError {
        FlavorError(.failedPrecondition, "a prediction tells no \(name) by which models could be compared")
    }
}
