import CKernels
import FlavorKit
import Safetensors

/// Finds a decoder's tensors in its files and checks them: each is there, of a type that can be used, and of the shape
/// that the configuration asks for.
struct WeightLoader {
    let weights: SafetensorsCollection
    let kernels: UnsafePointer<kernels_table>
    /// The memory of vectors that were converted to float32.
    private(set) var vectors: [FloatBuffer] = []
    /// The names that were asked for.
    private var used: Set<String> = []

    /// The tensors that nobody asked for, and that would have mattered: transformers names them too.
    var unusedNames: [String] {
        // The angles of the rotation are calculated, and an output that is tied to the embedding is read there.
        weights.names.filter { !used.contains($0) && !$0.hasSuffix(".rotary_emb.inv_freq") && $0 != "lm_head.weight" }
    }

    init(_ weights: SafetensorsCollection, kernels: UnsafePointer<kernels_table>) {
        self.weights = weights
        self.kernels = kernels
    }

    /// A matrix and, where there is to be one, the bias beside it.
    mutating func projection(
        _ name: String, rows: Int, columns: Int, hasBias: Bool = false
    ) throws(FlavorError) -> Projection {
        let tensor = try tensor("\(name).weight", shape: [rows, columns])
        let kind = try kind(of: tensor)
        return Projection(
            weights: try address(of: tensor), rows: rows, columns: columns, bytesPerRow: columns * kind.bytes,
            bias: hasBias ? try vector("\(name).bias", count: rows) : nil, multiply: kind.multiply,
            convert: kind.convert, add: kernels.pointee.axpy)
    }

    /// Projections of one input, which the file holds apart or as the rows of a single matrix.
    mutating func projections(
        _ names: [String], of layer: String, rows: [Int], columns: Int, hasBias: Bool
    ) throws(FlavorError) -> [Projection] {
        if names.count == rows.count {
            var parts: [Projection] = []
            for (name, rows) in zip(names, rows) {
                parts.append(try projection("\(layer).\(name)", rows: rows, columns: columns, hasBias: hasBias))
            }
            return parts
        }
        var ends: [Int] = [0]
        for count in rows { ends.append(ends[ends.count - 1] + count) }
        let name = names.joined()
        let fused = try projection(
            "\(layer).\(name)", rows: ends[ends.count - 1], columns: columns, hasBias: hasBias)
        return zip(ends, ends.dropFirst()).map { fused.part($0..<$1) }
    }

    /// A vector as float32, valid while ``vectors`` lives.
    mutating func vector(_ name: String, count: Int) throws(FlavorError) -> UnsafePointer<Float> {
        let tensor = try tensor(name, shape: [count])
        let buffer = try FloatBuffer(count: count, for: "the tensor \(name)")
        try kind(of: tensor).convert(buffer.start, address(of: tensor), count)
        vectors.append(buffer)
        return UnsafePointer(buffer.start)
    }

    private mutating func tensor(_ name: String, shape: [Int]) throws(FlavorError) -> SafetensorsTensor {
        used.insert(name)
        guard let tensor = weights[name] else {
            throw FlavorError(
                .invalidArgument,
                "\(place): tensor \"\(name)\" is missing: expected BF16, F16 or F32 of shape \(shape)")
        }
        guard tensor.shape == shape else {
            throw FlavorError(
                .invalidArgument,
                "\(tensor.file.path): tensor \"\(name)\": expected shape \(shape), found \(tensor.shape)")
        }
        return tensor
    }

    private func address(of tensor: SafetensorsTensor) throws(FlavorError) -> UnsafeRawPointer {
        guard let address = tensor.bytes.baseAddress else {
            throw FlavorError(.invalidArgument, "\(tensor.file.path): tensor \"\(tensor.name)\" is empty")
        }
        return address
    }

    /// The file that names the tensors.
    private var place: String {
        guard let first = weights.files.first?.path, weights.files.count > 1 else {
            return weights.files.first?.path ?? "model.safetensors"
        }
        let folder = first.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return (folder + ["model.safetensors.index.json"]).joined(separator: "/")
    }

    private typealias Kind = (bytes: Int, multiply: Projection.Multiply, convert: Projection.Convert)

    private func kind(of tensor: SafetensorsTensor) throws(FlavorError) -> Kind {
        let table = kernels.pointee
        switch tensor.dtype {
        case .BF16: return (2, table.matmul_bf16, table.convert_bf16)
        case .F16: return (2, table.matmul_f16, table.convert_f16)
        case .F32: return (4, table.matmul_f32, table.convert_f32)
        default:
            throw FlavorError(
                .unimplemented,
                "\(tensor.file.path): tensor \"\(tensor.name)\": expected BF16, F16 or F32, "
                    + "found \(tensor.dtype.rawValue)")
        }
    }
}
