import FlavorHost
import FlavorKit
import Testing

@Suite("Tables in requests become columns")
struct PayloadTableTests {
    @Test("A split table has a typed column for each name")
    func split() throws {
        let payload = try Request.json(
            #"{"dataframe_split": {"index": [4, 5], "columns": ["a", "b", "c", 3],"#
                + #" "data": [[1, 0.5, "x", true], [2, 3, "y", false]]}}"#)
        let columns: Value = .map([
            "a": try .tensor([1, 2] as [Int64], [2]), "b": try .tensor([0.5, 3.0], [2]), "c": .texts("x", "y"),
            "3": try .tensor([true, false], [2]),
        ])
        #expect(payload == Payload(columns, form: .table, isTable: true))
    }

    @Test("Without names the columns of a split table are called by their positions")
    func positions() throws {
        let data = try Request.json(#"{"dataframe_split": {"data": [[1, "x"]]}}"#).data
        #expect(data == .map(["0": try .tensor([1] as [Int64], [1]), "1": .texts("x")]))
    }

    @Test("A split table may say its names after its rows, or be null where it says nothing")
    func order() throws {
        let data = try Request.json(#"{"dataframe_split": {"data": [[1]], "columns": ["a"], "index": null}}"#).data
        #expect(data == .map(["a": try .tensor([1] as [Int64], [1])]))
        #expect(try Request.json(#"{"dataframe_split": {"data": [[1]], "columns": null}}"#).data["0"] != nil)
    }

    @Test("A table without rows has empty columns")
    func empty() throws {
        #expect(
            try Request.json(#"{"dataframe_split": {"columns": ["a"], "data": []}}"#).data == ["a": []])
        #expect(try Request.json(#"{"dataframe_split": {"data": []}}"#).data == [:])
        #expect(try Request.json(#"{"dataframe_records": []}"#).data == [:])
    }

    @Test("Nulls of a typed column are in its validity, wherever they stand")
    func nulls() throws {
        let data = try Request.json(
            #"{"dataframe_split": {"columns": ["i", "d", "b", "s", "n"], "data": "#
                + #"[[null, 0.5, null, null, null], [2, null, true, "x", null], [null, 1, null, null, null]]}}"#
        ).data
        #expect(data["i"] == (try .column([nil, 2, nil] as [Int64?], or: 0)))
        #expect(data["d"] == (try .column([0.5, nil, 1] as [Double?], or: 0)))
        #expect(data["b"] == (try .column([nil, true, nil], or: false)))
        #expect(data["s"] == .texts(nil, "x", nil))
        #expect(data["n"] == [.null, .null, .null])
    }

    @Test("Nulls after the last bit of a byte are found too")
    func manyNulls() throws {
        let cells: [Int64?] = (0..<131).map { $0 % 3 == 1 || $0 > 120 ? nil : $0 }
        let rows = cells.map { $0.map { "[\($0)]" } ?? "[null]" }.joined(separator: ",")
        let data = try Request.json(#"{"dataframe_split": {"columns": ["a"], "data": [\#(rows)]}}"#).data
        #expect(data["a"] == (try .column(cells, or: 0)))
    }

    @Test(
        "Cells of several kinds stay as they were written",
        arguments: [
            (#"[[1], ["x"], [2.5]]"#, [1, "x", 2.5]),
            (#"[[1], [2.5], [null], ["x"]]"#, [1, 2.5, .null, "x"]),
            (#"[["x"], [1]]"#, ["x", 1]), ("[[true], [1]]", [true, 1]), ("[[1], [true]]", [1, true]),
            ("[[null], [[1, 2]], [null]]", [.null, [1, 2], .null]), (#"[[{"k": 1}], [1]]"#, [["k": 1], 1]),
            ("[[9007199254740993], [0.5]]", [9_007_199_254_740_993, 0.5]),
            ("[[1], [0.5], [9007199254740993]]", [1, 0.5, 9_007_199_254_740_993]),
        ] as [(String, Value)])
    func mixed(rows: String, cells: Value) throws {
        let data = try Request.json(#"{"dataframe_split": {"columns": ["a"], "data": \#(rows)}}"#).data
        #expect(data["a"] == cells)
    }

    @Test("Integers next to fractions become doubles as long as they are the same numbers")
    func exactDoubles() throws {
        let rows = "[[9007199254740992], [-9007199254740992], [0.5], [9007199254740992], [3]]"
        let data = try Request.json(#"{"dataframe_split": {"columns": ["a"], "data": \#(rows)}}"#).data
        #expect(
            data["a"]
                == (try .tensor([9_007_199_254_740_992, -9_007_199_254_740_992, 0.5, 9_007_199_254_740_992, 3.0], [5])))
    }

    @Test("Records name their cells; what one leaves out is null")
    func records() throws {
        let payload = try Request.json(
            #"{"dataframe_records": [{"a": 1, "b": "x"}, {"b": "y", "a": 2}, {}, {"c": 1.5, "a": 3}, {"b": "z"}], "#
                + #""params": {"k": 1}}"#)
        #expect(payload.form == .table && payload.isTable && !payload.isReplyBare)
        #expect(payload.parameters == ["k": 1])
        #expect(
            payload.data
                == .map([
                    "a": try .column([1, 2, nil, 3, nil] as [Int64?], or: 0), "b": .texts("x", "y", nil, nil, "z"),
                    "c": try .column([nil, nil, nil, 1.5, nil] as [Double?], or: 0),
                ]).inOrder(["a", "b", "c"], of: payload.data))
    }

    @Test("Keys of records are told apart by their characters, however they are written")
    func keys() throws {
        let data = try Request.json(
            #"{"dataframe_records": [{"a": 1, "\u00e9": 2}, {"\u0061": 3, "é": 4}, {"a" : 5, "e\u0301": 6}]}"#
        ).data
        #expect(data["a"] == (try .tensor([1, 3, 5] as [Int64], [3])))
        #expect(data["\u{E9}"] == (try .column([2, 4, nil] as [Int64?], or: 0)))
        #expect(data["e\u{301}"] == (try .column([nil, nil, 6] as [Int64?], or: 0)))
    }

    @Test(
        "A key that is written twice is refused, as one of the values would be lost",
        arguments: [
            #"{"dataframe_records": [{"a": 1}, {"a": 1, "b": 2, "a": 3}]}"#,
            #"{"dataframe_split": {"columns": ["a"], "data": [[1]], "columns": ["b"]}}"#,
            #"{"inputs": [[1], 2], "inputs": "x"}"#, #"{"inputs": 1, "params": {}, "params": null}"#,
            #"{"inputs": {"a": 1, "a": 2}}"#, #"{"inputs": [{"a": {"b": 1, "b": 1}}]}"#, #"{"a": 1, "a": 2}"#,
            #"[{"a": 1, "a": 2}]"#, #"{"instances": [{"a": 1, "a": 2}]}"#,
        ])
    func duplicates(text: String) throws {
        let sentence = try #require(Request.refusal(text))
        #expect(sentence.hasPrefix("line 1, column "))
        #expect(sentence.hasSuffix(": expected each key once, found one twice"))
        let tensors = try Request.signature(of: "float64[-1] a")
        #expect(Request.refusal(#"{"instances": [{"a": 1, "a": 2}]}"#, as: .json, tensors)?.hasSuffix("twice") == true)
    }

    @Test("Single values are rows of one cell")
    func singleCells() throws {
        #expect(
            try Request.json(#"{"dataframe_split": {"columns": ["a"], "data": [1, [2], 3]}}"#).data
                == .map(["a": [1, [2], 3]]))
        #expect(
            try Request.json(#"{"dataframe_split": {"data": ["x", "y"]}}"#).data == .map(["0": .texts("x", "y")]))
        #expect(
            Request.refusal(#"{"dataframe_split": {"columns": ["a", "b"], "data": [[1, 2], 3]}}"#)
                == "dataframe_split.data[1]: expected a list of cells, as the first row, found number")
    }

    @Test("Integers beside fractions are rounded in no form", arguments: ["inputs", "instances"])
    func largeIntegers(key: String) throws {
        let text = #"{"\#(key)": [3.0, 9007199254740993]}"#
        let payload = try Request.json(text, Request.signature(of: "long a"))
        #expect(payload.data == [3.0, 9_007_199_254_740_993])
    }

    @Test("The cells that a row lacks beside longer ones are null")
    func shortRows() throws {
        let a = try Value.tensor([1, 2] as [Int64], [2])
        #expect(
            try Request.json(#"{"dataframe_split": {"columns": ["a", "b"], "data": [[1, 0.5], [2]]}}"#).data
                == .map(["a": a, "b": .column([0.5, nil], or: 0)]))
        #expect(
            try Request.json(#"{"dataframe_records": [[1], [2, "x"]]}"#).data
                == .map(["0": a, "1": .texts(nil, "x")]))
    }

    @Test("Rows of a table may be objects, of which the names choose, or one object of columns")
    func objectRows() throws {
        let a = try Value.tensor([1, 2] as [Int64], [2])
        let rows = #"[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]"#
        #expect(
            try Request.json(#"{"dataframe_split": {"data": \#(rows)}}"#).data
                == .map(["a": a, "b": .texts("x", "y")]))
        #expect(
            try Request.json(#"{"dataframe_split": {"columns": ["c", "a"], "data": \#(rows)}}"#).data
                == .map(["c": [.null, .null], "a": a]))
        #expect(
            try Request.json(#"{"dataframe_split": {"columns": ["a"], "data": {"b": [1.5, 2], "a": [1, 2]}}}"#).data
                == .map(["a": [1, 2]]))
    }

    @Test("Members of instances are rows, of which there are as many in each")
    func unevenInstances() throws {
        let text = #"{"instances": {"a": [1, 2], "b": [1]}}"#
        let sentence = "instances.b: expected 2 elements as in a, found 1"
        #expect(Request.refusal(text) == sentence)
        #expect(
            Request.refusal(text, as: .json, try Request.signature(of: "float64[-1] a", "float64[-1] b")) == sentence)
        #expect(Request.refusal(text, as: .json, try Request.signature(of: "float64[-1] a")) == nil)
        #expect(Request.refusal(#"{"inputs": {"a": [1, 2], "b": [1]}}"#) == nil)
    }

    @Test("Wide rows, and rows whose keys come and go, make the same table as the plain way")
    func irregularRows() throws {
        var random: UInt64 = 7
        var expected: [[Int64?]] = Array(repeating: [], count: 300)
        var rows: [String] = []
        for row in 0..<60 {
            var members: [String] = []
            for column in expected.indices {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let isThere = random >> 60 != 0
                expected[column].append(isThere ? Int64(row * 1000 + column) : nil)
                if isThere {
                    members.insert(
                        "\"k\(column)\": \(row * 1000 + column)", at: random >> 50 & 15 == 0 ? 0 : members.count)
                }
            }
            rows.append("{" + members.joined(separator: ", ") + "}")
        }
        let data = try Request.json(#"{"dataframe_records": [\#(rows.joined(separator: ","))]}"#).data
        for (column, cells) in expected.enumerated() {
            #expect(data["k\(column)"] == (try .column(cells, or: 0)))
        }
    }

    @Test("Lists of objects are tables for a model with columns, whichever way they are sent")
    func listsOfObjects() throws {
        let signature = try Request.signature(of: "long a", "string b")
        let list = #"[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]"#
        let columns: Value = .map(["a": try .tensor([1, 2] as [Int64], [2]), "b": .texts("x", "y")])
        #expect(try Request.json(list, signature) == Payload(columns, isTable: true))
        for key in ["inputs", "instances"] {
            let payload = try Request.json(#"{"\#(key)": \#(list)}"#, signature)
            #expect(payload == Payload(columns, form: .tensors, isTable: true))
        }
        #expect(try Request.json(#"{"instances": \#(list)}"#).data == columns)
        let tree: Value = [["a": 1, "b": "x"], ["a": 2, "b": "y"]]
        #expect(try Request.json(#"{"inputs": \#(list)}"#) == Payload(tree, form: .tensors))
        #expect(try Request.json(list) == Payload(tree))
        #expect(try Request.json(#"[{"a": 1}, 2]"#, signature) == Payload([["a": 1], 2]))
    }
}

extension Value {
    /// This map, once the other one is found to have its names in the given order.
    fileprivate func inOrder(_ names: [String], of other: Value) -> Value? {
        other.mapValue?.entries.map(\.name) == names ? self : nil
    }
}
