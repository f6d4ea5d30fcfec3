import FlavorKit

/// What `why` says of one flavor and one model.
public struct Verdict: Sendable, Equatable {
    /// The flavor's id.
    public let flavor: String
    /// Whether this flavor is the one that loads the model.
    public let isChosen: Bool
    /// Why, in one clause.
    public let reason: String
    /// What to do to have this flavor load the model; nil for the chosen one.
    public let fix: String?
}

extension Host {
    /// Says which flavor loads a model, and why each other one does not.
    ///
    /// Opens no library.
    ///
    /// - Throws: `FlavorError` when the path holds no model at all or its MLmodel is damaged.
    public func why(_ path: String) throws(FlavorError) -> [Verdict] {
        verdicts(on: try ModelReference(path), path: path)
    }

    func verdicts(on reference: ModelReference, path: String) -> [Verdict] {
        let candidates = candidates(for: reference)
        let chosen = candidates.first
        let tied = tie(in: candidates)
        return catalogue.flavors.map { flavor in
            switch FlavorChoice.match(flavor.descriptor, reference) {
            case .none(let reason, let fix):
                return artifactVerdict(for: flavor, reference, path: path)
                    ?? Verdict(flavor: flavor.id, isChosen: false, reason: reason, fix: fix)
            case .claim, .inPlace:
                if flavor.libraryPath == nil {
                    let error = Host.missingLibrary(flavor)
                    return Verdict(
                        flavor: flavor.id, isChosen: false,
                        reason: "it would, but its library \(flavor.manifest.library) is missing",
                        fix: error.message.split(separator: ": ").last.map(String.init))
                }
                if let tied, tied.contains(flavor.id) {
                    return Verdict(
                        flavor: flavor.id, isChosen: false,
                        reason: "it ties with \(tied.filter { $0 != flavor.id }.joined(separator: ", "))",
                        fix: "name it with --flavor \(flavor.id)")
                }
                if let chosen, chosen.flavor.id == flavor.id {
                    return Verdict(flavor: flavor.id, isChosen: true, reason: chosen.reason, fix: nil)
                }
                return Verdict(
                    flavor: flavor.id, isChosen: false, reason: "\(chosen?.flavor.id ?? "another") comes first",
                    fix: "name it with --flavor \(flavor.id)")
            }
        }
    }

    /// What to do with a model that runs in Python, of whose artifacts a flavor can use one; nil for any other.
    private func artifactVerdict(
        for flavor: InstalledFlavor, _ reference: ModelReference, path: String
    ) -> Verdict? {
        guard case .saved(let model, let folder) = reference, let refusal = PythonFunction(model).refusal,
            let match = ArtifactMatch.first(for: flavor.descriptor, in: model, folder: folder)
        else { return nil }
        let place = "\(path)#\(match.part)"
        let fixes = [
            match.isInPlace ? "flavor predict \(place)" : nil,
            match.format.save ? "flavor save --flavor \(flavor.id) --from \(place) -o DIR" : nil,
        ]
        return Verdict(
            flavor: flavor.id, isChosen: false,
            reason: "\(refusal); but its artifact \(match.part) has the files of the format \(match.format.name)",
            fix: "run \(fixes.compactMap(\.self).joined(separator: ", or "))")
    }

    /// A flavor that could load a model.
    struct Candidate {
        let flavor: InstalledFlavor
        let match: FlavorChoice.Match
        /// Higher comes first.
        let priority: Int
        /// The place of the claimed key in the MLmodel; lower comes first.
        let position: Int
        let reason: String
    }

    /// The flavors that could load a model and have a library, the best first.
    func candidates(for reference: ModelReference) -> [Candidate] {
        catalogue.flavors.filter { $0.libraryPath != nil }.compactMap { flavor -> Candidate? in
            let match = FlavorChoice.match(flavor.descriptor, reference)
            switch (match, reference) {
            case (.claim(let claim), .saved(let model, _)):
                return Candidate(
                    flavor: flavor, match: match, priority: claim.priority,
                    position: model.flavors.firstIndex { $0.key == claim.key } ?? 0,
                    reason: "it loads the key \(claim.key)")
            case (.inPlace(let format), _):
                return Candidate(
                    flavor: flavor, match: match, priority: 0, position: 0,
                    reason: "it uses \(format.name) folders in place")
            default: return nil
            }
        }.sorted { ($1.priority, $0.position, $0.flavor.id) < ($0.priority, $1.position, $1.flavor.id) }
    }

    /// The ids of the best candidates when more than one is equally good.
    func tie(in candidates: [Candidate]) -> [String]? {
        guard let best = candidates.first else { return nil }
        let equal = candidates.filter { $0.priority == best.priority && $0.position == best.position }
        return equal.count > 1 ? equal.map(\.flavor.id) : nil
    }
}
