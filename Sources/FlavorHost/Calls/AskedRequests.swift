import FlavorKit
import Synchronization

/// What a call asks of the models in one folder on its way to the answer, taken down.
///
/// It shows what a flavor that answers through another one in its folder makes of its own requests. They are answered, but with
/// as little as can be: who only looks at the requests has no use for the answers.
final class AskedRequests: Sendable {
    /// One request.
    struct Request: Sendable {
        /// The flavor that was asked.
        let flavor: String
        let input: Value
        let parameters: ValueMap
    }

    /// The folder without symbolic links.
    private let folder: String?
    private let requests = Mutex<[Request]>([])

    init(ofModelsIn folder: String) { self.folder = FilePath.resolved(folder) }

    /// The requests in the order that they came in.
    var all: [Request] { requests.withLock { $0 } }

    /// Takes a request down, if it is to a model in the folder.
    ///
    /// - Returns: The parameters to answer with.
    func add(_ input: Value, _ parameters: ValueMap, to model: Model) -> ValueMap {
        guard let folder, FilePath.resolved(model.path) == folder else { return parameters }
        let request = Request(flavor: model.plugin.descriptor.id, input: input, parameters: parameters)
        requests.withLock { $0.append(request) }
        guard model.plugin.descriptor.parameters.contains(where: { $0.name == "max_new_tokens" }) else {
            return parameters
        }
        var least = ValueMap(parameters.entries.filter { $0.name != "min_new_tokens" }.map { ($0.name, $0.value) })
        least["max_new_tokens"] = 1
        return least
    }
}
