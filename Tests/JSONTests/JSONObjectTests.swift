import JSON
import Testing

@Suite("Objects keep their order")
struct JSONObjectTests {
    @Test("A new key is appended, a known one keeps its place", arguments: [3, 30, 60])
    func assignment(count: Int) {
        var object = JSONObject((0..<count).map { ("k\($0)", JSONValue.integer(Int64($0))) })
        object["k1"] = "changed"
        object["new"] = true
        #expect(object.count == count + 1)
        #expect(object[1].value == "changed")
        #expect(object.last?.key == "new")
        #expect(Array(object.keys) == (0..<count).map { "k\($0)" } + ["new"])
    }

    @Test("A removed key is gone, and the rest are still found", arguments: [3, 9, 32, 33, 34, 90])
    func removal(count: Int) {
        var object = JSONObject((0..<count).map { ("k\($0)", JSONValue.integer(Int64($0))) })
        object["k0"] = nil
        object["absent"] = nil
        #expect(object.count == count - 1)
        #expect(object["k0"] == nil)
        #expect((1..<count).allSatisfy { object["k\($0)"] == .integer(Int64($0)) })
        object["k0"] = "back"
        #expect(object.last?.key == "k0")
        #expect(object["k0"] == "back")
    }

    @Test("Objects are equal when members and order are")
    func equality() {
        let object: JSONValue = ["a": 1, "b": 2]
        #expect(object == ["a": 1, "b": 2])
        #expect(object != ["b": 2, "a": 1])
        #expect(object != ["a": 1])
        #expect(object.hashValue == (["a": 1, "b": 2] as JSONValue).hashValue)
    }
}
