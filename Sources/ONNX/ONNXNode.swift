/// One operation of a graph.
public struct ONNXNode: Sendable, Equatable {
    /// A name for messages and tools; nothing refers to it.
    public var name: String
    /// What it does, such as `MatMul`.
    public var operatorType: String
    /// The operator set that the type is from; empty for ONNX's own.
    public var domain: String
    /// The values that it takes, by position; empty names for optional ones that are left out.
    public var inputs: [String]
    /// The values that it gives, by position; empty names for those that nobody takes.
    public var outputs: [String]
    /// Its settings.
    public var attributes: [ONNXAttribute]

    /// Creates a node.
    public init(
        _ operatorType: String, domain: String = "", name: String, inputs: [String], outputs: [String],
        attributes: [ONNXAttribute] = []
    ) {
        self.operatorType = operatorType
        self.domain = domain
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self.attributes = attributes
    }

    /// The value of an attribute, or nil when the node has none of the name.
    public subscript(attribute name: String) -> ONNXAttribute.Value? {
        attributes.first { $0.name == name }?.value
    }
}

/// A setting of a node.
public struct ONNXAttribute: Sendable, Equatable {
    /// What the operator calls it.
    public var name: String
    /// Its value.
    public var value: Value

    /// The values that an attribute can have.
    public enum Value: Sendable, Equatable {
        case float(Float)
        case int(Int64)
        /// UTF-8 where it is a text.
        case string([UInt8])
        case tensor(ONNXTensor)
        /// A branch of control flow; its nodes also see the values around it.
        case graph(ONNXGraph)
        case floats([Float])
        case ints([Int64])
        case strings([[UInt8]])
    }

    /// Creates an attribute.
    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    /// Creates an attribute of an integer.
    public init(_ name: String, _ value: Int) { self.init(name, .int(Int64(value))) }

    /// Creates an attribute of a text.
    public init(_ name: String, _ value: String) { self.init(name, .string(Array(value.utf8))) }
}
