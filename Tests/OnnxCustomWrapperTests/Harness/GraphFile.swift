import TestSupport

/// A small ONNX graph, written as the protobuf that it is.
struct GraphFile {
    /// One input or output; nil in place of a shape leaves it out, a text in it names an extent.
    struct Port {
        let name: String
        let element: UInt8
        let shape: [Extent]?
        let kind: Kind

        init(_ name: String, _ element: UInt8, _ shape: [Extent]?, _ kind: Kind = .tensor) {
            self.name = name
            self.element = element
            self.shape = shape
            self.kind = kind
        }
    }

    /// What holds the tensors of a port.
    enum Kind {
        case tensor, sequence, optional, optionalSequence
    }

    enum Extent: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
        case fixed(Int)
        case named(String)

        init(integerLiteral value: Int) { self = .fixed(value) }
        init(stringLiteral value: String) { self = .named(value) }
    }

    /// One operator.
    struct Node {
        let type: String
        let inputs: [String]
        let outputs: [String]
        var integers: [String: Int] = [:]
    }

    /// Weights, in the file or, with a name, in another beside it.
    struct Weights {
        let name: String
        let values: [Float]
        var file: String?
        /// Where in that file they are, as `offset` and `length`.
        var entries: [(String, String)] = []
        /// How many there are, where the graph says something else.
        var extent: Int?
    }

    var inputs: [Port]
    var outputs: [Port]
    var nodes: [Node]
    var weights: [Weights] = []
    var version = 10
    var operators = 21

    /// The element types' numbers.
    enum Element {
        static let float32: UInt8 = 1
        static let int64: UInt8 = 7
        static let string: UInt8 = 8
        static let float64: UInt8 = 11
    }

    /// A graph that gives what it gets.
    static func identity(_ element: UInt8, _ shape: [Extent]?) -> GraphFile {
        GraphFile(
            inputs: [Port("x", element, shape)], outputs: [Port("y", element, shape)],
            nodes: [Node(type: "Identity", inputs: ["x"], outputs: ["y"])])
    }

    /// Writes the graph into a folder, as `model.onnx`, with the files of its weights.
    func write(to folder: String, as name: String = "model.onnx") throws {
        try writeFile(bytes, to: "\(folder)/\(name)")
        for weight in weights {
            if let file = weight.file { try writeFile(Self.bytes(of: weight.values), to: "\(folder)/\(file)") }
        }
    }

    var bytes: [UInt8] {
        var graph = nodes.flatMap { Self.field(1, Self.node($0)) } + Self.field(2, Array("graph".utf8))
        graph += weights.flatMap { Self.field(5, Self.tensor($0)) }
        graph += inputs.flatMap { Self.field(11, Self.port($0)) } + outputs.flatMap { Self.field(12, Self.port($0)) }
        return Self.number(1, version) + Self.field(7, graph) + Self.field(8, Self.number(2, operators))
    }

    private static func node(_ node: Node) -> [UInt8] {
        node.inputs.flatMap { field(1, Array($0.utf8)) } + node.outputs.flatMap { field(2, Array($0.utf8)) }
            + field(4, Array(node.type.utf8))
            + node.integers.sorted { $0.key < $1.key }.flatMap { name, value in
                field(5, field(1, Array(name.utf8)) + number(3, value) + number(20, 2))
            }
    }

    private static func tensor(_ weights: Weights) -> [UInt8] {
        let header =
            number(1, weights.extent ?? weights.values.count) + number(2, 1) + field(8, Array(weights.name.utf8))
        guard let file = weights.file else { return header + field(9, bytes(of: weights.values)) }
        let entries = ([("location", file)] + weights.entries).flatMap { key, value in
            field(13, field(1, Array(key.utf8)) + field(2, Array(value.utf8)))
        }
        return header + entries + number(14, 1)
    }

    private static func port(_ port: Port) -> [UInt8] {
        var tensor = number(1, Int(port.element))
        if let shape = port.shape {
            let dimensions = shape.flatMap { extent in
                switch extent {
                case .fixed(let count): field(1, number(1, count))
                case .named(let name): field(1, field(2, Array(name.utf8)))
                }
            }
            tensor += field(2, dimensions)
        }
        let type =
            switch port.kind {
            case .tensor: field(1, tensor)
            case .sequence: sequence(field(1, tensor))
            case .optional: optional(field(1, tensor))
            case .optionalSequence: optional(sequence(field(1, tensor)))
            }
        return field(1, Array(port.name.utf8)) + field(2, type)
    }

    private static func sequence(_ type: [UInt8]) -> [UInt8] { field(4, field(1, type)) }

    private static func optional(_ type: [UInt8]) -> [UInt8] { field(9, field(1, type)) }

    private static func bytes(of values: [Float]) -> [UInt8] {
        values.flatMap { value in withUnsafeBytes(of: value) { Array($0) } }
    }

    private static func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(content.count) + content
    }

    private static func number(_ number: Int, _ value: Int) -> [UInt8] { varint(number << 3) + varint(value) }

    private static func varint(_ value: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = UInt64(bitPattern: Int64(value))
        repeat {
            bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }
}

/// Makes a folder with a graph and runs a body with it.
func withGraph<Result>(_ graph: GraphFile, _ body: (String) throws -> Result) throws -> Result {
    try withTemporaryDirectory { folder in
        try graph.write(to: folder)
        return try body(folder)
    }
}
