import SwiftProtobuf

extension ONNXModel {
    /// The bytes of the model's file.
    ///
    /// - Throws: ``ONNXError`` when they would be more than the format allows, 2 GB: keep weights in another file.
    public func serialized() throws(ONNXError) -> [UInt8] {
        var model = Onnx_ModelProto()
        model.irVersion = Int64(irVersion)
        model.opsetImport = operatorSets.map { set in
            Onnx_OperatorSetIdProto.with {
                $0.domain = set.domain
                $0.version = Int64(set.version)
            }
        }
        if !producerName.isEmpty { model.producerName = producerName }
        if !producerVersion.isEmpty { model.producerVersion = producerVersion }
        model.metadataProps = metadata.map { .init(key: $0.key, value: $0.value) }
        model.graph = .init(graph)
        do {
            return try model.serializedBytes()
        } catch {
            throw ONNXError("", "the model cannot be written as one protocol buffer: \(error)")
        }
    }
}

extension Onnx_StringStringEntryProto {
    init(key: String, value: String) {
        self.init()
        self.key = key
        self.value = value
    }
}

extension Onnx_GraphProto {
    init(_ graph: ONNXGraph) {
        self.init()
        name = graph.name
        input = graph.inputs.map { .init($0) }
        output = graph.outputs.map { .init($0) }
        initializer = graph.initializers.map { .init($0) }
        node = graph.nodes.map { .init($0) }
        valueInfo = graph.values.map { .init($0) }
    }
}

extension Onnx_ValueInfoProto {
    init(_ value: ONNXValueInfo) {
        self.init()
        name = value.name
        type.tensorType.elemType = Int32(value.elementType.rawValue)
        guard let dimensions = value.shape else { return }
        type.tensorType.shape = Onnx_TensorShapeProto()
        type.tensorType.shape.dim = dimensions.map { dimension in
            var result = Onnx_TensorShapeProto.Dimension()
            switch dimension {
            case .size(let size): result.dimValue = Int64(size)
            case .named(let name): result.dimParam = name
            case .unknown: break
            }
            return result
        }
    }
}

extension Onnx_TensorProto {
    init(_ tensor: ONNXTensor) {
        self.init()
        if !tensor.name.isEmpty { name = tensor.name }
        dataType = Int32(tensor.elementType.rawValue)
        dims = tensor.shape.map(Int64.init)
        switch tensor.content {
        case .bytes(let bytes): rawData = .init(bytes)
        case .strings(let strings): stringData = strings.map { .init($0) }
        case .external(let place):
            dataLocation = .external
            externalData = [
                .init(key: "location", value: place.location), .init(key: "offset", value: "\(place.offset)"),
                .init(key: "length", value: "\(place.length)"),
            ]
        }
    }
}

extension Onnx_NodeProto {
    init(_ node: ONNXNode) {
        self.init()
        name = node.name
        opType = node.operatorType
        domain = node.domain
        input = node.inputs
        output = node.outputs
        attribute = node.attributes.map { .init($0) }
    }
}

extension Onnx_AttributeProto {
    init(_ attribute: ONNXAttribute) {
        self.init()
        name = attribute.name
        switch attribute.value {
        case .float(let value): (type, f) = (.float, value)
        case .int(let value): (type, i) = (.int, value)
        case .string(let value): (type, s) = (.string, .init(value))
        case .tensor(let value): (type, t) = (.tensor, .init(value))
        case .graph(let value): (type, g) = (.graph, .init(value))
        case .floats(let values): (type, floats) = (.floats, values)
        case .ints(let values): (type, ints) = (.ints, values)
        case .strings(let values): (type, strings) = (.strings, values.map { .init($0) })
        }
    }
}
