import FlavorKit

/// Brings a value's elements into the type of a tensor, whatever the shape.
struct TensorConversion {
    private let type: NumpyType
    private let form: Payload.Form
    private let rules: RuleSet
    private let path: String

    init(_ type: NumpyType, _ form: Payload.Form, _ rules: RuleSet, path: String) {
        self.type = type
        self.form = form
        self.rules = rules
        self.path = path
    }

    /// The value as a tensor or strings of the type; a ragged list stays one where that is allowed.
    func convert(_ value: Value, isRaggedAllowed: Bool) throws(SchemaMismatch) -> Value {
        if fits(value) { return value }
        guard rules.has(.tensorType) else {
            throw SchemaMismatch(path, expected: type.name, found: value.kindName)
        }
        var flat = FlatElements()
        do throws(SchemaMismatch) {
            try flat.append(value, level: 0, path: path)
        } catch {
            if isRaggedAllowed, case .list = value { return value }
            throw error
        }
        switch type.name {
        case "bool": return try array(flat, Bool.self, bool)
        case "int8": return try array(flat, Int8.self, integer)
        case "int16": return try array(flat, Int16.self, integer)
        case "int32": return try array(flat, Int32.self, integer)
        case "int64": return try array(flat, Int64.self, integer)
        case "uint8": return try array(flat, UInt8.self, integer)
        case "uint16": return try array(flat, UInt16.self, integer)
        case "uint32": return try array(flat, UInt32.self, integer)
        case "uint64": return try array(flat, UInt64.self, integer)
        case "float16": return try array(flat, Float16.self, number)
        case "float32": return try array(flat, Float.self, number)
        case "float64": return try array(flat, Double.self, number)
        case "datetime64[ns]": return try times(flat)
        case "str": return try strings(flat)
        case "bytes": return try flat.nested(bytes)
        default:
            throw SchemaMismatch(
                path, expected: "a tensor of \(type.name)", found: value.kindName,
                advice: "tensors of \(type.name) cannot be sent as a document")
        }
    }

    /// Whether a rule that casts between text, numbers and booleans is applied, as for columns.
    private func casts(_ rule: EnforcementRule) -> Bool { form != .plain && rules.has(rule) }

    /// Whether a value has the type already.
    private func fits(_ value: Value) -> Bool {
        switch value {
        case .tensor(let tensor):
            tensor.validity == nil
                && (tensor.isDatetime ? "datetime64[ns]" == type.name : tensor.dtype == type.dtype)
        case .strings(let strings): type.name == "str" && !strings.items.contains(nil)
        default: false
        }
    }

    // MARK: Elements

    private func bool(_ value: Value) -> Bool? {
        switch value {
        case .bool(let bool): bool
        case .int(let number) where number == 0 || number == 1: casts(.bitsAreBooleans) ? number == 1 : nil
        case .double(let number) where number == 0 || number == 1: casts(.bitsAreBooleans) ? number == 1 : nil
        default: nil
        }
    }

    private func integer<Number: FixedWidthInteger>(_ value: Value) -> Number? {
        switch value {
        case .int(let number): Number(exactly: number)
        case .double(let number): rules.has(.wholeNumbersAreIntegers) ? Number(exactly: number) : nil
        case .bool(let bool): casts(.booleansAreNumbers) ? (bool ? 1 : 0) : nil
        case .string(let text):
            casts(.textSpellsNumbers) ? NumberText.integer(text).flatMap { Number(exactly: $0) } : nil
        default: nil
        }
    }

    private func number<Number: BinaryFloatingPoint>(_ value: Value) -> Number? {
        let wide: Double?
        switch value {
        case .int(let number): return integer(number)
        case .double(let number): wide = number
        case .bool(let bool): wide = casts(.booleansAreNumbers) ? (bool ? 1 : 0) : nil
        case .null: wide = rules.has(.nullIsNaN) ? .nan : nil
        case .string(let text): wide = casts(.textSpellsNumbers) ? NumberText.double(text) : nil
        default: wide = nil
        }
        return wide.flatMap { wide in
            let rounded = Number(wide)
            return rounded.isFinite == wide.isFinite && (rounded == 0) == (wide == 0) ? rounded : nil
        }
    }

