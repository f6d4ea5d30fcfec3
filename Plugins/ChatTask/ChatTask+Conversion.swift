import FlavorKit

extension ChatTask: PlanningFlavor {
    /// The files of the model that answers stay as they are; where the file system can, they are not even copied.
    func plan(_ source: ModelSource, call: Call) throws -> ConversionStep {
        _ = try prepare(source, call: call)
        return ConversionStep(.exact, byteCount: 0)
    }
}
