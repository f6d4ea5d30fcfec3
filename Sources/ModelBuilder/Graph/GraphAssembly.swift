import ONNX

/// A graph while it is put together: nodes by their path, constants once each, weights in the order in which they are
/// needed.
struct GraphAssembly {
    private(set) var graph = ONNXGraph(name: "main_graph")
    /// What goes into the file of external data.
    private(set) var weights: [Weight] = []
    private var constants: Set<String> = []

    /// The domain of ONNX Runtime's own operators.
    static let microsoft = "com.microsoft"

    /// Adds an input of the graph.
    mutating func input(_ name: String, _ type: ONNXElementType, _ shape: [ONNXDimension]) {
        graph.inputs.append(ONNXValueInfo(name, type, shape))
    }

    /// Adds an output of the graph, which a node has to give.
    mutating func output(_ name: String, _ type: ONNXElementType, _ shape: [ONNXDimension]) {
        graph.outputs.append(ONNXValueInfo(name, type, shape))
    }

    /// Adds a node with one output, and says of what shape it is.
    ///
    /// - Parameters:
    ///   - path: The node's name; the output is `output_0` below it, unless it has a name of its own.
    ///   - named: Another name for the output.
    ///   - output: The name of an output of the graph, whose shape is said there.
    /// - Returns: The output's name.
    @discardableResult
    mutating func add(
        _ operatorType: String, domain: String = "", _ path: String, _ inputs: [String], _ type: ONNXElementType,
        _ shape: [ONNXDimension], _ attributes: [ONNXAttribute] = [], named: String? = nil, output: String? = nil
    ) -> String {
        let name = output ?? named ?? "\(path)/output_0"
        add(
            ONNXNode(
                operatorType, domain: domain, name: path, inputs: inputs, outputs: [name], attributes: attributes))
        if output == nil { value(name, type, shape) }
        return name
    }

    /// Adds a node of any kind.
    mutating func add(_ node: ONNXNode) { graph.nodes.append(node) }

    /// Says of what type and shape a value between nodes is.
    mutating func value(_ name: String, _ type: ONNXElementType, _ shape: [ONNXDimension]) {
        graph.values.append(ONNXValueInfo(name, type, shape))
    }

    /// A constant list of integers; the same list is one constant wherever it is used.
    mutating func integers(_ values: [Int]) -> String {
        constant("INT64/\(values)", ONNXTensor(shape: [values.count], int64: values.map(Int64.init)))
    }

    /// A constant integer.
    mutating func integer(_ value: Int) -> String {
        constant("INT64/\(value)", ONNXTensor(shape: [], int64: [Int64(value)]))
    }

    /// A constant number in the type of the values that it is used with.
    mutating func number(_ value: Float, _ type: ONNXElementType) -> String {
        guard type == .float16 else { return constant("FLOAT/\(value)", ONNXTensor(shape: [], float: [value])) }
        return constant("FLOAT16/\(value)", ONNXTensor(shape: [], float16: [Half.bits(value)]))
    }

    private mutating func constant(_ path: String, _ tensor: ONNXTensor) -> String {
        let name = "/model/constants/\(path)"
        guard constants.insert(name).inserted else { return name }
        var tensor = tensor
        tensor.name = name
        add(
            ONNXNode(
                "Constant", name: "/model/constant_nodes/\(path)", inputs: [], outputs: [name],
                attributes: [ONNXAttribute("value", .tensor(tensor))]))
        value(name, tensor.elementType, tensor.shape.map { .size($0) })
        return name
    }

    /// Adds a weight that nodes take by its name.
    @discardableResult
    mutating func weight(
        _ name: String, _ type: ONNXElementType, _ shape: [Int], _ content: Weight.Content
    ) -> String {
        weights.append(Weight(name: name, elementType: type, shape: shape, content: content))
        return name
    }

    /// The graph with its weights in a file of external data, one after the other.
    ///
    /// - Parameter location: The file's name in the model's folder.
    /// - Returns: The graph, and where each weight begins and all end.
    func finished(location: String) throws(ModelBuilderError) -> (graph: ONNXGraph, offsets: [Int], byteCount: Int) {
        var result = graph
        var offsets: [Int] = []
        var end = 0
        for weight in weights {
            result.initializers += weight.initializers(in: location, at: end)
            offsets.append(end)
            let (next, overflow) = end.addingReportingOverflow(weight.byteCount)
            guard !overflow else { throw ModelBuilderError(.unsupported, "the graph's weights are too large") }
            end = next
        }
        return (result, offsets, end)
    }
}
