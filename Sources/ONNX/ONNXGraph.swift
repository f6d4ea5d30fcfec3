/// A graph of operations over tensors.
public struct ONNXGraph: Sendable, Equatable {
    /// A name for messages and tools.
    public var name: String
    /// What the caller gives.
    public var inputs: [ONNXValueInfo] = []
    /// What the caller gets.
    public var outputs: [ONNXValueInfo] = []
    /// The constants that nodes take by name.
    public var initializers: [ONNXTensor] = []
    /// The operations, each after those whose outputs it takes.
    public var nodes: [ONNXNode] = []
    /// What is known of the values between nodes.
    public var values: [ONNXValueInfo] = []

    /// Creates an empty graph.
    public init(name: String) { self.name = name }
}

/// An ONNX model: a graph and what it is written in.
public struct ONNXModel: Sendable, Equatable {
    /// The version of the file format.
    public var irVersion: Int
    /// The versions of the operator sets that the nodes are from, by domain; ONNX's own is the empty one.
    public var operatorSets: [OperatorSet]
    /// The program that made it.
    public var producerName = ""
    /// The program's version.
    public var producerVersion = ""
    /// Free-form strings.
    public var metadata: [Metadata] = []
    /// What it calculates.
    public var graph: ONNXGraph

    /// A version of an operator set.
    public struct OperatorSet: Sendable, Equatable {
        /// The domain that the set's operators have.
        public var domain: String
        /// The version of the set.
        public var version: Int

        /// Creates a reference to a version.
        public init(_ domain: String, _ version: Int) {
            self.domain = domain
            self.version = version
        }
    }

    /// A free-form string under a name.
    public struct Metadata: Sendable, Equatable {
        /// Its name.
        public var key: String
        /// The string.
        public var value: String

        /// Creates an entry.
        public init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    /// Creates a model.
    public init(irVersion: Int, operatorSets: [OperatorSet], graph: ONNXGraph) {
        self.irVersion = irVersion
        self.operatorSets = operatorSets
        self.graph = graph
    }
}
