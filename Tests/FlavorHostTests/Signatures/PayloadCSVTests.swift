import FlavorHost
import FlavorKit
import Testing

@Suite("CSV and plain text")
struct PayloadCSVTests {
    @Test("Cells are converted to what the signature says of their columns")
    func typed() throws {
        let signature = try Request.signature(
            of: "long l", "integer i", "float f", "double d", "boolean b", "string s", "datetime t", "binary y")
        let payload = try Request.read(
            """
            s,l,i,f,d,b,t,y,extra
            x,1,-2,0.5,1e3,true,2024-01-02,AAEC,7
            007,3.0,+4,.5,-5.,FALSE,2024,,8

            """, .csv, signature)
        #expect(payload.form == .textTable && payload.isTable && payload.parameters == nil && !payload.isReplyBare)
        #expect(payload.data.mapValue?.entries.map(\.name) == ["s", "l", "i", "f", "d", "b", "t", "y", "extra"])
        #expect(payload.data["s"] == .texts("x", "007"))
        #expect(payload.data["l"] == (try .tensor([1, 3] as [Int64], [2])))
        #expect(payload.data["i"] == (try .tensor([-2, 4] as [Int64], [2])))
        #expect(payload.data["f"] == (try .tensor([0.5, 0.5], [2])))
        #expect(payload.data["d"] == (try .tensor([1000.0, -5], [2])))
        #expect(payload.data["b"] == (try .tensor([true, false], [2])))
        #expect(payload.data["t"] == .texts("2024-01-02", "2024"))
        #expect(payload.data["y"] == .texts("AAEC", nil))
        #expect(payload.data["extra"] == (try .tensor([7, 8] as [Int64], [2])))
    }

