import FlavorKit

/// A request's data before a signature is applied to it.
public struct Payload: Sendable, Equatable {
    /// How the data was written, on which it depends what MLflow makes of it.
    public var form: Form
    /// The data.
    ///
    /// A table is a map of columns of equal length, one for each column of the caller's: a tensor of one dimension with bool,
    /// int64 or float64 elements, nulls in its validity; strings; or a list of cells where they are of several kinds.
    /// Columns without names are called by their positions, "0", "1" and so on.
    public var data: Value
    /// Whether the data is a table made from rows: each member a column, each of its elements a row's cell.
    public var isTable: Bool
    /// Parameters that the request carries; nil where it says nothing of them.
    public var parameters: Value?
    /// Whether the reply is the bare result, without `{"predictions": …}` around it.
    public var isReplyBare: Bool
    /// What the request is called in messages, such as a file's path; nil where nothing has to be said.
    public var source: String?

    /// How data is written.
    public enum Form: Sendable, Hashable {
        /// A bare document, as it is handed to MLflow's `predict`, or a body with `messages`, `prompt` or `input`.
        case plain
        /// A table: `dataframe_split` or `dataframe_records`.
        case table
        /// A table of text whose types come from the signature: CSV.
        case textTable
        /// What stands under `inputs` or `instances`.
        case tensors
    }

    /// Creates a payload.
    public init(
        _ data: Value, form: Form = .plain, isTable: Bool = false, parameters: Value? = nil, isReplyBare: Bool = false
    ) {
        self.form = form
        self.data = data
        self.isTable = isTable
        self.parameters = parameters
        self.isReplyBare = isReplyBare
    }
}
