/// An array of texts, row-major, with any number of dimensions; a column of a table has one.
public struct StringTensor: Sendable, Equatable {
    /// The texts in row-major order, nil where null.
    public let items: [String?]
    /// The extents, slowest first.
    public let shape: [Int]

    /// Creates a column.
    public init(_ items: [String?]) {
        self.items = items
        shape = [items.count]
    }

    /// Creates an array of texts.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` when their number is not the shape's product.
    public init(_ items: [String?], shape: [Int]) throws(FlavorError) {
        guard shape.count <= 32, DType.elementCount(shape) == items.count else {
            throw FlavorError(
                .invalidArgument,
                "strings with shape \(shape): expected as many items as the shape's product, found \(items.count)")
        }
        self.items = items
        self.shape = shape
    }
}
