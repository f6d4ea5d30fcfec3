import FlavorHost
import FlavorKit
import Glibc
import TestSupport
import Testing

@Suite("A plug-in that breaks the contract while it works")
struct MisbehavingPluginTests {
    /// What each emits, and what is wrong with it.
    static let values: [(plugin: String, id: String, wrong: String)] = [
        ("DeepTree", "deep-tree", "the tree is deeper than 128 levels"),
        ("EndlessTree", "endless-tree", "the tree is deeper than 128 levels"),
        ("InvalidText", "invalid-text", "a string is not UTF-8"),
        ("InvalidName", "invalid-name", "a name in a map is not UTF-8"),
        ("InvalidItem", "invalid-item", "an item of an array of strings is not UTF-8"),
        ("DuplicateNames", "duplicate-names", "a map has the name \"tw ice\" twice"),
        ("UnknownKind", "unknown-kind", "a value is of the unknown kind 99"),
        ("NullList", "null-list", "a list of size 3 has no address"),
        ("NullMap", "null-map", "a map of size 2 has no address"),
        ("NullText", "null-text", "a string has a size and no address"),
        ("NullTensor", "null-tensor", "a tensor has no address"),
        ("NullStrings", "null-strings", "an array of strings has no address"),
        ("NullItems", "null-items", "an array of strings of size 2 has no address"),
        ("HugeList", "huge-list", "a list has the impossible size 18446744073709551615"),
        ("HugeText", "huge-text", "a string has the impossible size 18446744073709551615"),
        (
            "TensorOverflow", "tensor-overflow",
            "a tensor's shape [1099511627776, 1099511627776, 1099511627776] has a product that overflows"
        ),
        ("TensorNegative", "tensor-negative", "a tensor has the shape [-4]"),
        ("TensorRank", "tensor-rank", "a tensor has rank 33, expected 0 to 32"),
        ("TensorNegativeRank", "tensor-negative-rank", "a tensor has rank -1, expected 0 to 32"),
        ("TensorNoShape", "tensor-no-shape", "a tensor of rank 1 has no shape"),
        ("TensorNoData", "tensor-no-data", "a tensor with 4 elements has no address"),
        ("TensorDType", "tensor-dtype", "a tensor has the unknown element type 77 of 64 bits with 1 lanes"),
        ("TensorLanes", "tensor-lanes", "a tensor has the unknown element float64 with 4 lanes"),
        ("TensorDevice", "tensor-device", "a tensor lies on device type 2, expected 1, the CPU"),
        ("TensorDatetime", "tensor-datetime", "a datetime tensor holds float64, expected int64"),
        ("TensorNegativeStride", "tensor-negative-stride", "a tensor has the strides [-1]"),
        ("TensorPackedStride", "tensor-packed-stride", "a tensor of packed int4 has strides"),
        ("BadInfo", "bad-info", "the info of an emit is a string, expected a map or null"),
    ]

    static let emissions = values.map { value in
        Fault(
            value.plugin, .internal, "plug-in \"\(value.id)\" emitted a value that breaks the contract: \(value.wrong)")
    }

    @Test("Emits what is no value, unary or streaming", arguments: emissions)
    func emission(fault: Fault) throws {
        let model = try TestHost.open(fault.source).loadPlain()
        for _ in 0..<2 {
            let error = #expect(throws: FlavorError.self) { try model.predict("x") }
            fault.expect(error, library: "")
            let stream = try model.stream("x")
            let streamed = #expect(throws: FlavorError.self) { try stream.next() }
            fault.expect(streamed, library: "")
        }
    }

