import FlavorKit
import JSON

/// Which flavor loads a model, decided by the descriptors' data alone.
struct FlavorChoice {
    /// What one flavor's descriptor says of one model.
    enum Match {
        /// It claims a key of the MLmodel.
        case claim(FlavorDescriptor.Claim)
        /// It takes the folder in place.
        case inPlace(FlavorDescriptor.Format)
        /// It does neither, and why.
        case none(reason: String, fix: String)
    }

    /// Matches a flavor with a model.
    static func match(_ descriptor: FlavorDescriptor, _ reference: ModelReference) -> Match {
        if let mismatch = headerMismatch(descriptor) { return .none(reason: mismatch.reason, fix: mismatch.fix) }
        return switch reference {
        case .saved(let model, let folder): matchClaims(descriptor, model, in: folder)
        case .bare(let folder): matchFormats(descriptor, folder)
        }
    }

    /// Why a flavor cannot be opened by its header's version, and what to do; nil where it can.
    static func headerMismatch(_ descriptor: FlavorDescriptor) -> (reason: String, fix: String)? {
        guard descriptor.headerVersion != FlavorEntry.headerVersion else { return nil }
        return (
            "it was made for header version \(descriptor.headerVersion), this host speaks \(FlavorEntry.headerVersion)",
            "update the host, or install another version of the flavor"
        )
    }

    /// The claim under which a flavor loads an MLmodel's entries: satisfied, of the highest priority, and of those the one
    /// whose key comes first.
    static func claim(of descriptor: FlavorDescriptor, in flavors: JSONObject) -> FlavorDescriptor.Claim? {
        var best: (claim: FlavorDescriptor.Claim, position: Int)?
        for claim in descriptor.claims {
            guard let position = flavors.firstIndex(where: { $0.key == claim.key }),
                unmetCondition(of: claim, in: flavors[position].value) == nil
            else { continue }
            guard let current = best else {
                best = (claim, position)
                continue
            }
            if (claim.priority, current.position) > (current.claim.priority, position) { best = (claim, position) }
        }
        return best?.claim
    }

    private static func unmetCondition(
        of claim: FlavorDescriptor.Claim, in entry: JSONValue
    ) -> (key: String, value: JSONValue)? {
        claim.conditions.first { path, expected in value(at: path, in: entry) != expected }
    }

    private static func matchClaims(_ descriptor: FlavorDescriptor, _ model: MLmodel, in folder: String) -> Match {
        if let claim = claim(of: descriptor, in: model.flavors) { return .claim(claim) }
        for claim in descriptor.claims {
            guard let entry = model.flavors[claim.key], let unmet = unmetCondition(of: claim, in: entry) else {
                continue
            }
            let found = value(at: unmet.key, in: entry).map { $0.text(.compact) } ?? "nothing"
            return .none(
                reason:
                    "\(claim.key).\(unmet.key): expected \(unmet.value.text(.compact)), found \(ABI.oneLine(found))",
                fix: fix(descriptor, folder))
        }
        let keys = model.flavors.map(\.key).joined(separator: ", ")
        var names: [String] = []
        for claim in descriptor.claims where !names.contains(claim.key) { names.append(claim.key) }
        let claimed = names.joined(separator: ", ")
        return .none(
            reason:
                "it loads the keys \(claimed.isEmpty ? "none" : claimed), the MLmodel has \(keys.isEmpty ? "none" : keys)",
            fix: fix(descriptor, folder))
    }

    /// What to do to have a flavor load a saved model: it may save from the model folder itself, as one that wraps another does.
    private static func fix(_ descriptor: FlavorDescriptor, _ folder: String) -> String {
        let wraps = descriptor.formats.contains { $0.save && FormatMatch.missing($0, in: folder) == nil }
        let source = wraps ? "save a model that wraps it" : "save it again from its own files"
        return "\(source) with flavor save --flavor \(descriptor.id) --from \(wraps ? "MODEL" : "FILES") -o DIR"
    }

    private static func matchFormats(_ descriptor: FlavorDescriptor, _ folder: String) -> Match {
        let formats = descriptor.formats.filter(\.inPlace)
        var nearMiss: (format: String, missing: [String])?
        for format in formats {
            guard let missing = FormatMatch.missing(format, in: folder) else { return .inPlace(format) }
            if missing.count < nearMiss?.missing.count ?? Int.max { nearMiss = (format.name, missing) }
        }
        guard let nearMiss else {
            return .none(
                reason: "the folder has no MLmodel, and the flavor uses no format in place",
                fix: "save the model first with flavor save --flavor \(descriptor.id)")
        }
        return .none(
            reason: "as \(nearMiss.format) the folder lacks \(nearMiss.missing.joined(separator: ", "))",
            fix: "add what is missing, or name the folder that holds it")
    }

    /// The value at a dotted path.
    private static func value(at path: String, in entry: JSONValue) -> JSONValue? {
        path.split(separator: ".").reduce(Optional(entry)) { value, name in value?[String(name)] }
    }
}
