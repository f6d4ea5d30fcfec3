import FlavorKit
import TestSupport
import Testing

@Suite("Random values go through the header and come back")
struct RandomTreeTests {
    @Test("Two thousand trees, each made from its own seed", arguments: 0..<20)
    func trees(group: Int) throws {
        for seed in group * 100..<(group + 1) * 100 {
            var random = SeededRandom(seed: UInt64(seed))
            let value = Self.value(&random, depth: 1)
            #expect(try roundTrip(value) == value, "seed \(seed)")
        }
    }

    @Test("The trees hold every kind")
    func coverage() {
        var kinds: Set<String> = []
        for seed in 0..<2000 {
            var random = SeededRandom(seed: UInt64(seed))
            Self.collect(Self.value(&random, depth: 1), into: &kinds)
        }
        let expected: Set = [
            "null", "boolean", "integer", "number", "datetime", "string", "bytes", "list", "map", "tensor", "strings",
        ]
        #expect(kinds == expected)
    }

    private static func collect(_ value: Value, into kinds: inout Set<String>) {
        kinds.insert(value.kindName.split(separator: " ").first.map(String.init) ?? "")
        for item in value.listValue ?? [] { collect(item, into: &kinds) }
        for entry in value.mapValue?.entries ?? [] { collect(entry.value, into: &kinds) }
    }

    private static func value(_ random: inout SeededRandom, depth: Int) -> Value {
        // Containers become rarer with depth, so that trees end.
        switch random.next(depth < 8 ? 14 : 9) {
        case 0: return .null
        case 1: return .bool(random.next(2) == 0)
        case 2: return .int(Int64(bitPattern: random.next()))
        case 3: return .double(Double(Int64(bitPattern: random.next())) / 1024)
        case 4: return .datetime(Int64(bitPattern: random.next()))
        case 5: return .string(text(&random))
        case 6: return .bytes((0..<random.next(40)).map { _ in UInt8(random.next(256)) })
        case 7: return tensor(&random)
        case 8: return strings(&random)
        case 9, 10, 11: return .list((0..<random.next(6)).map { _ in value(&random, depth: depth + 1) })
        default:
            let entries = (0..<random.next(6)).map { index in
                ("\(text(&random))\(index)", value(&random, depth: depth + 1))
            }
            return .map(ValueMap(entries, isSingleRow: random.next(2) == 0))
        }
    }

    private static func text(_ random: inout SeededRandom) -> String {
        let characters: [Character] = ["a", "Z", "0", " ", "\0", "\n", "\"", "ä", "漢", "😀", "\u{301}"]
        return String((0..<random.next(12)).map { _ in characters[random.next(characters.count)] })
    }

    private static func shape(_ random: inout SeededRandom) -> [Int] {
        (0..<random.next(4)).map { _ in random.next(4) }
    }

    private static func tensor(_ random: inout SeededRandom) -> Value {
        let dtype = TensorRoundTripTests.types[random.next(TensorRoundTripTests.types.count)]
        let shape = shape(&random)
        guard let count = DType.elementCount(shape), let byteCount = dtype.byteCount(shape: shape) else { return .null }
        let offset = random.next(3) * 16
        let storage = TensorStorage(byteCount: offset + byteCount) { bytes in
            for index in bytes.indices { bytes[index] = UInt8(random.next(256)) }
        }
        let validity = random.next(2) == 0 ? nil : (0..<(count + 7) / 8).map { _ in UInt8(random.next(256)) }
        let tensor = try? Tensor(
            dtype: dtype, shape: shape, storage: storage, byteOffset: offset, validity: validity,
            isDatetime: dtype == .int64 && random.next(2) == 0)
        return tensor.map(Value.tensor) ?? .null
    }

    private static func strings(_ random: inout SeededRandom) -> Value {
        let shape = shape(&random)
        let items = (0..<(DType.elementCount(shape) ?? 0)).map { _ in random.next(4) == 0 ? nil : text(&random) }
        return (try? StringTensor(items, shape: shape)).map(Value.strings) ?? .null
    }
}
