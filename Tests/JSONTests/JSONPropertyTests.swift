import JSON
import Testing

@Suite("What is written is read back")
struct JSONPropertyTests {
    static let styles: [JSONStyle] = [
        .python, .python(ascii: false), .compact, .compact(ascii: false), .indented(3), .indented(1, ascii: false),
    ]

    @Test("Random trees survive every style", arguments: styles.indices)
    func trees(style: Int) throws {
        var generator = SplitMix(state: UInt64(style))
        for _ in 0..<400 {
            let value = JSONValue.random(depth: 0, using: &generator)
            #expect(try JSONValue(parsing: value.text(Self.styles[style])) == value)
        }
    }

    @Test("Random doubles come back to the bit")
    func doubles() throws {
        var generator = SplitMix(state: 7)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            #expect(try JSONValue(parsing: JSONValue.double(value).text()) == .double(value))
        }
    }

    @Test("Random digits are rounded as the standard library does")
    func digits() throws {
        var generator = SplitMix(state: 8)
        for _ in 0..<20_000 {
            let significand = generator.next() >> UInt64.random(in: 0..<60, using: &generator)
            let text = "\(significand)e\(Int.random(in: -40...40, using: &generator))"
            #expect(try JSONValue(parsing: text).doubleValue == Double(text), "\(text)")
        }
    }

    @Test("A mutated text is refused or read, and what is read is written and read again alike")
    func mutations() throws {
        var generator = SplitMix(state: 9)
        for _ in 0..<1_500 {
            var bytes = Array(JSONValue.random(depth: 0, using: &generator).text().utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0...bytes.count, using: &generator)
                let byte = UInt8.random(in: 0...255, using: &generator)
                if Bool.random(using: &generator) {
                    bytes.insert(byte, at: index)
                } else {
                    bytes.removeSubrange(index...)
                }
            }
            let value: JSONValue
            do { value = try JSONValue(parsing: bytes) } catch {
                #expect((0...bytes.count).contains(error.offset))
                continue
            }
            #expect(try JSONValue(parsing: value.text()).text() == value.text())
        }
    }
}

extension JSONValue {
    /// A random tree without NaN, which equals nothing.
    fileprivate static func random(depth: Int, using generator: inout SplitMix) -> JSONValue {
        switch Int.random(in: 0..<(depth < 4 ? 10 : 7), using: &generator) {
        case 0: return .null
        case 1: return .bool(.random(using: &generator))
        case 2: return .integer(Int64(bitPattern: generator.next() >> UInt64.random(in: 0..<64, using: &generator)))
        case 3: return .bigInteger("-\(generator.next())\(generator.next())")
        case 4:
            let value = Double(bitPattern: generator.next())
            return .double(value.isNaN ? .infinity : value)
        case 5, 6: return .string(.random(using: &generator))
        case 7: return .array((0..<5).map { _ in random(depth: depth + 1, using: &generator) })
        default:
            let count = Int.random(in: 0..<14, using: &generator)
            return .object(
                JSONObject(
                    (0..<count).map { _ in (.random(using: &generator), random(depth: depth + 1, using: &generator)) }))
        }
    }
}

extension String {
    fileprivate static func random(using generator: inout SplitMix) -> String {
        let limits: [UInt32] = [0x20, 0x7F, 0xFF, 0xFFFF, 0x10FFFF]
        var string = ""
        for _ in 0..<Int.random(in: 0..<20, using: &generator) {
            let limit = limits[Int.random(in: 0..<limits.count, using: &generator)]
            guard let scalar = Unicode.Scalar(UInt32.random(in: 0...limit, using: &generator)) else { continue }
            string.unicodeScalars.append(scalar)
        }
        return string
    }
}

/// A random number generator with a seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