    /// An integer as a number of a type: rounded as numpy does, but in a bare document one that the type holds.
    private func integer<Number: BinaryFloatingPoint>(_ number: Int64) -> Number? {
        guard casts(.integersAreRounded) else { return Number(exactly: number) }
        let rounded = Number(number)
        return rounded.isFinite ? rounded : nil
    }

    private func time(_ value: Value) -> Int64? {
        switch value {
        case .datetime(let nanoseconds), .int(let nanoseconds): nanoseconds
        case .string(let text): TimeText.nanoseconds(text, allowsZone: !rules.has(.timesHaveNoZone))
        default: nil
        }
    }

    private func bytes(_ value: Value, _ place: String) throws(SchemaMismatch) -> Value {
        switch value {
        case .bytes: return value
        case .string(let text) where text.utf8.allSatisfy({ $0 < 0x80 }) && text.utf8.last != 0:
            return .bytes(Array(text.utf8))
        default: throw mismatch(value, place)
        }
    }

    // MARK: Assembly

    private func array<Element: TensorElement>(
        _ flat: FlatElements, _ type: Element.Type, validity: [UInt8]? = nil, _ element: (Value) -> Element?
    ) throws(SchemaMismatch) -> Value {
        var elements: [Element] = []
        elements.reserveCapacity(flat.elements.count)
        for (position, value) in flat.elements.enumerated() {
            guard let element = element(value) else { throw mismatch(value, flat.place(of: position, in: path)) }
            elements.append(element)
        }
        let storage = elements.withUnsafeBytes { source in
            TensorStorage(byteCount: source.count) { $0.copyMemory(from: source) }
        }
        do {
            return .tensor(
                try Tensor(
                    dtype: Element.dtype, shape: flat.shape, storage: storage, validity: validity,
                    isDatetime: self.type.name == "datetime64[ns]"))
        } catch {
            throw SchemaMismatch(path, expected: "a tensor of at most 32 dimensions", found: "more")
        }
    }

    /// Times, among which null and numpy's word for it stand for none.
    private func times(_ flat: FlatElements) throws(SchemaMismatch) -> Value {
        var validity: [UInt8]?
        var flat = flat
        for (position, value) in flat.elements.enumerated()
        where value == .null || value.stringValue.map(TimeText.isNone) == true {
            flat.replace(position, with: .datetime(0))
            var bits = validity ?? [UInt8](repeating: 0xFF, count: (flat.elements.count + 7) / 8)
            bits[position >> 3] &= ~(1 << UInt8(position & 7))
            validity = bits
        }
        return try array(flat, Int64.self, validity: validity, time)
    }

    private func strings(_ flat: FlatElements) throws(SchemaMismatch) -> Value {
        var texts: [String?] = []
        for (position, value) in flat.elements.enumerated() {
            let text = value.stringValue ?? (casts(.numbersArePrinted) ? value.printedNumber : nil)
            guard let text else { throw mismatch(value, flat.place(of: position, in: path)) }
            texts.append(text)
        }
        do {
            return .strings(try StringTensor(texts, shape: flat.shape))
        } catch {
            throw SchemaMismatch(path, expected: "a tensor of at most 32 dimensions", found: "more")
        }
    }

    private func mismatch(_ value: Value, _ place: String) -> SchemaMismatch {
        let found =
            switch value {
            case .int: "an integer that does not fit"
            case .double(let number) where number != number.rounded(): "a number with a fraction"
            case .double: "a number that does not fit"
            case .string: "text that does not fit"
            default: value.kindName
            }
        return SchemaMismatch(place, expected: type.name, found: found)
    }
}
