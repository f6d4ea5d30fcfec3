import SwiftProtobuf

extension ONNXModel {
    /// Reads a model.
    ///
    /// Elements in other files stay there; where they are is checked, so far as it can be without opening them.
    ///
    /// - Parameter file: The file's path, for error messages.
    /// - Throws: ``ONNXError`` when the bytes are not a model, or hold what this module does not know.
    public init(parsing bytes: [UInt8], file: String) throws(ONNXError) {
        let model: Onnx_ModelProto
        do {
            // Graphs within graphs: a few levels are in use, and each takes four messages.
            var options = BinaryDecodingOptions()
            options.messageDepthLimit = 100
            model = try Onnx_ModelProto(serializedBytes: bytes, options: options)
        } catch {
            throw ONNXError(file, "is not an ONNX model, or is cut short: \(Self.reason(error))")
        }
        guard model.hasIrVersion, model.hasGraph else {
            throw ONNXError(file, "is not an ONNX model: it has no \(model.hasGraph ? "version" : "graph")")
        }
        do throws(ONNXError) {
            irVersion = try Int(size: model.irVersion, "ir_version")
            operatorSets = []
            for set in model.opsetImport {
                operatorSets.append(
                    OperatorSet(set.domain, try Int(size: set.version, "the version of an operator set")))
            }
            guard model.functions.isEmpty else { throw ONNXError("", "has functions of its own, which are not known") }
            graph = try ONNXGraph(model.graph)
        } catch {
            throw ONNXError(file, error.reason)
        }
        producerName = model.producerName
        producerVersion = model.producerVersion
        metadata = model.metadataProps.map { Metadata($0.key, $0.value) }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case BinaryDecodingError.truncated: "it ends within a field"
        case BinaryDecodingError.messageDepthLimit: "its messages are nested too deep"
        case BinaryDecodingError.invalidUTF8: "a text is not UTF-8"
        default: "it is not a protocol buffer"
        }
    }
}

extension ONNXGraph {
    init(_ graph: Onnx_GraphProto) throws(ONNXError) {
        self.init(name: graph.name)
        guard graph.sparseInitializer.isEmpty else {
            throw ONNXError("", "has sparse initializers, which are not known")
        }
        for value in graph.input { inputs.append(try ONNXValueInfo(value)) }
        for value in graph.output { outputs.append(try ONNXValueInfo(value)) }
        for value in graph.valueInfo { values.append(try ONNXValueInfo(value)) }
        for tensor in graph.initializer { initializers.append(try ONNXTensor(tensor)) }
        for node in graph.node { nodes.append(try ONNXNode(node)) }
    }
}

extension ONNXValueInfo {
    init(_ value: Onnx_ValueInfoProto) throws(ONNXError) {
        guard case .tensorType(let tensor)? = value.type.value else {
            throw ONNXError("", "value \(quoted(value.name)) must be a tensor, found something else")
        }
        var shape: [ONNXDimension]?
        if tensor.hasShape {
            var dimensions: [ONNXDimension] = []
            for dimension in tensor.shape.dim {
                switch dimension.value {
                case .dimValue(let size)?:
                    dimensions.append(.size(try Int(size: size, "a dimension of value \(quoted(value.name))")))
                case .dimParam(let name)?: dimensions.append(.named(name))
                case nil: dimensions.append(.unknown)
                }
            }
            shape = dimensions
        }
        self.init(value.name, try ONNXElementType(number: tensor.elemType, of: "value \(quoted(value.name))"), shape)
    }
}

extension ONNXNode {
    init(_ node: Onnx_NodeProto) throws(ONNXError) {
        self.init(
            node.opType, domain: node.domain, name: node.name, inputs: node.input, outputs: node.output)
        for attribute in node.attribute { attributes.append(try ONNXAttribute(attribute, of: node.name)) }
    }
}

extension ONNXAttribute {
    init(_ attribute: Onnx_AttributeProto, of node: String) throws(ONNXError) {
        name = attribute.name
        switch attribute.type {
        case .float: value = .float(attribute.f)
        case .int: value = .int(attribute.i)
        case .string: value = .string(Array(attribute.s))
        case .tensor: value = .tensor(try ONNXTensor(attribute.t))
        case .graph: value = .graph(try ONNXGraph(attribute.g))
        case .floats: value = .floats(attribute.floats)
        case .ints: value = .ints(attribute.ints)
        case .strings: value = .strings(attribute.strings.map { Array($0) })
        default:
            throw ONNXError(
                "",
                "attribute \(quoted(attribute.name)) of node \(quoted(node)) must be a number, a text, a tensor, a graph "
                    + "or a list, found type \(attribute.type.rawValue)")
        }
    }
}

extension Int {
    /// A size in a file, which must be an integer from 0.
    init(size: Int64, _ what: String) throws(ONNXError) {
        guard size >= 0, let value = Int(exactly: size) else {
            throw ONNXError("", "\(what) must be an integer from 0, found \(size)")
        }
        self = value
    }
}

extension ONNXElementType {
    /// The type that a number in a file stands for.
    init(number: Int32, of what: String) throws(ONNXError) {
        guard let type = Self(rawValue: Int(number)) else {
            throw ONNXError("", "the element type of \(what) must be one of ONNX's numbers, found \(number)")
        }
        self = type
    }
}
