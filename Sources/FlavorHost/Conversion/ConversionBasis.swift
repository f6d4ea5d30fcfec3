import FlavorKit

/// What a conversion is going to be proven by, as far as that is known before anything is built.
enum ConversionBasis {
    /// Nothing, and why.
    case nothing(reason: String)
    /// A request to the model that answers in the source.
    case own(ConversionSample)
    /// What the source's face asks of that model to answer a sample.
    case asked([ConversionSample.Question], ConversionSample)

    /// Looks at the samples of the request, or else at the model's own example.
    ///
    /// - Throws: `FlavorError` for samples that cannot be read or that the source refuses, and for a cancellation. A source that
    ///   cannot be run, and an example that it refuses, are no failure of the conversion: the verdict will say so.
    init(_ conversion: Conversion) throws(FlavorError) {
        guard conversion.request.verification != .none else {
            self = .nothing(reason: "nothing was asked to be run")
            return
        }
        guard let sample = try ConversionSample(conversion) else {
            self = .nothing(reason: "the model has no input example and no --samples were given")
            return
        }
        let sides = ConversionSides(conversion: conversion)
        let isGiven = conversion.request.samplesPath != nil
        if let face = sides.face {
            self = try Self.basis(sample, isGiven: isGiven, through: face, of: sides)
        } else {
            if isGiven { try Self.check(sample, sides) }
            self = .own(sample)
        }
        if conversion.call.cancellation.isCancelled { throw Self.cancelled }
    }

    static var cancelled: FlavorError { FlavorError(.cancelled, "the conversion was cancelled") }

    /// Refuses a sample that the source's signature refuses.
    private static func check(_ sample: ConversionSample, _ sides: ConversionSides) throws(FlavorError) {
        guard let source = try? sides.source() else { return try sample.checkIsJSON() }
        _ = try sample.request(to: source.interface)
    }

    /// The questions of the source's face, or else the sample itself where the model behind takes it.
    private static func basis(
        _ sample: ConversionSample, isGiven: Bool, through face: String, of sides: ConversionSides
    ) throws(FlavorError) -> ConversionBasis {
        let refusal: FlavorError
        do throws(FlavorError) {
            let questions = try sides.questions(of: face, in: sides.conversion.reference.folder, to: sample)
            if !questions.isEmpty { return .asked(questions, sample) }
            refusal = FlavorError(.failedPrecondition, "there is no request in it that \(face) asks a model for")
        } catch {
            refusal = error
        }
        if sides.conversion.call.cancellation.isCancelled { throw cancelled }
        do throws(FlavorError) {
            let source = try sides.source()
            // A model behind a face has no signature to be measured by: whether it takes the sample shows when it is asked.
            _ = try source.predict(
                try sample.request(to: source.interface), parameters: ConversionProof.settings(for: source),
                call: sides.conversion.call)
            return .own(sample)
        } catch {
            if sides.conversion.call.cancellation.isCancelled { throw cancelled }
        }
        let error = sample.naming(refusal)
        if isGiven { throw error }
        return .nothing(reason: error.message)
    }
}
