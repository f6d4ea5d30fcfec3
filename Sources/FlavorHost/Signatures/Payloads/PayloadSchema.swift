import FlavorKit
import JSON

/// What a reader has to know of a signature.
struct PayloadSchema {
    /// The columns of the input; nil when it has none.
    let columns: [ColSpec]?
    /// The tensors of the input; nil when it has none.
    let tensors: [TensorSpec]?
    /// The parameters of the signature, and those of the flavor that are no columns.
    private let parameterNames: Set<ExactString>

    init(_ signature: ModelSignature?, settings: [FlavorDescriptor.Setting]) {
        columns = signature?.inputs?.columns
        tensors = signature?.inputs?.tensors
        let inputs = signature?.inputs?.names.map { ExactString($0.text) } ?? []
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
        let spec = tensors?.first { spec in
            guard let name else { return tensors?.count == 1 }
            return spec.name.map { ExactString($0.text) == ExactString(name) } ?? false
        }
        return spec.flatMap { JSONElementType(rawValue: $0.type.name) }
    }

    /// Whether a column holds text or bytes, as which numbers are printed the way they were written.
    ///
    /// - Parameter name: The column's name; nil for a list without names.
    func holdsText(_ name: String?) -> Bool {
        let column = columns?.first { column in
            guard let name, let known = column.name else { return true }
            return ExactString(known.text) == ExactString(name)
        }
        return column?.type == .scalar(.string) || column?.type == .scalar(.binary)
    }

    /// As many columns as a table may have, so that a text of separators alone does not fill the memory.
    static let maximumColumnCount = 1_000_000

    static var tooManyColumns: SchemaMismatch {
        SchemaMismatch("input", expected: "at most \(maximumColumnCount) columns", found: "more")
    }
}
