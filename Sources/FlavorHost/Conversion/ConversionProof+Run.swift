import FlavorKit
import JSON

extension ConversionProof {
    /// Runs what the conversion is proven by through source and result.
    ///
    /// What keeps it from running is no failure of the conversion: the verdict says so. A result that its own flavor does not
    /// load is one.
    ///
    /// - Throws: `FlavorError` when the result cannot be loaded, or the call was cancelled.
    static func run(
        _ conversion: Conversion, by basis: ConversionBasis, result folder: String
    ) throws(FlavorError) -> ConversionProof {
        let (host, flavor, call) = (conversion.host, conversion.request.flavor, conversion.call)
        let sides = ConversionSides(conversion: conversion)
        let source: Model
        do throws(FlavorError) {
            if case .nothing(let reason) = basis { throw FlavorError(.failedPrecondition, reason) }
            source = try sides.source()
        } catch {
            if conversion.request.verification != .none { _ = try host.load(folder, flavor: flavor, call: call) }
            return ConversionProof(unproven: error.message)
        }
        let result = try sides.result(in: folder, of: source)
        do throws(FlavorError) {
            var proof = ConversionProof()
            var isSilent = true
            for question in try questions(basis, sides, source, result: folder, &proof) {
                if try proof.compare(source, result, asking: question, conversion) { isSilent = false }
            }
            return isSilent ? ConversionProof(unproven: "the source gave no tokens") : proof
        } catch {
            if call.cancellation.isCancelled { throw ConversionBasis.cancelled }
            return ConversionProof(unproven: error.message)
        }
    }

    private static func questions(
        _ basis: ConversionBasis, _ sides: ConversionSides, _ source: Model, result folder: String,
        _ proof: inout ConversionProof
    ) throws(FlavorError) -> [ConversionSample.Question] {
        switch basis {
        case .nothing: return []
        case .own(let sample): return [ConversionSample.Question(payload: try sample.payload(for: source.interface))]
        case .asked(let questions, let sample):
            if let face = sides.faceOfResult {
                // It has to ask for the same, by a template that may be another one.
                let again = try? sides.questions(of: face, in: folder, to: sample)
                if again != questions { proof.hasOtherAnswer = true }
            }
            return questions
        }
    }

    /// How many tokens of an answer are compared, without and with `--verify full`.
    private static let (fewTokens, manyTokens): (Int64, Int64) = (16, 64)

    /// A short answer, where a model knows how to give one.
    static func settings(for model: Model) -> ValueMap {
        canTell(model) ? settings(count: fewTokens) : ValueMap()
    }

    /// Greedy answers that tell their tokens and logits.
    private static func settings(count: Int64) -> ValueMap {
        ["max_new_tokens": .int(count), "do_sample": false, "output_logits": true, "return_full_text": false]
    }

    private static func canTell(_ model: Model) -> Bool {
        model.plugin.descriptor.parameters.contains { $0.name == "output_logits" }
    }

    /// Asks both and compares their answers.
    ///
    /// - Returns: Whether there was anything to compare.
    private mutating func compare(
        _ source: Model, _ result: Model, asking question: ConversionSample.Question, _ conversion: Conversion
    ) throws(FlavorError) -> Bool {
        let call = conversion.call
        if Self.canTell(source), Self.canTell(result),
            let answer = try Self.tokens(question, of: source, conversion.request, call: call)
        {
            return try compareTokens(answer, source, result, call: call)
        }
        let expected = try source.predict(question.payload, parameters: question.parameters, call: call).value
        let found = try result.predict(question.payload, parameters: question.parameters, call: call).value
        if !compare(expected, found) { hasOtherAnswer = true }
        return true
    }

    /// The source's answer with its tokens; nil where it refuses to be asked for them.
    ///
    /// A flavor may have models that generate text and others: which kind one is shows when it is asked.
    private static func tokens(
        _ question: ConversionSample.Question, of source: Model, _ request: ConversionRequest, call: CallOptions
    ) throws(FlavorError) -> Prediction? {
        do throws(FlavorError) {
            var settings = settings(count: request.verification == .full ? manyTokens : fewTokens)
            for entry in question.parameters.entries { settings[entry.name] = entry.value }
            return try source.predict(question.payload, parameters: settings, call: call)
        } catch {
            guard error.code == .invalidArgument else { throw error }
            return nil
        }
    }

    /// Gives the result the source's tokens one after the other; false where there are none.
    private mutating func compareTokens(
        _ answer: Prediction, _ source: Model, _ result: Model, call: CallOptions
    ) throws(FlavorError) -> Bool {
        guard answer.value != .list([]) else {
            throw FlavorError(.failedPrecondition, "there is no request in the sample")
        }
        let prompts = try Self.lists(answer.info, "prompt_token_ids")
        let answers = try Self.lists(answer.info, "token_ids")
        let logits = try Self.floats(answer.info)
        guard prompts.count == answers.count, answers.count == logits.count else {
            throw FlavorError(
                .internal,
                "plug-in \"\(source.plugin.descriptor.id)\" told the tokens of \(answers.count) answers to \(prompts.count) "
                    + "prompts, and the logits of \(logits.count)")
        }
        let count = tokenCount
        for (prompt, (tokens, expected)) in zip(prompts, zip(answers, logits)) where !tokens.isEmpty {
            let width = expected.count / tokens.count
            for (step, token) in tokens.enumerated() {
                let input: Value = [
                    "prompt_token_ids": .list([.tensor(Tensor(prompt + tokens[..<step]))])
                ]
                let forced = try result.predict(input, parameters: Self.settings(count: 1), call: call)
                guard let chosen = try Self.lists(forced.info, "token_ids").first?.first,
                    let found = try Self.floats(forced.info).first
                else { throw FlavorError(.internal, "the result gave no token") }
                if chosen == token {
                    agreeingCount += 1
                } else {
                    firstDivergence = firstDivergence ?? tokenCount
                }
                tokenCount += 1
                compare(Array(expected[step * width..<(step + 1) * width]), found)
            }
        }
        return tokenCount > count
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
