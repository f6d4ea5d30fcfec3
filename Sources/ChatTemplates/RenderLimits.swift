/// What a template may use up, because a template is code from a model folder.
public struct RenderLimits: Sendable {
    /// The statements, loop rounds, calls and 64 bytes of text made; a chat of a hundred messages takes some thousands.
    public var steps = 5_000_000
    /// The bytes of the rendered text, and of any text on the way to it.
    public var textBytes = 64 << 20
    /// How deep macros and recursive loops may call each other, and how deep lists and dicts may be nested.
    public var depth = 200

    /// Creates the default limits.
    public init() {}
}
