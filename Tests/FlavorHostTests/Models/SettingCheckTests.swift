import FlavorKit
import Testing

@testable import FlavorHost

@Suite("Settings against their declarations")
struct SettingCheckTests {
    private let check = SettingCheck(
        [
            .init("count", type: "long", summary: ""), .init("share", type: "double", summary: ""),
            .init("stop", type: "string|[string]", summary: ""), .init("flag", type: "boolean", summary: ""),
        ], kind: "parameter", owner: "test")

    @Test("Numbers that lose nothing take the declared type")
    func conversions() throws {
        #expect(try check.check(["count": 3.0]) == ["count": 3])
        #expect(try check.check(["share": 2]) == ["share": 2.0])
        #expect(try check.check(["stop": ["a", "b"]]) == ["stop": ["a", "b"]])
        #expect(try check.check(["flag": .null]) == ["flag": .null])
    }

    @Test(
        "Another type or an unknown name is refused by name",
        arguments: [
            ("count", Value.double(1.5), "parameter \"count\": expected long, found number"),
            ("count", Value.string("3"), "parameter \"count\": expected long, found string"),
            ("flag", Value.int(1), "parameter \"flag\": expected boolean, found integer"),
            ("stop", Value.list([1]), "parameter \"stop\": expected string or [string], found list"),
            ("size", Value.int(1), "parameter \"size\" is not known to test: expected one of count, flag, share, stop"),
        ])
    func refusals(name: String, value: Value, message: String) {
        let error = #expect(throws: FlavorError.self) { try check.check(ValueMap([(name, value)])) }
        #expect(error?.message == message)
    }

    @Test("Names that are known elsewhere are not refused")
    func others() throws {
        try check.refuseUnknown(["k": 2, "count": 1], beside: ["k"])
        #expect(throws: FlavorError.self) { try check.refuseUnknown(["k": 2, "z": 1], beside: ["k"]) }
    }
}
