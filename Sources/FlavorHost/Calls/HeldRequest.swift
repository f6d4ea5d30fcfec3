import FlavorKit
import Synchronization

/// The first request that a call makes to another model, which is held instead of answered.
///
/// It shows what a flavor that answers through another one makes of its own requests.
final class HeldRequest: Sendable {
    /// What the other model is asked, and with which parameters.
    typealias Content = (input: Value, parameters: ValueMap)

    /// The id of the flavor whose requests are held; nil for any.
    private let flavor: String?
    private let held = Mutex<Content?>(nil)

    init(to flavor: String?) { self.flavor = flavor }

    /// What was held; nil where nothing was asked.
    var content: Content? { held.withLock { $0 } }

    /// Holds a request, if it is one to the flavor.
    ///
    /// - Throws: `FlavorError` with `cancelled`, by which the one who asked learns that there is no answer.
    func hold(_ content: Content, to flavor: String) throws(FlavorError) {
        guard self.flavor == nil || self.flavor == flavor else { return }
        held.withLock { if $0 == nil { $0 = content } }
        throw FlavorError(.cancelled, "the request is only looked at")
    }
}
