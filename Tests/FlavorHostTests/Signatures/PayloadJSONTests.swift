import FlavorHost
import FlavorKit
import JSON
import Testing

@Suite("JSON requests")
struct PayloadJSONTests {
    @Test(
        "Rectangular lists of one kind become tensors, everything else stays a tree",
        arguments: ["inputs", "instances"])
    func tensors(key: String) throws {
        func data(_ text: String) throws -> Value {
            let payload = try Request.json(#"{"\#(key)": \#(text)}"#)
            #expect(payload.form == .tensors && !payload.isTable)
            return payload.data
        }
        #expect(try data("[[1, 2], [3, 4]]") == .tensor([1, 2, 3, 4] as [Int64], [2, 2]))
        #expect(try data("[1, 2.5, NaN, -Infinity]").tensorElements == [1, 2.5, .nan, -.infinity])
        #expect(try data("[true, false]") == .tensor([true, false], [2]))
        #expect(try data(#"[["a"], ["b"]]"#) == .strings(StringTensor(["a", "b"], shape: [2, 1])))
        #expect(try data("[[1], [2, 3]]") == [[1], [2, 3]])
        #expect(try data(#"[1, "x"]"#) == [1, "x"])
        #expect(try data("[1, null]") == [1, .null])
        #expect(try data("[[], []]") == [[], []])
        #expect(try data("[1, [2]]") == [1, [2]])
        #expect(try data("3") == 3)
        #expect(try data(#""x""#) == "x")
        #expect(try data("null") == .null)
        #expect(
            try data(#"{"a": [1, 2], "b": "x", "c": [{"d": 1}, 2]}"#)
                == .map(["a": .tensor([1, 2] as [Int64], [2]), "b": "x", "c": [["d": 1], 2]]))
    }

    @Test("Tensors are read as the signature has them where every number fits")
    func typedTensors() throws {
        func data(_ text: String, _ type: String) throws -> Value {
            try Request.json(#"{"inputs": \#(text)}"#, Request.signature(of: "\(type)[-1]")).data
        }
        #expect(try data("[0.1, 2]", "float32") == .tensor([0.1, 2] as [Float], [2]))
        #expect(try data("[1, 2.0]", "int32") == .tensor([1, 2] as [Int32], [2]))
        #expect(try data("[18446744073709551615]", "uint64") == .tensor([.max] as [UInt64], [1]))
        #expect(try data("[123456789012345678901234567890]", "float64") == .tensor([1.2345678901234568e29], [1]))
        #expect(try data("[true]", "bool") == .tensor([true], [1]))
    }

    @Test("Numbers that the signature's type cannot hold keep their own type")
    func unfitTensors() throws {
        func data(_ text: String, _ type: String) throws -> Value {
            try Request.json(#"{"inputs": \#(text)}"#, Request.signature(of: "\(type)[-1]")).data
        }
        #expect(try data("[1.5, 2]", "int64") == .tensor([1.5, 2], [2]))
        #expect(try data("[300]", "uint8") == .tensor([300] as [Int64], [1]))
        #expect(try data("[1e300]", "float32") == .tensor([1e300], [1]))
        #expect(try data("[Infinity]", "float32") == .tensor([Double.infinity], [1]))
        #expect(try data("[1]", "bool") == .tensor([1] as [Int64], [1]))
        #expect(try data("[true]", "float32") == .tensor([true], [1]))
        #expect(try data(#"["a"]"#, "str") == .texts("a"))
    }

    @Test("Named tensors are read by their names, and stacked where each object holds a part")
    func namedTensors() throws {
        let signature = try Request.signature(of: "float32[-1,2] x", "int64[-1] n")
        let expected: Value = .map([
            "x": try .tensor([1, 2, 3, 4] as [Float], [2, 2]), "n": try .tensor([3, 5] as [Int64], [2]),
        ])
        #expect(try Request.json(#"{"inputs": {"x": [[1, 2], [3, 4]], "n": [3, 5]}}"#, signature).data == expected)
        let objects = #"[{"x": [1, 2], "n": 3}, {"n": 5, "x": [3, 4]}]"#
        for text in [#"{"inputs": \#(objects)}"#, #"{"instances": \#(objects)}"#] {
            #expect(try Request.json(text, signature) == Payload(expected, form: .tensors))
        }
        #expect(try Request.json(objects, signature) == Payload(expected))
        #expect(
            try Request.json(#"[{"x": [1, 2], "n": 3, "z": 1}, {"n": 5, "x": [3, 4]}]"#, signature).data == expected)
        #expect(
            try Request.json(#"[{"x": [1, 2], "n": 3}, {"x": [1], "n": 5.5}]"#, signature).data
                == .map(["x": [[1, 2], [1]], "n": .tensor([3, 5.5], [2])]))
        #expect(
            try Request.json(#"{"x": [[1, 2]], "n": [3]}"#, signature).data
                == .map(["x": .tensor([1, 2] as [Float], [1, 2]), "n": .tensor([3] as [Int64], [1])]))
    }

    @Test("Lists nested deeper than a tensor can be stay lists")
    func deepLists() throws {
        let deep = String(repeating: "[", count: 40) + "1" + String(repeating: "]", count: 40)
        #expect(try Request.json(#"{"inputs": \#(deep)}"#).data == Value(json: JSONValue(parsing: deep)))
        let signature = try Request.signature(of: "float32[-1] x")
        let objects = try Request.json(#"{"instances": [{"x": \#(deep)}, {"x": \#(deep)}]}"#, signature).data
        let tree = try Value(json: JSONValue(parsing: deep))
        #expect(objects == .map(["x": .list([tree, tree])]))
    }

    @Test("A document without a known key is the data itself")
    func plain() throws {
        for text in [#""a""#, "[1, 2]", "3", #"{"prompt_token_ids": [1]}"#, "[]", "{}", #"{"params": {"a": 1}}"#] {
            #expect(try Request.json(text) == Payload(Value(json: JSONValue(parsing: text))))
        }
        #expect(
            try Request.json("[[1, 2]]", Request.signature(of: "float32[-1,2]")).data
                == .tensor([1, 2] as [Float], [1, 2]))
        #expect(try Request.json("[1, 2]", Request.signature(of: "long")).data == [1, 2])
    }

    @Test("Beside the data only params counts; null is as good as nothing")
    func params() throws {
        #expect(
            try Request.json(#"{"params": {"a": [1, 2]}, "signature_name": {}, "inputs": "x"}"#)
                == Payload("x", form: .tensors, parameters: ["a": [1, 2]]))
        #expect(try Request.json(#"{"inputs": "x", "params": null}"#).parameters == nil)
        #expect(try Request.json(#"{"inputs": "x", "params": [1]}"#).parameters == [1])
    }

    @Test("A body with messages, prompt or input is the data itself, whatever else is in it")
    func languageBodies() throws {
        let signature = try Request.signature(
            #"[{"type": "string", "name": "prompt", "required": true}, "#
                + #"{"type": "double", "name": "temperature", "required": false}]"#,
            params: #"[{"name": "top_k", "default": 1, "shape": null, "type": "long"}, "#
                + #"{"name": "temperature", "default": 1.0, "shape": null, "type": "double"}]"#)
        #expect(
            try Request.json(
                #"{"inputs": [[1], 2], "temperature": 0.5, "top_k": 9, "params": {"top_k": 3}, "prompt": "a"}"#,
                signature)
                == Payload(
                    ["inputs": [[1], 2], "params": ["top_k": 3], "prompt": "a"],
                    parameters: ["temperature": 0.5, "top_k": 9], isReplyBare: true))
        for key in ["messages", "prompt", "input"] {
            let list: Value = [["a": 1]]
            #expect(
                try Request.json(#"{"\#(key)": [{"a": 1}]}"#) == Payload(.map([key: list]), isReplyBare: true))
        }
        let settings = [FlavorDescriptor.Setting("stop", type: "string", summary: "")]
        let payload = try Payload(
            parsing: Array(#"{"prompt": "a", "stop": "b"}"#.utf8), as: .json, signature: nil, settings: settings)
        let column = try Payload(
            parsing: Array(#"{"prompt": "a", "stop": "b"}"#.utf8), as: .json,
            signature: Request.signature(of: "string prompt", "string stop"), settings: settings)
        #expect(column == Payload(["prompt": "a", "stop": "b"], isReplyBare: true))
        #expect(payload == Payload(["prompt": "a"], parameters: ["stop": "b"], isReplyBare: true))
    }

    @Test("The reply is in an envelope, unless the request was one for language models")
    func replies() {
        #expect(Payload("a", form: .tensors).reply(["x"]).text() == #"{"predictions": ["x"]}"#)
        #expect(Payload("a", isReplyBare: true).reply(["x"]).text() == #"["x"]"#)
    }

    @Test("Columns that answer a table come as rows; other results and tensors stay")
    func tables() throws {
        let columns: Value = ["a": .tensor(Tensor([1, 2] as [Int64])), "b": .strings(StringTensor(["x", nil]))]
        let rows = #"{"predictions": [{"a": 1, "b": "x"}, {"a": 2, "b": null}]}"#
        let whole = #"{"predictions": {"a": [1, 2], "b": ["x", null]}}"#
        let named = try Request.signature(of: "double x", "double y")
        let tensors = try ModelSignature(
            inputsText: #"[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 2]}}]"#,
            outputsText: nil,
            paramsText: nil)
        let cases: [(Payload.Form, ModelSignature?, String)] = [
            (.table, nil, rows), (.table, named, rows), (.table, tensors, whole), (.textTable, nil, rows),
            (.tensors, nil, whole), (.tensors, named, rows), (.tensors, tensors, whole), (.plain, named, whole),
        ]
        for (form, signature, text) in cases {
            #expect(Payload("a", form: form).reply(columns, signature: signature).text() == text)
        }
        let narrow: Value = ["a": .tensor(try Tensor([1, 2] as [Int64], shape: [2, 1]))]
        #expect(Payload("a", form: .table).reply(narrow).text() == #"{"predictions": [{"a": 1}, {"a": 2}]}"#)
        for other: Value in [
            ["a": .tensor(Tensor([1, 2] as [Int64])), "b": ["x"]], ["a": "x"],
            ["a": .tensor(try Tensor([1, 2] as [Int64]).reshaped([1, 2]))], "x", [:],
        ] {
            let kept = JSONValue.object(["predictions": other.json])
            #expect(Payload("a", form: .table).reply(other) == kept)
        }
    }

    @Test("Each line of JSON lines that is not empty is an element of a list")
    func lines() throws {
        #expect(try Request.read("1\n\n  \r\n[2]\r\n\"a\"", .jsonLines) == Payload([1, [2], "a"]))
        #expect(try Request.read("", .jsonLines) == Payload([]))
        let signature = try Request.signature(of: "long a")
        #expect(
            try Request.read("\u{FEFF}{\"a\": 1}\n{\"a\": 2}\n", .jsonLines, signature)
                == Payload(.map(["a": .tensor([1, 2] as [Int64], [2])]), isTable: true))
        #expect(
            try Request.read("[1, 2]\n[3, 4]\n", .jsonLines, Request.signature(of: "float32[-1,2]"))
                == Payload(.tensor([1, 2, 3, 4] as [Float], [2, 2])))
        #expect(try Request.read("{\"inputs\": 1}", .jsonLines) == Payload([["inputs": 1]]))
    }
}

extension Value {
    /// The elements of a tensor of doubles, of which NaN is not equal to itself.
    fileprivate var tensorElements: [Double]? {
        guard case .tensor(let tensor) = self else { return nil }
        return tensor.elements(as: Double.self)
    }
}

/// Whether two lists of doubles are the same, NaN included.
private func == (left: [Double]?, right: [Double]) -> Bool {
    left.map { $0.map(\.bitPattern) } == right.map(\.bitPattern)
}
