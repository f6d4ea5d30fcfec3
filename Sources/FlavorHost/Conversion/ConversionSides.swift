import FlavorKit

/// The two models that the proof of a conversion compares: those that answer, whatever other flavor is their face.
struct ConversionSides {
    let conversion: Conversion

    /// The flavor that loads the source; nil where the model that answers is its own face, or several load it equally well.
    var face: String? {
        guard case .saved(_, let path) = conversion.reference, let (face, flavor) = try? flavors(of: path) else {
            return nil
        }
        return face == flavor ? nil : face
    }

    /// The result's face, where that is the source's again.
    var faceOfResult: String? { conversion.plan.steps.last?.format == MLmodel.formatName ? face : nil }

    /// What a face asks of the model behind it to answer a sample.
    ///
    /// - Throws: `FlavorError` where it refuses the sample, or cannot be loaded.
    func questions(
        of face: String, in folder: String, to sample: ConversionSample
    ) throws(FlavorError) -> [ConversionSample.Question] {
        let payload = try sample.request(to: conversion.host.interface(of: folder, flavor: face))
        let model = try conversion.host.load(folder, flavor: face, call: conversion.call)
        let asked = AskedRequests(ofModelsIn: folder)
        var call = conversion.call
        call.asked = asked
        do throws(FlavorError) {
            _ = try model.predict(payload, call: call)
        } catch {
            // What it asked for stands, even if it could make nothing of such short answers.
            guard !asked.all.isEmpty, error.code != .cancelled else { throw error }
        }
        let answering = try? flavors(of: conversion.reference.folder).answering
        let behind = asked.all.filter { $0.flavor == answering }
        var questions: [ConversionSample.Question] = []
        // Where several answer through one another it is the last one whose answers count.
        for request in behind.isEmpty ? asked.all.filter({ $0.flavor == asked.all.last?.flavor }) : behind {
            // The rest is about the answer, whose length and choices are the proof's own.
            let reading = request.parameters.entries.filter { $0.name == "add_special_tokens" }
            let question = ConversionSample.Question(
                payload: Payload(request.input), parameters: ValueMap(reading.map { ($0.name, $0.value) }))
            if !questions.contains(question) { questions.append(question) }
        }
        return questions
    }

    /// The source, run by the flavor that exports it where one does.
    func source() throws(FlavorError) -> Model {
        guard case .saved(_, let path) = conversion.reference else {
            return try conversion.host.load(conversion.reference.folder, flavor: exporter, call: conversion.call)
        }
        let (face, flavor) = try flavors(of: path)
        return try conversion.host.load(path, flavor: flavor, call: behind(face, flavor, path))
    }

    /// The result; where it is another face of a model, that model behind it.
    func result(in folder: String, of source: Model) throws(FlavorError) -> Model {
        let (host, target) = (conversion.host, conversion.request.flavor)
        guard conversion.plan.steps.last?.format == MLmodel.formatName else {
            return try host.load(folder, flavor: target, call: conversion.call)
        }
        let before = conversion.plan.steps.dropLast().last { $0.action == .save }?.flavor
        let inner = before ?? source.plugin.descriptor.id
        return try host.load(folder, flavor: inner, call: behind(target, inner, folder))
    }

    private var exporter: String? {
        let first = conversion.plan.steps.first
        return first?.action == .export ? first?.flavor : nil
    }

    /// The flavor that loads a saved source, and the one of the model that answers; nil for whichever is behind the face.
    private func flavors(of path: String) throws(FlavorError) -> (face: String, answering: String?) {
        let face = try conversion.host.flavor(for: path)
        // The same face twice: what is behind it answers.
        let isAgain = face == conversion.request.flavor && conversion.plan.steps.first?.format == MLmodel.formatName
        return (face, isAgain ? nil : exporter ?? face)
    }

    /// A call to a model behind another one's face, whose signature is not its own.
    private func behind(_ face: String, _ flavor: String?, _ folder: String) throws(FlavorError) -> CallOptions {
        var call = conversion.call
        if face != flavor { call.lineage = try call.lineage.adding(folder: folder, flavor: face, path: folder) }
        return call
    }
}
