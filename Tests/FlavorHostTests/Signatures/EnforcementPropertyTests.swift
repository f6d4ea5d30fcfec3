import FlavorKit
import JSON
import Testing
import TestSupport

@testable import FlavorHost

@Suite("Enforcement of random values under random schemas")
struct EnforcementPropertyTests {
    @Test("A schema reads back as it was written", arguments: 0..<200 as Range<UInt64>)
    func schemas(seed: UInt64) throws {
        var random = RandomSignature(seed: seed)
        let schema = try random.schema()
        let again = try Schema(parsing: schema.jsonText)
        #expect(again == schema)
        #expect(again.jsonText == schema.jsonText && again.description == schema.description)
    }

    @Test("A document reads back as it was written", arguments: 0..<200 as Range<UInt64>)
    func documents(seed: UInt64) throws {
        var random = RandomSignature(seed: seed)
        let value = random.document(for: try random.schema())
        let payload = try Payload(parsing: Array(value.json.text(.compact).utf8), as: .json, signature: nil)
        #expect(TaggedValue.plain(payload.data) == TaggedValue.plain(value))
    }

    @Test("What was accepted is accepted unchanged, in every form", arguments: 0..<600 as Range<UInt64>)
    func idempotence(seed: UInt64) throws {
        var random = RandomSignature(seed: seed)
        let schema = try random.schema()
        let enforcement = Enforcement(try ModelSignature(inputs: schema))
        let document = random.document(for: schema)
        for form in [Payload.Form.plain, .table, .tensors, .textTable] {
            let isTable = form == .table || form == .textTable
            guard !isTable || document.mapValue?.entries.allSatisfy({ $0.value.cellCount == 1 }) == true,
                let once = Self.accepted(enforcement, Payload(document, form: form, isTable: isTable))
            else { continue }
            let twice = Self.accepted(
                enforcement, Payload(once, form: form, isTable: isTable || schema.columns != nil))
            #expect(
                twice.map(TaggedValue.plain) == TaggedValue.plain(once), "\(schema) \(form) \(document.json.text())")
        }
    }

    @Test("Of the random documents many are accepted and many refused")
    func balance() throws {
        var accepted = 0
        for seed in 0..<600 as Range<UInt64> {
            var random = RandomSignature(seed: seed)
            let schema = try random.schema()
            let document = random.document(for: schema)
            if Self.accepted(Enforcement(try ModelSignature(inputs: schema)), Payload(document)) != nil {
                accepted += 1
            }
        }
        #expect((150...500).contains(accepted), "\(accepted)")
    }

    private static func accepted(_ enforcement: Enforcement, _ payload: Payload) -> Value? {
        do throws(SchemaMismatch) { return try enforcement.enforce(payload).input } catch { return nil }
    }
}

/// Random schemas, and documents that mostly fit them.
private struct RandomSignature {
    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    private mutating func isTrue(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    mutating func schema() throws -> Schema {
        if isTrue(0.2) {
            let types = ["float32", "float64", "int64", "uint8", "bool", "str", "float16", "datetime64[ns]"]
            let tensors = try (0..<Int.random(in: 1...2, using: &random)).map { index in
                let shape = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    isTrue(0.5) ? -1 : Int64.random(in: 1...3, using: &random)
                }
                let type = try #require(NumpyType(types.randomElement(using: &random) ?? "int64"))
                return TensorSpec(type, shape: shape, name: ColumnName("t\(index)"))
            }
            return try Schema(tensors: tensors)
        }
        let columns = try (0..<Int.random(in: 1...3, using: &random)).map { index in
            ColSpec(try type(depth: 3), name: ColumnName("c\(index)"), isRequired: isTrue(0.6))
        }
        return try Schema(columns: columns)
    }

    private mutating func type(depth: Int) throws -> ColType {
        switch depth == 0 ? 0 : Int.random(in: 0..<8, using: &random) {
        case 4: return .array(try type(depth: depth - 1))
        case 5: return .map(try type(depth: depth - 1))
        case 6:
            let properties = try ["k", "é", "n"].prefix(Int.random(in: 1...3, using: &random)).map { name in
                Property(name, try type(depth: depth - 1), isRequired: isTrue(0.6))
            }
            return .object(try ObjectType(properties))
        // A vector stands only as a column of its own.
        case 7: return isTrue(0.5) || depth < 3 ? .any : .sparkMLVector
        default: return .scalar(DataType.allCases.randomElement(using: &random) ?? .long)
        }
    }

    mutating func document(for schema: Schema) -> Value {
        switch schema.fields {
        case .columns(let columns):
            return .map(
                ValueMap(
                    columns.compactMap { column in
                        guard column.isRequired || isTrue(0.7) else { return nil }
                        return (column.name?.text ?? "", value(column.type))
                    }))
        case .tensors(let tensors):
            return .map(
                ValueMap(
                    tensors.map { tensor in
                        let shape = tensor.shape.map { $0 < 0 ? Int.random(in: 0...3, using: &random) : Int($0) }
                        return (tensor.name?.text ?? "", nested(shape[...], tensor.type.name))
                    }))
        }
    }

    private mutating func nested(_ shape: ArraySlice<Int>, _ type: String) -> Value {
        guard let count = shape.first else {
            switch type {
            case "str": return value(.scalar(.string))
            case "bool": return value(.scalar(.boolean))
            case "datetime64[ns]": return value(.scalar(.datetime))
            default: return value(.scalar(isTrue(0.5) ? .integer : .double))
            }
        }
        return .list((0..<count).map { _ in nested(shape.dropFirst(), type) })
    }

    private mutating func value(_ type: ColType) -> Value {
        if isTrue(0.05) { return .null }
        if isTrue(0.04) { return ["x", 2.5, true, ["k": 1], [1]].randomElement(using: &random) ?? .null }
        switch type {
        case .scalar(let type): return scalar(type)
        case .array(let items): return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in value(items) })
        case .sparkMLVector: return .list((0..<2).map { _ in value(.scalar(.double)) })
        case .map(let values): return .map(ValueMap([("x", value(values)), ("y", value(values))]))
        case .object(let type):
            return .map(
                ValueMap(
                    type.properties.compactMap { property in
                        property.isRequired || isTrue(0.6) ? (property.name, value(property.type)) : nil
                    }))
        case .any: return value(.scalar(DataType.allCases.randomElement(using: &random) ?? .long))
        }
    }

    private mutating func scalar(_ type: DataType) -> Value {
        switch type {
        case .boolean: .bool(isTrue(0.5))
        case .integer: .int(Int64.random(in: -5...200, using: &random))
        case .long: .int(Int64.random(in: -(1 << 60)...(1 << 60), using: &random))
        case .float, .double: .double(Double.random(in: -100...100, using: &random))
        case .string: .string(["", "a", "naïve", "12"].randomElement(using: &random) ?? "")
        case .binary: .string(["AAEC", "aGk=", "hi"].randomElement(using: &random) ?? "")
        case .datetime: .string(["2024-01-02", "2024-01-02T03:04:05.5"].randomElement(using: &random) ?? "")
        }
    }
}
