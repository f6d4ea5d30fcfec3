import FlavorKit
import Glibc
import PluginFiles

/// What the file of an ONNX graph says that the runtime does not tell: the files of its weights, and which tensors have
/// a known number of dimensions.
struct GraphFiles {
    /// The graph's file.
    let path: String
    /// The files with weights, relative to the graph's folder, in the order of first use.
    let dataNames: [String]
    /// The bytes of the graph and of all its weights.
    let byteCount: Int
    /// The inputs and outputs without a shape.
    let unshaped: Set<String>

    /// The numbers of ONNX's fields that are read.
    private enum Number {
        static let modelGraph: UInt64 = 7
        static let graphNode: UInt64 = 1
        static let graphInitializer: UInt64 = 5
        static let graphInput: UInt64 = 11
        static let graphOutput: UInt64 = 12
        static let graphSparseInitializer: UInt64 = 15
        static let nodeAttribute: UInt64 = 5
        static let attributeTensors: Set<UInt64> = [5, 10]
        static let attributeGraphs: Set<UInt64> = [6, 11]
        static let valueName: UInt64 = 1
        static let valueType: UInt64 = 2
        static let typeTensor: UInt64 = 1
        static let tensorShape: UInt64 = 2
    }

    /// Reads a graph's file and sees that the files of its weights are there, and as large as the graph says.
    ///
    /// - Throws: `FlavorError`: the file, and what is missing or wrong with it.
    init(_ path: String) throws(FlavorError) {
        self.path = path
        guard FileSystem.exists(path) else {
            throw FlavorError(.notFound, "\(path): no such file: expected an ONNX graph")
        }
        let file = try MappedGraph(path)
        var walk = Walk()
        walk.model(file.bytes)
        guard !walk.isDamaged, walk.hasGraph else {
            throw FlavorError(
                .dataLoss,
                "\(path): is not an ONNX graph: expected ONNX's protobuf, found "
                    + (file.bytes.isEmpty ? "an empty file" : "something else or a part of it"))
        }
        if let fault = walk.fault { throw FlavorError(.dataLoss, "\(path): \(fault.text): save the model again") }
        dataNames = walk.dataNames
        unshaped = walk.unshaped
        var byteCount = file.bytes.count
        for name in dataNames {
            let size = try Self.size(of: name, beside: path, atLeast: walk.dataByteCounts[name] ?? 0)
            byteCount += min(size, Int.max - byteCount)
        }
        self.byteCount = byteCount
    }

    /// The bytes of a file with weights.
    private static func size(of name: String, beside path: String, atLeast least: Int) throws(FlavorError) -> Int {
        guard FileSystem.staysInside(name) else {
            throw FlavorError(
                .invalidArgument, "\(path): names a file of weights outside its folder: save the model again")
        }
        let data = "\(FilePath.parent(of: path))/\(name)"
        guard FileSystem.exists(data) else {
            throw FlavorError(.notFound, "\(data): no such file: \(path) keeps weights in it: copy it there")
        }
        guard !FileSystem.exists("\(data)/.") else {
            throw FlavorError(
                .invalidArgument,
                "\(data): expected a file, found a folder: \(path) keeps weights in it: copy it there")
        }
        let size = try FileHandle(reading: data).size()
        guard size >= least else {
            throw FlavorError(
                .dataLoss,
                "\(data): expected at least \(least) bytes of weights, as \(path) says, found \(size): copy it again")
        }
        return size
    }

    /// What is found on the way through a graph.
    private struct Walk {
        var dataNames: [String] = []
        /// How many bytes each of those has at least.
        var dataByteCounts: [String: Int] = [:]
        /// The first thing that is wrong with where a tensor has its values.
        var fault: ExternalData.Fault?
        var unshaped: Set<String> = []
        var isDamaged = false
        var hasGraph = false
        /// Graphs lie in attributes of nodes; deeper than this no real one does.
        private static let mostDepth = 32

        /// Calls a body with the fields of a message.
        mutating func each(_ bytes: UnsafeRawBufferPointer, _ body: (inout Walk, ProtobufReader.Field) -> Void) {
            var reader = ProtobufReader(bytes)
            while let field = reader.next() { body(&self, field) }
            if reader.isDamaged { isDamaged = true }
        }

        mutating func model(_ bytes: UnsafeRawBufferPointer) {
            each(bytes) { walk, field in
                guard field.number == Number.modelGraph, case .bytes(let graph) = field.content else { return }
                walk.hasGraph = true
                walk.graph(graph, depth: 0)
            }
        }

        private mutating func graph(_ bytes: UnsafeRawBufferPointer, depth: Int) {
            guard depth < Self.mostDepth else { return isDamaged = true }
            each(bytes) { walk, field in
                guard case .bytes(let content) = field.content else { return }
                switch field.number {
                case Number.graphNode: walk.node(content, depth: depth)
                case Number.graphInitializer: walk.tensor(content)
                case Number.graphInput where depth == 0, Number.graphOutput where depth == 0: walk.value(content)
                case Number.graphSparseInitializer:
                    // Its values and its indices are tensors.
                    walk.each(content) { if case .bytes(let tensor) = $1.content, $1.number < 3 { $0.tensor(tensor) } }
                default: break
                }
            }
        }

        private mutating func node(_ bytes: UnsafeRawBufferPointer, depth: Int) {
            each(bytes) { walk, field in
                guard field.number == Number.nodeAttribute, case .bytes(let attribute) = field.content else { return }
                walk.each(attribute) { walk, field in
                    guard case .bytes(let content) = field.content else { return }
                    if Number.attributeTensors.contains(field.number) { walk.tensor(content) }
                    if Number.attributeGraphs.contains(field.number) { walk.graph(content, depth: depth + 1) }
                }
            }
        }

        private mutating func tensor(_ bytes: UnsafeRawBufferPointer) {
            do {
                guard let data = try ExternalData(bytes, isDamaged: &isDamaged) else { return }
                let known = dataByteCounts.updateValue(
                    max(data.byteCount, dataByteCounts[data.location] ?? 0), forKey: data.location)
                if known == nil { dataNames.append(data.location) }
            } catch {
                fault = fault ?? error
            }
        }

        private mutating func value(_ bytes: UnsafeRawBufferPointer) {
            var name = ""
            var isTensor = false
            var hasShape = false
            each(bytes) { walk, field in
                guard case .bytes(let content) = field.content else { return }
                if field.number == Number.valueName { name = String(decoding: content, as: UTF8.self) }
                guard field.number == Number.valueType else { return }
                walk.each(content) { walk, field in
                    guard field.number == Number.typeTensor, case .bytes(let tensor) = field.content else { return }
                    isTensor = true
                    walk.each(tensor) { if $1.number == Number.tensorShape { hasShape = true } }
                }
            }
            if isTensor && !hasShape { unshaped.insert(name) }
        }
    }
}