    static let failures = [
        Fault("EmitsTwice", .internal, "plug-in \"emits-twice\" emitted 2 results where one was asked for"),
        Fault("EmitsNothing", .internal, "plug-in \"emits-nothing\" said it was done but emitted no result"),
        Fault("EmitsThenFails", .aborted, "the last check did not hold"),
        Fault("FailsEmpty", .aborted, "plug-in \"fails-empty\" failed with status 10 (aborted) and an empty message"),
        Fault(
            "FailsSilently", .aborted, "plug-in \"fails-silently\" failed with status 10 (aborted) and told no reason"),
        Fault("FailsInLines", .aborted, "the first thing and the second"),
        Fault("FailsInvalidText", .aborted, "caf\u{FFFD} closed"),
        Fault("FailsAtLength", .aborted, String(repeating: "x", count: 4000) + "…"),
        Fault("FailsTwice", .aborted, "the cause"),
        Fault("UnknownStatus", .internal, "plug-in \"unknown-status\" returned the unknown status 4711"),
        Fault("FailsWithOK", .unknown, "all is well"),
    ]

    @Test("Does not give the one result that was asked for", arguments: failures)
    func failure(fault: Fault) throws {
        let model = try TestHost.open(fault.source).loadPlain()
        for _ in 0..<2 {
            let error = #expect(throws: FlavorError.self) { try model.predict("x") }
            fault.expect(error, library: "")
        }
    }

    @Test("Fails in a stream after results, which come first")
    func failureInStream() throws {
        let stream = try TestHost.open("Misbehaving/EmitsThenFails").loadPlain().stream("x")
        #expect(try stream.next()?.value == "looks good")
        let error = #expect(throws: FlavorError.self) { try stream.next() }
        #expect(error?.message == "the last check did not hold")
    }

    @Test("May emit no or many results in a stream")
    func legalStreams() throws {
        let nothing = try TestHost.open("Misbehaving/EmitsNothing").loadPlain().stream("x")
        #expect(try nothing.next() == nil)
        let two = try TestHost.open("Misbehaving/EmitsTwice").loadPlain().stream("x")
        #expect(try two.next()?.value == "first")
        #expect(try two.next()?.value == "second")
        #expect(try two.next() == nil)
    }

    @Test("Tells of a failure and succeeds: the status counts")
    func failsThenSucceeds() throws {
        let model = try TestHost.open("Misbehaving/FailsThenSucceeds").loadPlain()
        #expect(try model.predict("x").value == "fine")
    }

    @Test("Keeps a trace of several lines for the log, and out of the sentence")
    func detail() throws {
        let model = try TestHost.open("Misbehaving/FailsInLines").loadPlain()
        let error = #expect(throws: FlavorError.self) { try model.predict("x") }
        #expect(error?.detail == "a trace\nof lines")
    }

    @Test("Emits after it was told to stop")
    func emitsAfterStop() throws {
        let model = try TestHost.open("Misbehaving/EmitsAfterStop").loadPlain()
        let stream = try model.stream("x", options: CallOptions(stallLimit: .milliseconds(50)))
        usleep(300_000)
        let error = #expect(throws: FlavorError.self) { while try stream.next() != nil {} }
        #expect(error?.message == "plug-in \"emits-after-stop\" emitted after it was told to stop")
    }

    @Test("Loads without a model")
    func loadsNothing() throws {
        let plugin = try TestHost.open("Misbehaving/LoadsNothing")
        let error = #expect(throws: FlavorError.self) { try plugin.loadPlain() }
        #expect(error?.message == "plug-in \"loads-nothing\" said it had loaded the model but handed none over")
    }

    static let answers = [
        Fault("SavesNothing", .internal, "plug-in \"saves-nothing\" said it was done but emitted no result"),
        Fault("SavesText", .internal, "plug-in \"saves-text\" answered a save without a map of entries in flavors"),
    ]

    @Test("Answers a save with nothing, or with what is no map", arguments: answers)
    func saves(fault: Fault) throws {
        let plugin = try TestHost.open(fault.source)
        let error = #expect(throws: FlavorError.self) { try plugin.save(source: "/", format: "plain", folder: "/") }
        fault.expect(error, library: "")
    }
}
