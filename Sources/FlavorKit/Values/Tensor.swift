/// An array of numbers of one type, row-major, with any number of dimensions.
public struct Tensor: Sendable {
    /// One reference instead of several: tensors are handed on more often than they are looked into.
    @usableFromInline let contents: Contents

    @usableFromInline final class Contents: Sendable {
        @usableFromInline let dtype: DType
        let isDatetime: Bool
        let shape: [Int]
        @usableFromInline let elementCount: Int
        let validity: [UInt8]?
        @usableFromInline let storage: TensorStorage
        @usableFromInline let byteOffset: Int

        init(
            dtype: DType, isDatetime: Bool, shape: [Int], elementCount: Int, validity: [UInt8]?,
            storage: TensorStorage, byteOffset: Int
        ) {
            self.dtype = dtype
            self.isDatetime = isDatetime
            self.shape = shape
            self.elementCount = elementCount
            self.validity = validity
            self.storage = storage
            self.byteOffset = byteOffset
        }
    }

    /// The type of the elements.
    @inlinable public var dtype: DType { contents.dtype }
    /// The extents, slowest first; empty for a single number.
    public var shape: [Int] { contents.shape }
    /// A bit for each element in row-major order, the first in the lowest bit: 1 is a value, 0 is null.
    ///
    /// Nil: no nulls.
    public var validity: [UInt8]? { contents.validity }
    /// Whether int64 elements are nanoseconds since 1970-01-01T00:00:00, without a time zone.
    public var isDatetime: Bool { contents.isDatetime }
    @inlinable var storage: TensorStorage { contents.storage }
    @inlinable var byteOffset: Int { contents.byteOffset }

    /// The number of elements.
    @inlinable public var elementCount: Int { contents.elementCount }
    /// The number of bytes that the elements take.
    @inlinable public var byteCount: Int { (elementCount * Int(dtype.bits) + 7) / 8 }

    /// Creates a tensor over bytes that are there already.
    ///
    /// - Parameters:
    ///   - byteOffset: Where the first element lies in the storage.
    /// - Throws: `FlavorError` with `invalidArgument` when the shape is impossible or the bytes are too few.
    public init(
        dtype: DType, shape: [Int], storage: TensorStorage, byteOffset: Int = 0, validity: [UInt8]? = nil,
        isDatetime: Bool = false
    ) throws(FlavorError) {
        guard shape.count <= 32, let count = DType.elementCount(shape), let bytes = dtype.byteCount(elements: count)
        else {
            throw FlavorError(.invalidArgument, "tensor of \(dtype): shape \(shape) is not a possible one")
        }
        let end = byteOffset.addingReportingOverflow(bytes)
        guard byteOffset >= 0, !end.overflow, end.partialValue <= storage.byteCount else {
            throw FlavorError(
                .invalidArgument,
                "tensor of \(dtype) with shape \(shape): expected \(bytes) bytes at offset \(byteOffset), found "
                    + "\(storage.byteCount) in all")
        }
        if let validity, validity.count < (count + 7) / 8 {
            throw FlavorError(
                .invalidArgument,
                "tensor of \(dtype) with shape \(shape): expected \((count + 7) / 8) bytes of validity, found "
                    + "\(validity.count)")
        }
        contents = Contents(
            dtype: dtype, isDatetime: isDatetime, shape: shape, elementCount: count, validity: validity,
            storage: storage, byteOffset: byteOffset)
    }

    /// Creates a tensor over exactly the bytes of one that has been checked.
    init(
        dtype: DType, shape: [Int], elementCount: Int, validity: [UInt8]?, isDatetime: Bool,
        wholeStorage storage: TensorStorage
    ) {
        contents = Contents(
            dtype: dtype, isDatetime: isDatetime, shape: shape, elementCount: elementCount, validity: validity,
            storage: storage, byteOffset: 0)
    }

    /// Creates a tensor from elements in row-major order.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` when their number is not the shape's product.
    public init<Element: TensorElement>(_ elements: [Element], shape: [Int]) throws(FlavorError) {
        guard DType.elementCount(shape) == elements.count else {
            throw FlavorError(
                .invalidArgument,
                "tensor with shape \(shape): expected as many elements as the shape's product, found \(elements.count)")
        }
        let storage = elements.withUnsafeBytes { source in
            TensorStorage(byteCount: source.count) { $0.copyMemory(from: source) }
        }
        try self.init(dtype: Element.dtype, shape: shape, storage: storage)
    }

    /// Creates a tensor with one dimension.
    public init<Element: TensorElement>(_ elements: [Element]) {
        let storage = elements.withUnsafeBytes { source in
            TensorStorage(byteCount: source.count) { $0.copyMemory(from: source) }
        }
        self.init(
            dtype: Element.dtype, shape: [elements.count], elementCount: elements.count, validity: nil,
            isDatetime: false, wholeStorage: storage)
    }

    /// Calls a body with the elements' bytes, row-major and without gaps.
    @inlinable
    public func withUnsafeBytes<Result, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try storage.withUnsafeBytes { (all) throws(Failure) in
            try body(UnsafeRawBufferPointer(rebasing: all[byteOffset..<byteOffset + byteCount]))
        }
    }

    /// The elements in row-major order, or nil when they have another type.
    public func elements<Element: TensorElement>(as type: Element.Type) -> [Element]? {
        guard dtype == Element.dtype else { return nil }
        return withUnsafeBytes { bytes in
            [Element](unsafeUninitializedCapacity: elementCount) { target, count in
                UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
                count = elementCount
            }
        }
    }

    /// The same elements in another shape.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` when the shape has another number of elements.
    public func reshaped(_ shape: [Int]) throws(FlavorError) -> Tensor {
        guard DType.elementCount(shape) == elementCount else {
            throw FlavorError(
                .invalidArgument, "tensor with shape \(self.shape): expected as many elements, found the shape \(shape)"
            )
        }
        return try Tensor(
            dtype: dtype, shape: shape, storage: storage, byteOffset: byteOffset, validity: validity,
            isDatetime: isDatetime)
    }

    /// Whether the element at a row-major position is a value and not null.
    public func isValid(at position: Int) -> Bool {
        validity.map { $0[position >> 3] >> UInt8(position & 7) & 1 == 1 } ?? true
    }
}

extension Tensor: Equatable {
    /// Two tensors are equal when type, shape, nulls and the bytes of the elements are.
    public static func == (left: Tensor, right: Tensor) -> Bool {
        left.dtype == right.dtype && left.shape == right.shape && left.isDatetime == right.isDatetime
            && (0..<left.elementCount).allSatisfy { left.isValid(at: $0) == right.isValid(at: $0) }
            && left.withUnsafeBytes { one in right.withUnsafeBytes { one.elementsEqual($0) } }
    }
}
