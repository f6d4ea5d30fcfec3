import FlavorKit

/// What can become of a model, by the descriptors of the installed flavors alone.
///
/// A flavor's model is exported to formats, and flavors save from formats. Any model folder is itself a format, `mlflow-model`.
struct ConversionGraph {
    let flavors: [FlavorDescriptor]

    /// A way: the format in which the source is taken, and what leads on from there.
    struct Route {
        var steps: [ConversionPlan.Step]
    }

    /// The shortest ways to a flavor, of which there may be several.
    ///
    /// - Parameters:
    ///   - formats: The formats that the source has as it is.
    ///   - models: The flavors whose model the source is.
    func routes(from formats: [String], models: [String], to target: FlavorDescriptor) -> [Route] {
        var open = formats.map { (format: $0, steps: [ConversionPlan.Step]()) }
        open += models.flatMap { exports(of: $0).map { (format: $0.format, steps: [$0]) } }
        var seen: Set<String> = []
        while !open.isEmpty {
            let arrived = open.filter { saves(target, from: $0.format) }
            if !arrived.isEmpty {
                let shortest = arrived.map(\.steps.count).min() ?? 0
                let routes = arrived.filter { $0.steps.count == shortest }.map { way in
                    Route(steps: way.steps + [step(target.id, .save, way.format)])
                }
                // A flavor that runs the source as it is knows it best.
                let own = routes.filter { models.contains($0.steps[0].flavor) }
                return own + routes.filter { !models.contains($0.steps[0].flavor) }
            }
            var next: [(format: String, steps: [ConversionPlan.Step])] = []
            for way in open where seen.insert(way.format).inserted {
                for flavor in flavors where saves(flavor, from: way.format) {
                    let saved = way.steps + [step(flavor.id, .save, way.format)]
                    next.append((MLmodel.formatName, saved))
                    next += exports(of: flavor.id).map { ($0.format, saved + [$0]) }
                }
            }
            open = next
        }
        return []
    }

    /// Says which edge is missing.
    func missing(from formats: [String], models: [String], to target: FlavorDescriptor) -> String {
        func list(_ names: [String]) -> String { names.isEmpty ? "nothing" : names.joined(separator: ", ") }
        let taken = target.formats.filter(\.save).map(\.name)
        let given = models.flatMap { model in exports(of: model).map(\.format) }
        let start = "no way leads to \(target.id), which saves from \(list(taken)): "
        guard !models.isEmpty else {
            return start
                + (formats.isEmpty
                    ? "the source has no MLmodel, and the files of no format that an installed flavor saves from"
                    : "no installed flavor loads the source, which as it is is \(list(formats))")
        }
        return start + "\(models.joined(separator: " and ")) exports \(list(given))"
            + (formats.isEmpty ? "" : ", and as it is the source is \(list(formats))")
    }

    private func saves(_ flavor: FlavorDescriptor, from format: String) -> Bool {
        flavor.formats.contains { $0.save && $0.name == format }
    }

    private func exports(of id: String) -> [ConversionPlan.Step] {
        let formats = flavors.first { $0.id == id }?.formats.filter(\.export) ?? []
        return formats.map { step(id, .export, $0.name) }
    }

    private func step(
        _ flavor: String, _ action: ConversionPlan.Step.Action, _ format: String
    ) -> ConversionPlan.Step {
        ConversionPlan.Step(flavor: flavor, action: action, format: format)
    }
}
