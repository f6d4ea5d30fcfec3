import FlavorKit
import Testing

@Suite("Maps of values")
struct ValueMapTests {
    @Test("Members keep their order, and of equal names the last value wins at the first's place")
    func order() {
        let map = ValueMap([("b", 1), ("a", 2), ("b", 3)])
        #expect(map.entries.map(\.name) == ["b", "a"])
        #expect(map["b"] == 3)
    }

    @Test("A new name is appended, a known one replaced, nil removes")
    func setting() {
        var map = ValueMap([("a", 1), ("b", 2)])
        map["c"] = 3
        map["a"] = "one"
        map["b"] = nil
        map["missing"] = nil
        #expect(map == ValueMap([("a", "one"), ("c", 3)]))
        #expect(map.count == 2 && !map.isEmpty)
    }

    @Test("A value that is null is there, one that is missing is not")
    func null() {
        let map = ValueMap([("a", .null)])
        #expect(map["a"] == Value.null)
        #expect(map["b"] == nil)
    }

    @Test("Names that look alike but have other code points are other names")
    func normalization() throws {
        let names = ["\u{E9}", "e\u{301}"]
        let map = ValueMap(names.map { ($0, .string($0)) })
        #expect(map.count == 2)
        #expect(try roundTrip(.map(map)) == .map(map))
    }
}
