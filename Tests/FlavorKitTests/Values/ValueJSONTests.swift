import FlavorKit
import JSON
import Testing

@Suite("Values and JSON")
struct ValueJSONTests {
    private func text(_ value: Value) -> String { value.json.text(.compact) }

    @Test("A document becomes scalars, lists and maps in order, and the same document again")
    func documents() throws {
        let document = #"{"b":[1,2.5,"three",true,null,-0.0],"a":{"":{}},"big":9223372036854775807}"#
        let value = try Value(json: try JSONValue(parsing: document))
        #expect(value["b"] == [1, 2.5, "three", true, .null, -0.0])
        #expect(text(value) == document)
    }

    @Test("An integer beyond 64 bits is refused, with what to do")
    func bigInteger() {
        let error = #expect(throws: FlavorError.self) {
            try Value(json: try JSONValue(parsing: "[9223372036854775808]"))
        }
        #expect(error?.code == .outOfRange)
        #expect(error?.message == "an integer does not fit in 64 bits: write it with a decimal point, or as text")
    }

    @Test("Integers and doubles stay apart")
    func numbers() {
        #expect(text([1, 1.0, 0.1, 1e22, .double(.nan), .double(.infinity)]) == "[1,1.0,0.1,1e+22,NaN,Infinity]")
    }

    @Test("Bytes are base64 in lines of 76 characters, each with a line break, as MLflow writes them")
    func bytes() {
        #expect(text(.bytes([])) == #""""#)
        #expect(
            text(.bytes([UInt8](repeating: 0, count: 58))) == "\"" + String(repeating: "A", count: 76) + #"\nAA==\n""#)
        #expect(text(.bytes(Array("any carnal pleas".utf8))) == #""YW55IGNhcm5hbCBwbGVhcw==\n""#)
        #expect(text(.bytes([0, 255, 62, 63])) == #""AP8+Pw==\n""#)
    }

    @Test(
        "Times are ISO 8601, with microseconds where there are some",
        arguments: [
            (0, "1970-01-01T00:00:00"), (-1_000, "1969-12-31T23:59:59.999999"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00"), (1_700_000_000_123_456_000, "2023-11-14T22:13:20.123456"),
            (.max, "2262-04-11T23:47:16.854775"), (-6_213_559_680_000_000_000, "1773-02-05T19:12:00"),
        ] as [(Int64, String)])
    func datetime(nanoseconds: Int64, expected: String) {
        #expect(Value.datetime(nanoseconds).json == .string(expected))
    }

    @Test("The earliest time has a text")
    func earliest() {
        #expect(Value.datetime(.min).json.stringValue?.hasPrefix("1677-09-21T00:12:43.145224") == true)
    }

    @Test("Tensors are nested lists in every shape")
    func tensors() throws {
        let numbers: [Int32] = [1, 2, 3, 4, 5, 6]
        #expect(text(.tensor(try Tensor(numbers, shape: [2, 3]))) == "[[1,2,3],[4,5,6]]")
        #expect(text(.tensor(try Tensor(numbers, shape: [1, 3, 2]))) == "[[[1,2],[3,4],[5,6]]]")
        #expect(text(.tensor(try Tensor([7] as [Int32], shape: []))) == "7")
        #expect(text(.tensor(try Tensor([] as [Int32], shape: [0]))) == "[]")
        #expect(text(.tensor(try Tensor([] as [Int32], shape: [2, 0]))) == "[[],[]]")
        #expect(text(.tensor(try Tensor([] as [Int32], shape: [0, 2]))) == "[]")
        #expect(text(.tensor(try Tensor([] as [Int32], shape: [2, 0, 3]))) == "[[],[]]")
    }

    @Test("Elements of every type have a text")
    func elementTypes() throws {
        #expect(text(.tensor(Tensor([true, false]))) == "[true,false]")
        #expect(text(.tensor(Tensor([.max] as [UInt64]))) == "[18446744073709551615]")
        #expect(text(.tensor(Tensor([0.1] as [Float]))) == "[0.10000000149011612]")
        #expect(text(.tensor(Tensor([0.5, -2] as [Float16]))) == "[0.5,-2.0]")
        func tensor(_ dtype: DType, _ bytes: [UInt8], count: Int) throws -> Value {
            .tensor(
                try Tensor(
                    dtype: dtype, shape: [count],
                    storage: TensorStorage(byteCount: bytes.count) { $0.copyBytes(from: bytes) }))
        }
        #expect(text(try tensor(.bfloat16, [0x80, 0x3F, 0xC0, 0xBF], count: 2)) == "[1.0,-1.5]")
        #expect(text(try tensor(.int4, [0x8F, 0x07], count: 3)) == "[-1,-8,7]")
        #expect(text(try tensor(.uint2, [0b11_10_01_00], count: 4)) == "[0,1,2,3]")
        #expect(text(try tensor(.float8e4m3fn, [0x38], count: 1)) == "[56]")
        #expect(text(try tensor(.complex64, [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40], count: 1)) == "[[1.0,2.0]]")
    }

    @Test("Nulls of tensors and strings are null")
    func nulls() throws {
        let storage = TensorStorage(byteCount: 3) { $0.copyBytes(from: [1, 2, 3]) }
        let tensor = try Tensor(dtype: .int8, shape: [3], storage: storage, validity: [0b101])
        #expect(text(.tensor(tensor)) == "[1,null,3]")
        #expect(text(.strings(try StringTensor(["a", nil], shape: [2, 1]))) == #"[["a"],[null]]"#)
        #expect(text(.strings(try StringTensor(["x"], shape: []))) == #""x""#)
    }

    @Test("A tensor of times is a list of texts")
    func datetimeTensor() throws {
        let storage = TensorStorage(byteCount: 8) { $0.storeBytes(of: 1_000_000_000, as: Int64.self) }
        let tensor = try Tensor(dtype: .int64, shape: [1], storage: storage, isDatetime: true)
        #expect(text(.tensor(tensor)) == #"["1970-01-01T00:00:01"]"#)
    }
}
