import COnnxRuntime
import FlavorKit

/// Makes ONNX Runtime's values of ours.
struct InputConversion {
    /// The input's name.
    let name: String
    /// Which item of a sequence is made.
    private var place: [Int] = []

    init(name: String) { self.name = name }

    /// What messages call the input.
    private var subject: String { "input \"\(name)\"\(place.map { "[\($0)]" }.joined())" }

    /// Makes a value of a type; numbers that have the type already are not copied, so that the value is to live on until it
    /// was used.
    ///
    /// - Returns: Nil for an optional without a value.
    /// - Throws: `FlavorError` with `invalidArgument`: expected and found.
    func make(_ value: Value, _ type: GraphType, in values: inout GraphValues) throws(FlavorError) -> OpaquePointer? {
        switch type {
        case .tensor(let element, let dimensions): return try tensor(value, element, dimensions, in: &values)
        case .optional(let content): return value == .null ? nil : try make(value, content, in: &values)
        case .sequence(let item): return try sequence(value, item, in: &values)
        case .map(let key, let content): return try map(value, key, content, in: &values)
        case .other(let name):
            throw FlavorError(.unimplemented, "\(subject): a \(name) cannot be given: use a graph with tensors")
        }
    }

    private func tensor(
        _ value: Value, _ element: ElementType, _ dimensions: [GraphType.Dimension]?, in values: inout GraphValues
    ) throws(FlavorError) -> OpaquePointer {
        if element == .string {
            let (items, shape) = try texts(value, dimensions)
            return try values.strings(items, shape: shape)
        }
        guard let dtype = element.dtype else {
            throw FlavorError(.unimplemented, "\(subject): tensors of \(element.name) are not known here")
        }
        let (tensor, isNew) = try numbers(value, dtype)
        return try values.tensor(
            tensor, shape: try fitted(tensor.shape, dimensions), element: element, isKept: isNew)
    }

    /// The value as a tensor of a type, and whether it is another than the one that was given.
    private func numbers(_ value: Value, _ dtype: DType) throws(FlavorError) -> (Tensor, isNew: Bool) {
        guard case .tensor(let tensor) = value else {
            switch value {
            case .list, .int, .double, .bool: return (try ElementList(value, subject).tensor(dtype, subject), true)
            default: throw mismatch("a tensor of \(dtype)", value.kindName)
            }
        }
        guard tensor.validity == nil || (0..<tensor.elementCount).allSatisfy(tensor.isValid(at:)) else {
            throw mismatch("a value in each place", "nulls")
        }
        if tensor.dtype == dtype && !tensor.isDatetime { return (tensor, false) }
        // Numbers that came as text are of the widest type; MLflow narrows these too.
        if dtype == .float32, let wide = tensor.elements(as: Double.self) {
            return (try Tensor(wide.map { Float($0) }, shape: tensor.shape), true)
        }
        if let list = ElementList(widest: tensor) { return (try list.tensor(dtype, subject), true) }
        throw mismatch("\(dtype)", tensor.isDatetime ? "datetimes" : "\(tensor.dtype)")
    }

    private func texts(
        _ value: Value, _ dimensions: [GraphType.Dimension]?
    ) throws(FlavorError) -> (items: [String], shape: [Int]) {
        switch value {
        case .strings(let strings):
            let texts = strings.items.compactMap { $0 }
            if let index = strings.items.firstIndex(where: { $0 == nil }) {
                throw noString(Value.null.kindName, at: index, strings.shape)
            }
            return (texts, try fitted(strings.shape, dimensions))
        case .string(let text): return ([text], try fitted([], dimensions))
        case .list:
            let list = try ElementList(value, subject)
            let texts = list.items.compactMap(\.stringValue)
            if let index = list.items.firstIndex(where: { $0.stringValue == nil }) {
                throw noString(list.items[index].kindName, at: index, list.shape)
            }
            return (texts, try fitted(list.shape, dimensions))
        default: throw mismatch("strings", value.kindName)
        }
    }

