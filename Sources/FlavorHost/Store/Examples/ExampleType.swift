import FlavorKit

/// The kinds of example that MLflow tells apart in `saved_input_example_info`.
enum ExampleType: Sendable, Hashable {
    case jsonObject
    case ndarray
    case dataframe(hasNames: Bool)

    /// Finds out the kind of an example.
    /// - Throws: `FlavorError` with `invalidArgument` for an example that MLflow does not save.
    init(of example: Example) throws(FlavorError) {
        switch example {
        case .table(let table, let labels): self = .dataframe(hasNames: labels != .positions && !table.isEmpty)
        case .column: throw Self.unsuited("a column by itself: make it a table")
        case .value(.null): throw Self.unsuited("null")
        case .value(.map(let map)):
            let arrays = map.entries.filter(\.value.isArray)
            guard arrays.isEmpty || arrays.count == map.count else {
                throw Self.unsuited("an object with tensors beside other values: make them all tensors or all lists")
            }
            self = arrays.isEmpty ? .jsonObject : .ndarray
        case .value(let value) where value.isArray: self = .ndarray
        case .value(let value):
            guard value.listValue?.contains(where: \.holdsArray) != true else {
                throw Self.unsuited("a list with tensors in it: make it one tensor, or lists of lists")
            }
            self = .jsonObject
        }
        guard !example.holdsComplex else { throw Self.unsuited("complex numbers, for which JSON has none") }
    }

    private static func unsuited(_ found: String) -> FlavorError {
        FlavorError(.invalidArgument, "expected an input example that can be saved, found \(found)")
    }

    /// The name under `type`.
    var name: String {
        switch self {
        case .jsonObject: "json_object"
        case .ndarray: "ndarray"
        case .dataframe: "dataframe"
        }
    }

    /// How a table is laid out, by pandas' name; nil for what is no table.
    var orient: String? {
        switch self {
        case .jsonObject, .ndarray: nil
        case .dataframe(let hasNames): hasNames ? "split" : "values"
        }
    }

    /// The key of a request under which the example goes.
    var servingKey: String {
        switch self {
        case .jsonObject, .ndarray: "inputs"
        case .dataframe: "dataframe_split"
        }
    }
}

extension Example {
    fileprivate var holdsComplex: Bool {
        switch self {
        case .value(let value), .column(let value, _): value.holdsComplex
        case .table(let table, _): table.entries.contains(where: \.value.holdsComplex)
        }
    }
}

extension Value {
    /// Whether there is a tensor with an axis in this value, or it is one.
    fileprivate var holdsArray: Bool {
        switch self {
        case .list(let items): items.contains(where: \.holdsArray)
        case .map(let map): map.entries.contains(where: \.value.holdsArray)
        default: isArray
        }
    }

    fileprivate var holdsComplex: Bool {
        switch self {
        case .list(let items): items.contains(where: \.holdsComplex)
        case .map(let map): map.entries.contains(where: \.value.holdsComplex)
        case .tensor(let tensor): [.complex64, .complex128].contains(tensor.dtype) && tensor.elementCount > 0
        default: false
        }
    }
}
