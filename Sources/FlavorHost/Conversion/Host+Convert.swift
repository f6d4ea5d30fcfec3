import FlavorKit
import JSON

extension Host {
    /// Plans a conversion; writes nothing.
    ///
    /// - Throws: `FlavorError`: no such model or flavor, no way between them, or what a flavor says of its part.
    public func plan(_ request: ConversionRequest, call: CallOptions = CallOptions()) throws(FlavorError)
        -> ConversionPlan
    {
        try conversion(request, call: call).plan
    }

    /// Converts a model: the destination is absent or whole at any time, whatever happens.
    ///
    /// - Throws: `FlavorError`: no way, a loss that was not allowed, what a flavor says, or the file system's refusal; nothing
    ///   is left behind.
    public func convert(
        _ request: ConversionRequest, call: CallOptions = CallOptions()
    ) throws(FlavorError) -> ConversionReport {
        var conversion = try conversion(request, call: call)
        try conversion.checkLoss()
        let source = conversion.reference.folder
        try ModelFolderWriter.Place(request.destination).checkIsApart(from: source)
        // What would keep the result from being proven and described is better known before hours of work.
        let basis = try ConversionBasis(conversion)
        let digest = try SourceDigest.hexadecimal(ofFolder: source)
        let writer = try ModelFolderWriter.begin(request.destination, overwrite: request.overwrites)
        do throws(FlavorError) {
            try conversion.run(in: writer)
            // Before it is loaded: a link would be followed.
            try writer.synchronize()
            let proof = try ConversionProof.run(conversion, by: basis, result: writer.folder)
            let report = ConversionReport(
                plan: conversion.plan, proof: proof, sourceName: FilePath.name(of: source), sourceDigest: digest,
                versions: conversion.versions)
            var model = try MLmodel(contentsOfFolder: writer.folder)
            var metadata = model.metadata ?? JSONObject()
            metadata["conversion"] = report.json
            model.metadata = metadata
            try Files.remove("\(writer.folder)/\(MLmodel.fileName)")
            try writer.write(model.yaml(), to: MLmodel.fileName)
            try writer.commit(isCancelled: { call.cancellation.isCancelled })
            return report
        } catch {
            throw writer.discard(after: error)
        }
    }

    private func conversion(
        _ request: ConversionRequest, call: CallOptions
    ) throws(FlavorError) -> Conversion {
        let reference = try ModelReference(request.source)
        try reference.checkIsWhole(named: request.source)
        guard let target = catalogue[request.flavor] else { throw unknownFlavor(request.flavor) }
        if let mismatch = FlavorChoice.headerMismatch(target.descriptor) {
            throw FlavorError(.failedPrecondition, "flavor \"\(target.id)\": \(mismatch.reason): \(mismatch.fix)")
        }
        let options = try SettingCheck(target.descriptor.options, kind: "option", owner: target.id).check(
            request.options)
        let models = candidates(for: reference)
        var formats: [String] = []
        switch reference {
        case .saved: formats = [MLmodel.formatName]
        case .bare(let folder):
            for format in catalogue.flavors.flatMap(\.descriptor.formats)
            where format.save && !formats.contains(format.name) && FormatMatch.missing(format, in: folder) == nil {
                formats.append(format.name)
            }
        }
        let usable = catalogue.flavors.filter {
            $0.libraryPath != nil && FlavorChoice.headerMismatch($0.descriptor) == nil
        }
        let graph = ConversionGraph(flavors: usable.map(\.descriptor))
        let ids = models.map(\.flavor.id)
        let routes = graph.routes(from: formats, models: ids, to: target.descriptor)
        guard !routes.isEmpty else {
            if models.isEmpty, let lost = flavorWithoutLibrary(for: reference) { throw Host.missingLibrary(lost) }
            throw FlavorError(
                .failedPrecondition,
                "\(request.source): \(graph.missing(from: formats, models: ids, to: target.descriptor))")
        }
        var best: Conversion?
        var refusal: FlavorError?
        for route in routes {
            do throws(FlavorError) {
                let conversion = try Conversion(
                    host: self, request: request, reference: reference, options: options, steps: route.steps,
                    matches: Dictionary(models.map { ($0.flavor.id, $0.match) }) { first, _ in first }, call: call)
                if let known = best, known.plan.worstKnown <= conversion.plan.worstKnown { continue }
                best = conversion
            } catch {
                refusal = refusal ?? error
            }
        }
        if let best { return best }
        throw refusal ?? FlavorError(.internal, "\(request.source): no way could be planned")
    }
}
