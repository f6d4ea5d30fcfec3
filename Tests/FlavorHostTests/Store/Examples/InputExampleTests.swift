@testable import FlavorHost
import FlavorKit
import JSON
import Testing

/// What MLflow 3.17.2 writes for each, recorded beside the goldens; nil where it refuses.
@Suite("Files of input examples")
struct InputExampleTests {
    static let values: [(Value, String?, String)] = [
        (.tensor(Tensor([1.0, .nan])), "[1.0, null]", "ndarray"),
        (.tensor(Tensor([Float(0.1), .nan])), "[0.10000000149011612, null]", "ndarray"),
        (["x": .tensor(Tensor([Double.nan]))], #"{"x": [null]}"#, "ndarray"),
        (["a": ["b": .tensor(Tensor([1.0, .nan]))]], #"{"a": {"b": [1.0, NaN]}}"#, "json_object"),
        (["a": .tensor(Tensor([1.0])), "b": 1], nil, ""), ([.tensor(Tensor([1.0]))], nil, ""),
        ([["a": .tensor(Tensor([1.0]))]], nil, ""), (.null, nil, ""), ([:], "{}", "json_object"),
        (.double(.nan), "NaN", "json_object"),
    ]

    @Test("A value is written as MLflow writes it", arguments: values)
    func value(value: Value, text: String?, type: String) {
        let example = try? InputExample(.value(value))
        #expect(example?.text == text)
        #expect(example?.info["type"] ?? "" == .string(type))
    }

    @Test("Numbers that JSON has not are refused")
    func complex() throws {
        let storage = TensorStorage(byteCount: 8) { _ in }
        let tensor = try Tensor(dtype: .complex64, shape: [1], storage: storage)
        #expect { try InputExample(.value(.tensor(tensor))) } throws: {
            ($0 as? FlavorError)?.message
                == "expected an input example that can be saved, found complex numbers, for which JSON has none"
        }
    }

    static let tables: [(Value, String)] = [
        ([1, .null], "[[1.0], [NaN]]"), ([true, .null], "[[true], [null]]"), ([.null, .null], "[[null], [null]]"),
        ([.datetime(1_704_067_200_000_000_000), .null], #"[["2024-01-01T00:00:00"], ["NaT"]]"#),
        ([["k": 1], .null], #"[[{"k": 1}], [null]]"#), ([[1.0], .double(.nan)], "[[[1.0]], [null]]"),
        (["x", .double(.nan)], #"[["x"], [NaN]]"#), ([.bytes([97]), .null], #"[["YQ==\n"], [null]]"#),
        ([true, 1], "[[true], [1]]"), ([1, 1.5], "[[1.0], [1.5]]"),
    ]

    @Test("A table is written row by row, with pandas' nulls", arguments: tables)
    func table(cells: Value, rows: String) throws {
        let column = Value(cells: try #require(cells.listValue))
        let example = try InputExample(.table(["a": column]))
        #expect(example.text == #"{"columns": ["a"], "data": "# + rows + "}")
        #expect(example.info["pandas_orient"] == "split")
        let positions = try InputExample(.table(["0": column], labels: .positions))
        #expect(positions.text == #"{"data": "# + rows + "}")
        #expect(positions.info["pandas_orient"] == "values")
    }

    @Test("Integers that no double equals keep their digits beside nulls and doubles")
    func exactIntegers() throws {
        for cells in [[9_007_199_254_740_993, .null], [9_007_199_254_740_993, 0.5]] as [[Value]] {
            let text = try InputExample(.table(["a": Value(cells: cells)])).text
            #expect(text.contains("[9007199254740993]"))
        }
    }

    @Test("A column by itself and wrong parameters are refused")
    func refusals() {
        #expect(throws: FlavorError.self) { try InputExample(.column([1], name: "a")) }
        #expect(throws: FlavorError.self) { try InputExample(.value(1), params: ["k": .null]) }
    }
}
