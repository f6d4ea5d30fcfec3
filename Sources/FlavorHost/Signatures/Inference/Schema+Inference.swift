import FlavorKit
import JSON

extension Schema {
    /// Infers what an example is, as MLflow's `infer_signature` does.
    ///
    /// A list of maps and a map have named columns, a map of tensors named tensors, and all else one column without a
    /// name. Keys that some elements lack, and values that are null, are optional. Types are not widened.
    ///
    /// - Parameter path: What the example is called in messages.
    /// - Throws: `FlavorError` with `invalidArgument`, which names the place that has no type.
    public static func infer(from example: Example, path: String = "inputs") throws(FlavorError) -> Schema {
        do throws(InferenceFailure) {
            return switch example {
            case .value(let value): try infer(from: value)
            case .table(let table, let labels): try infer(from: table, labels: labels)
            case .column(let column, let name): try columns([column.columnSpec(name: name)])
            }
        } catch {
            throw error.error(in: path)
        }
    }

    private static func infer(from value: Value) throws(InferenceFailure) -> Schema {
        switch value {
        // MLflow before 2.9 could not tell, and said this.
        case .list([]): return try columns([ColSpec(.scalar(.string))])
        case .list(let items):
            let records = items.compactMap(\.mapValue)
            if records.count == items.count { return try infer(fromRecords: records) }
            return try columns([ColSpec(unwrap(.inferred(fromItems: items)))])
        case .map(let map) where map.entries.allSatisfy(\.value.isArray): return try infer(fromTensors: map)
        case .map(let map): return try infer(fromMembers: map)
        case _ where value.isArray: return try tensors([TensorSpec(inferredFrom: value)])
        default: return try columns([ColSpec(unwrap(.inferred(from: value)))])
        }
    }

    private static func infer(
        from table: ValueMap, labels: Example.Labels
    ) throws(InferenceFailure) -> Schema {
        var specs: [ColSpec] = []
        for (position, column) in table.entries.enumerated() {
            do throws(InferenceFailure) {
                specs.append(try column.value.columnSpec(name: labels.label(of: column.name, at: position)))
            } catch {
                throw error.under(.member(column.name))
            }
        }
        return try columns(specs)
    }

    private static func infer(fromTensors map: ValueMap) throws(InferenceFailure) -> Schema {
        var specs: [TensorSpec] = []
        for member in map.entries {
            do throws(InferenceFailure) {
                specs.append(try TensorSpec(inferredFrom: member.value, name: ColumnName(member.name)))
            } catch {
                throw error.under(.member(member.name))
            }
        }
        return try tensors(specs)
    }

    private static func infer(fromMembers map: ValueMap) throws(InferenceFailure) -> Schema {
        var specs: [ColSpec] = []
        for member in map.entries {
            do throws(InferenceFailure) {
                let type = try unwrap(.inferred(from: member.value))
                specs.append(
                    ColSpec(type, name: ColumnName(member.name), isRequired: !member.value.isMissingOrHoldsMissing))
            } catch {
                throw error.under(.member(member.name))
            }
        }
        return try columns(specs)
    }

    /// One column for each key, in the order in which the keys appear.
    private static func infer(fromRecords records: [ValueMap]) throws(InferenceFailure) -> Schema {
        var names: [String] = []
        var found: [ExactString: (types: [(position: Int, type: ColType)], present: Int)] = [:]
        for (row, record) in records.enumerated() {
            for member in record.entries {
                let key = ExactString(member.name)
                if found[key] == nil { names.append(member.name) }
                do throws(InferenceFailure) {
                    if let type = try ColType.inferred(from: member.value) {
                        found[key, default: ([], 0)].types.append((row, type))
                    }
                } catch {
                    throw error.under(.member(member.name)).under(.element(row))
                }
                if member.value != .null { found[key, default: ([], 0)].present += 1 }
            }
        }
        var specs: [ColSpec] = []
        for name in names {
            guard let column = found[ExactString(name)], let type = try ColType.merged(column.types, member: name)
            else { throw InferenceFailure.emptyTensor.under(.member(name)) }
            specs.append(ColSpec(type, name: ColumnName(name), isRequired: column.present == records.count))
        }
        return try columns(specs)
    }

    private static func unwrap(_ type: ColType?) throws(InferenceFailure) -> ColType {
        guard let type else { throw .emptyTensor }
        return type
    }

    private static func columns(_ specs: [ColSpec]) throws(InferenceFailure) -> Schema {
        do throws(FlavorError) { return try Schema(columns: specs) } catch { throw InferenceFailure(error) }
    }

    private static func tensors(_ specs: [TensorSpec]) throws(InferenceFailure) -> Schema {
        do throws(FlavorError) { return try Schema(tensors: specs) } catch { throw InferenceFailure(error) }
    }
}

extension TensorSpec {
    /// The description of an array, of which the first axis is free.
    fileprivate init(inferredFrom array: Value, name: ColumnName? = nil) throws(InferenceFailure) {
        let (type, shape) =
            switch array {
            case .tensor(let tensor): (tensor.isDatetime ? "datetime64[ns]" : "\(tensor.dtype)", tensor.shape)
            case .strings(let strings): ("str", strings.shape)
            default: (array.kindName, [])
            }
        guard let numpyType = NumpyType(type) else {
            throw InferenceFailure(expected: "elements of one of numpy's types", found: type)
        }
        self.init(numpyType, shape: [-1] + shape.dropFirst().map(Int64.init), name: name)
    }
}

extension Value {
    /// Whether this is a tensor, of numbers or texts, with at least one axis; one without is a scalar.
    var isArray: Bool {
        switch self {
        case .tensor(let tensor): !tensor.shape.isEmpty
        case .strings(let strings): !strings.shape.isEmpty
        default: false
        }
    }

    /// Whether this is null or NaN.
    var isMissing: Bool {
        switch self {
        case .null: true
        case .double(let number): number.isNaN
        case .tensor(let tensor) where tensor.shape.isEmpty:
            !tensor.isValid(at: 0) || tensor.elements(as: Double.self)?.first?.isNaN == true
        default: false
        }
    }

    /// Whether this is null or NaN, or a list that holds one, not counting what is nested in it.
    fileprivate var isMissingOrHoldsMissing: Bool { isMissing || listValue?.contains(where: \.isMissing) == true }
}
