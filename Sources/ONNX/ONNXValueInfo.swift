/// What a graph says of a tensor that flows through it: an input, an output or a value between nodes.
public struct ONNXValueInfo: Sendable, Equatable {
    /// The name under which nodes give and take it.
    public var name: String
    /// The type of its elements.
    public var elementType: ONNXElementType
    /// The dimensions, outermost first; nil where nothing is said of them.
    public var shape: [ONNXDimension]?

    /// Creates a value.
    public init(_ name: String, _ elementType: ONNXElementType, _ shape: [ONNXDimension]?) {
        self.name = name
        self.elementType = elementType
        self.shape = shape
    }
}

/// A dimension of a tensor that flows through a graph.
public enum ONNXDimension: Sendable, Equatable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// Always of this size.
    case size(Int)
    /// Of any size, the same wherever the name is.
    case named(String)
    /// Of any size.
    case unknown

    public init(integerLiteral value: Int) { self = .size(value) }

    public init(stringLiteral value: String) { self = .named(value) }
}
