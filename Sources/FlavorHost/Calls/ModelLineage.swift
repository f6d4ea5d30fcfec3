import CFlavor
import FlavorKit

/// The models that answer through one another on the way down to a call, the outermost first.
struct ModelLineage: Sendable {
    /// A folder and the flavor that answers for it.
    private struct Step: Sendable, Equatable {
        let folder: String
        let flavor: String
    }

    private static let limit = Int(FLAVOR_MAX_MODEL_DEPTH)

    private var steps: [Step] = []

    /// The flavors that already answer for a folder.
    func flavors(for folder: String) -> Set<String> {
        let folder = Self.real(folder)
        return Set(steps.lazy.filter { $0.folder == folder }.map(\.flavor))
    }

    /// This lineage with one more model.
    ///
    /// - Parameter path: What the error calls the folder.
    /// - Throws: `FlavorError` with `failedPrecondition` when the model is among them, or there are too many.
    func adding(folder: String, flavor: String, path: String) throws(FlavorError) -> ModelLineage {
        let step = Step(folder: Self.real(folder), flavor: flavor)
        guard !steps.contains(step) else {
            throw FlavorError(
                .failedPrecondition,
                "\(path): flavor \"\(flavor)\" already answers for this model, which so would ask itself: name another "
                    + "flavor or another model")
        }
        guard steps.count < Self.limit else {
            throw FlavorError(
                .failedPrecondition,
                "\(path): expected at most \(Self.limit) models that answer through one another, found one more")
        }
        var lineage = self
        lineage.steps.append(step)
        return lineage
    }

    /// The folder without symbolic links, so that it is known under any name.
    private static func real(_ folder: String) -> String { FilePath.resolved(folder) ?? folder }
}
