import FlavorKit
import JSON

/// What a reader has to know of a signature.
struct PayloadSchema {
    /// The columns of the input; nil when it has none.
    let columns: [ColSpec]?
    /// The tensors of the input; nil when it has none.
    let tensors: [TensorSpec]?
    private let columnsByName: [ExactString: ColSpec]
    private let tensorsByName: [ExactString: TensorSpec]
    /// The parameters of the signature, and those of the flavor that are no columns.
    private let parameterNames: Set<ExactString>

    init(_ signature: ModelSignature?, settings: [FlavorDescriptor.Setting]) {
        columns = signature?.inputs?.columns
        tensors = signature?.inputs?.tensors
        let inputs = signature?.inputs?.names.map { ExactString($0.text) } ?? []
        columnsByName = Dictionary(
            (columns ?? []).compactMap { spec in spec.name.map { (ExactString($0.text), spec) } },
            uniquingKeysWith: { first, _ in first })
        tensorsByName = Dictionary(
            (tensors ?? []).compactMap { spec in spec.name.map { (ExactString($0.text), spec) } },
            uniquingKeysWith: { first, _ in first })
        // As in MLflow, what the signature calls a parameter is one even where it calls a column the same.
        parameterNames = Set(settings.map { ExactString($0.name) }).subtracting(inputs)
            .union(signature?.params?.specs.map { ExactString($0.name) } ?? [])
    }

    /// Whether the signature says nothing about the input.
    var isAbsent: Bool { columns == nil && tensors == nil }

    /// Whether a member of a body that holds data and parameters together is a parameter.
    func isParameter(_ name: String) -> Bool { parameterNames.contains(ExactString(name)) }

    /// The type as which a tensor can be read at once; nil when its own content has to tell.
    ///
    /// - Parameter name: The tensor's name; nil where it has none.
    func elementType(of name: String?) -> JSONElementType? {
        tensor(name).flatMap { JSONElementType(rawValue: $0.type.name) }
    }

    /// Whether the model takes a tensor of a name.
    func hasTensor(_ name: String) -> Bool { tensorsByName[ExactString(name)] != nil }

    private func tensor(_ name: String?) -> TensorSpec? {
        guard let name else { return tensors?.count == 1 ? tensors?.first : nil }
        return tensorsByName[ExactString(name)]
    }

    /// Whether what is printed depends on how numbers were written: in a column of text or bytes, or a tensor of text,
    /// bytes or objects.
    ///
    /// - Parameter name: The column's name; nil for a list without names.
    func holdsText(_ name: String?) -> Bool {
        if let tensor = tensor(name) { return ["str", "bytes", "object"].contains(tensor.type.name) }
        let column =
            name.flatMap { columnsByName[ExactString($0)] }
            ?? (columns?.first?.name == nil || name == nil ? columns?.first : nil)
        return column?.type == .scalar(.string) || column?.type == .scalar(.binary)
    }

    /// Whether a member under `instances` has to have as many elements as the others, as MLflow checks it.
    func hasRows(_ name: String) -> Bool {
        if tensors != nil { return hasTensor(name) }
        guard columns != nil else { return true }
        guard let column = columnsByName[ExactString(name)], column.isRequired else { return false }
        if case .array = column.type { return false }
        return column.type != .sparkMLVector
    }

    /// As many columns as a table may have, so that a text of separators alone does not fill the memory.
    static let maximumColumnCount = 1_000_000

    static var tooManyColumns: SchemaMismatch {
        SchemaMismatch("input", expected: "at most \(maximumColumnCount) columns", found: "more")
    }
}