    private func noString(_ kind: String, at index: Int, _ shape: [Int]) -> FlavorError {
        mismatch("a string in each place", "\(kind) at \(Self.position(index, shape))")
    }

    /// Where the element at a row-major index stands.
    private static func position(_ index: Int, _ shape: [Int]) -> [Int] {
        var rest = index
        var position: [Int] = []
        for extent in shape.reversed() where extent > 0 {
            position.insert(rest % extent, at: 0)
            rest /= extent
        }
        return position
    }

    /// The shape where it fits what the graph declares; the column of a table is a matrix of one column where one is
    /// declared.
    private func fitted(_ shape: [Int], _ dimensions: [GraphType.Dimension]?) throws(FlavorError) -> [Int] {
        guard let dimensions else { return shape }
        if fits(shape, dimensions) { return shape }
        if shape.count == 1, dimensions.count == 2, dimensions[1] == .fixed(1), fits(shape + [1], dimensions) {
            return shape + [1]
        }
        let declared = dimensions.map { dimension in
            switch dimension {
            case .fixed(let extent): "\(extent)"
            case .named: "-1"
            }
        }
        throw mismatch("the shape [\(declared.joined(separator: ", "))]", "\(shape)")
    }

    private func fits(_ shape: [Int], _ dimensions: [GraphType.Dimension]) -> Bool {
        shape.count == dimensions.count
            && zip(shape, dimensions).allSatisfy { extent, dimension in
                if case .fixed(let fixed) = dimension { fixed == extent } else { true }
            }
    }

    private func sequence(
        _ value: Value, _ type: GraphType, in values: inout GraphValues
    ) throws(FlavorError) -> OpaquePointer {
        guard let list = value.sequenceItems else { throw mismatch("a list", value.kindName) }
        if list.isEmpty {
            guard case .tensor(let element, _) = type else {
                throw FlavorError(
                    .unimplemented, "\(subject): an empty list of maps cannot be given: give at least one")
            }
            let empty = try EmptySequence.make(element, of: values.runtime)
            values.adopt(empty)
            return empty
        }
        var items: [OpaquePointer?] = []
        for (index, item) in list.enumerated() {
            // The parts of an array are copies, which nobody else has; the runtime's sequence points into them.
            if case .tensor = value, case .tensor(let part) = item { values.keep(part) }
            var conversion = self
            conversion.place.append(index)
            items.append(try conversion.make(item, type, in: &values))
        }
        return try values.make { [api = values.runtime.api] in
            ort_create_value(api, items, items.count, Int32(ORT_KIND_SEQUENCE), $0)
        }
    }

    private func map(
        _ value: Value, _ key: ElementType, _ type: GraphType, in values: inout GraphValues
    ) throws(FlavorError) -> OpaquePointer {
        guard case .map(let map) = value else { throw mismatch("a map", value.kindName) }
        guard case .tensor(let element, _) = type else {
            throw FlavorError(.unimplemented, "\(subject): maps of anything but numbers and strings cannot be given")
        }
        let keys: Value
        if key == .string {
            keys = .list(map.entries.map { .string($0.name) })
        } else {
            var numbers: [Value] = []
            for entry in map.entries {
                guard let number = Int64(entry.name) else { throw mismatch("integers as names", "another name") }
                numbers.append(.int(number))
            }
            guard Set(map.entries.compactMap { Int64($0.name) }).count == numbers.count else {
                throw mismatch("each key once", "two names for one")
            }
            keys = .list(numbers)
        }
        let contents = Value.list(map.entries.map(\.value))
        // Both are copied into the map before this returns.
        let pair: [OpaquePointer?] = [
            try tensor(keys, key, nil, in: &values), try tensor(contents, element, nil, in: &values),
        ]
        return try values.make { [api = values.runtime.api] in
            ort_create_value(api, pair, pair.count, Int32(ORT_KIND_MAP), $0)
        }
    }

    private func mismatch(_ expected: String, _ found: String) -> FlavorError {
        FlavorError(.invalidArgument, "\(subject): expected \(expected), found \(found)")
    }
}