    @Test("What pandas takes for null is null where no text is asked for")
    func nulls() throws {
        let signature = try Request.signature(of: "long a", "double b", "string c", "boolean d")
        let data = try Request.read("a,b,c,d\n1,NaN,NA,\nNA,inf,\"\",true\n,-Infinity,,null\n", .csv, signature).data
        #expect(data["a"] == (try .column([1, nil, nil] as [Int64?], or: 0)))
        #expect(data["b"] == (try .column([nil, .infinity, -.infinity] as [Double?], or: 0)))
        #expect(data["c"] == .texts("NA", "", nil))
        #expect(data["d"] == (try .column([nil, true, nil], or: false)))
        #expect(
            try Request.read("b\n1\n0\n", .csv, Request.signature(of: "boolean b")).data["b"]
                == .tensor([true, false], [2]))
    }

    @Test("True and False are 1 and 0 in columns of numbers, as for the server")
    func booleanNumbers() throws {
        let data = try Request.read("a,b\n1,2.5\nTrue,False\n", .csv, Request.signature(of: "long a", "double b")).data
        #expect(data == .map(["a": try .tensor([1, 1] as [Int64], [2]), "b": try .tensor([2.5, 0], [2])]))
    }

    @Test("A column of nothing but empty cells, which the model does not name, is no hindrance")
    func emptyColumn() throws {
        #expect(try Request.read("a,b\n1,\n2,\n", .csv, Request.signature(of: "long a")).data["a"] != nil)
        #expect(try Request.read("a,b\n1,\n2,\n", .csv).data["b"] == [.null, .null])
    }

    @Test(
        "Without a signature a column has the first type that all its cells have",
        arguments: [
            ("1\n-2", try .tensor([1, -2] as [Int64], [2])), ("1\n2.0", try .tensor([1, 2.0], [2])),
            ("1\nNA", try .column([1, nil] as [Int64?], or: 0)), ("True\nfalse", try .tensor([true, false], [2])),
            ("1\nTrue", .texts("1", "True")), ("007\nx", .texts("007", "x")),
            (" 1 \n2", try .tensor([1, 2] as [Int64], [2])),
            ("12345678901234567890\n1", .texts("12345678901234567890", "1")), ("\"\"\n\"\"", [.null, .null]),
        ] as [(String, Value)])
    func inferred(cells: String, value: Value) throws {
        #expect(try Request.read("a\n\(cells)\n", .csv).data["a"] == value)
    }

    @Test(
        "Lines end in every way that is in use, and cells in quotes hold what they like",
        arguments: [
            "a,b\n1,\"x, \"\"y\"\"\"\n2,z\n", "a,b\r\n1,\"x, \"\"y\"\"\"\r\n\r\n2,z", "a,b\r1,\"x, \"\"y\"\"\"\r2,z\r",
            "\u{FEFF}\"a\",b\n\n1,\"x, \"\"y\"\"\"\n2,z\n\n\n",
        ])
    func lines(text: String) throws {
        let data = try Request.read(text, .csv, Request.signature(of: "long a", "string b")).data
        #expect(data == .map(["a": try .tensor([1, 2] as [Int64], [2]), "b": .texts("x, \"y\"", "z")]))
    }

    @Test("A cell in quotes may hold line breaks, and a quote inside another cell is a character")
    func breaks() throws {
        #expect(try Request.read("a\n\"x\r\ny\n\"\n5\" disk\n", .csv).data["a"] == .texts("x\r\ny\n", "5\" disk"))
    }

    @Test("The cells that a row lacks are null, and blank lines are passed over")
    func shortRows() throws {
        let data = try Request.read("a,b\n1\n \t\n2,x\n  ", .csv, Request.signature(of: "long a", "string b")).data
        #expect(data == .map(["a": try .tensor([1, 2] as [Int64], [2]), "b": .texts(nil, "x")]))
    }

    @Test("A wide first line and many short ones are refused before they make a table far larger than their text")
    func uneven() throws {
        let text = (0..<20_000).map { "c\($0)" }.joined(separator: ",") + "\n" + String(repeating: "1\n", count: 20_000)
        #expect(
            try #require(Request.refusal(text, as: .csv)).hasSuffix(
                "expected lines of about as many cells, found 1 beside 20000"))
    }

    @Test("A header alone is a table without rows, and a column without a name is called as pandas calls it")
    func header() throws {
        #expect(
            try Request.read("a,b\n", .csv, Request.signature(of: "long a", "string b")).data == ["a": [], "b": []])
        #expect(
            try Request.read(",a\n0,x\n", .csv).data
                == .map(["Unnamed: 0": .tensor([0] as [Int64], [1]), "a": .texts("x")]))
    }

    @Test("Columns without names need no header, unless all are texts")
    func unnamed() throws {
        let numbers = try Request.signature(of: "long", "string")
        let expected: Value = .map(["0": try .tensor([1, 2] as [Int64], [2]), "1": .texts("x", "y")])
        #expect(try Request.read("1,x\n2,y\n", .csv, numbers).data == expected)
        #expect(
            try Request.read("n,s\n1,x\n2,y\n", .csv, numbers).data
                == .map(["n": .tensor([1, 2] as [Int64], [2]), "s": .texts("x", "y")]))
        #expect(try Request.read("x\ny\n", .csv, Request.signature(of: "string")).data == ["x": .texts("y")])
        // The labels of rows have no name.
        #expect(try Request.read(",s\n7,x\n", .csv, numbers).data.mapValue?.entries.map(\.name) == ["Unnamed: 0", "s"])
    }

    @Test(
        "CSV that is wrong is refused in one sentence with its line or row",
        arguments: [
            ("", "input: expected a line with the columns' names, found nothing"),
            ("\n\r\n", "input: expected a line with the columns' names, found nothing"),
            ("a,b\n1,\"x\n\n", "line 2: expected a '\"' that ends the cell, found none"),
            (
                "a,b\n\"1\"2,x\n",
                "line 2: expected a comma or the line's end after a cell in quotes, found more text: "
                    + "write a quote inside a cell twice"
            ),
            (
                "a,b\n1,x\n\"1\n\",x\n",
                "a in row 1: expected an integer of at most 64 bits, found other text: line 3 of the text"
            ),
            ("a,b\n1,x,2,3\n", "line 2: expected at most 2 cells, as many as in the first line, found more"),
            ("a,b\n1,\0\n", "line 2: expected text, found byte 0x00"),
            ("a,b,a\n1,x,2\n", "line 1: expected different names, found one twice"),
            ("a,b\nq,x\n", "a in row 0: expected an integer of at most 64 bits, found other text: line 2 of the text"),
            (
                "a,b\n1,x\n2.5,y\n",
                "a in row 1: expected an integer of at most 64 bits, found other text: line 3 of the text"
            ),
            (
                "a,b\n9223372036854775808,x\n",
                "a in row 0: expected an integer of at most 64 bits, found other text: line 2 of the text"
            ),
        ])
    func refusals(text: String, sentence: String) throws {
        #expect(Request.refusal(text, as: .csv, try Request.signature(of: "long a", "string b")) == sentence)
    }

    @Test("Numbers and booleans are refused when they are neither")
    func otherRefusals() throws {
        let signature = try Request.signature(of: "double d", "boolean b")
        for (row, column) in [("1e400,true", "d"), ("x,true", "d"), ("1,yes", "b"), ("1,2", "b"), ("0x1,true", "d")] {
            let sentence = try #require(Request.refusal("d,b\n\(row)\n", as: .csv, signature))
            #expect(sentence.hasPrefix("\(column) in row 0: expected "))
        }
    }

    @Test("CSV in other bytes than UTF-8, or for a model that takes tensors, is refused")
    func otherModels() throws {
        let error = #expect(throws: SchemaMismatch.self) {
            try Payload(parsing: Array("a,b\n1,".utf8) + [0xFF, 0xFE, 0x0A], as: .csv, signature: nil)
        }
        #expect(error?.description == "line 2, column 3: expected UTF-8, found byte 0xFF")
        #expect(
            Request.refusal("a\n1\n", as: .csv, try Request.signature(of: "float64[-1,1]"))
                == "input: expected JSON, as the model takes tensors, found CSV")
    }

    @Test("A line of a million separators makes no more columns than there may be")
    func separators() {
        #expect(
            Request.refusal(String(repeating: ",", count: 1_100_000), as: .csv)
                == "input: expected at most 1000000 columns, found more")
    }

    @Test("Text is the one text that a model takes, without the line break at its end")
    func text() throws {
        #expect(try Request.read("a\nb\n", .text) == Payload("a\nb"))
        #expect(try Request.read("a\n\n", .text, Request.signature(of: "string")) == Payload("a\n"))
        #expect(try Request.read("", .text, Request.signature(of: "string q")) == Payload(["q": ""]))
        #expect(
            Request.refusal("a", as: .text, try Request.signature(of: "string a", "string b"))
                == "input: expected JSON or CSV, found plain text: only a model whose one required column is a string takes it"
        )
        #expect(
            Request.refusal("a", as: .text, try Request.signature(of: "str[-1]"))
                == "input: expected JSON, found plain text: only a model whose one required column is a string takes it"
        )
        #expect(
            try Request.read(
                "\u{FEFF}a\r\n", .text,
                Request.signature(
                    #"[{"type": "string", "name": "r", "required": false}, {"type": "string", "name": "q"}]"#))
                == Payload(["q": "a"]))
        #expect(throws: SchemaMismatch.self) { try Payload(parsing: [0xFF], as: .text, signature: nil) }
    }
}
