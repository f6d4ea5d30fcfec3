import FlavorHost
import FlavorKit
import Glibc
import TestSupport
import Testing

@Suite("A plug-in whose entry or table breaks the contract")
struct MisbehavingEntryTests {
    static let faults = [
        Fault(
            "NoEntry", .invalidArgument,
            "%: expected the symbol flavor_plugin_v1, found none: this library is not a flavor"),
        Fault(
            "NewerEntry", .failedPrecondition,
            "%: the plug-in was made for header version 2, this host speaks version 1: update the host, or "
                + "rebuild the plug-in"
        ),
        Fault(
            "OlderEntry", .failedPrecondition,
            "%: the plug-in was made for header version 0, this host speaks version 1: rebuild the plug-in"),
        Fault(
            "NewerHeader", .failedPrecondition,
            "%: expected a plug-in for header version 1, found version 2: rebuild it against this host's flavor.h"),
        Fault(
            "TinyTable", .failedPrecondition,
            "%: expected a plug-in for header version 1, found a table without a version: rebuild it against "
                + "this host's flavor.h"),
        Fault(
            "ShortTable", .failedPrecondition,
            "%: the plug-in's table lacks one of save, load, unload, predict: rebuild it against this host's flavor.h"),
        Fault(
            "CutTable", .failedPrecondition,
            "%: the plug-in's table lacks one of save, load, unload, predict: rebuild it against this host's flavor.h"),
        Fault(
            "NullFunction", .failedPrecondition,
            "%: the plug-in's table lacks one of save, load, unload, predict: rebuild it against this host's flavor.h"),
        Fault("NullTable", .internal, "%: the entry said it was done but handed over no table"),
        Fault("EntryFails", .unavailable, "%: the accelerator is not there"),
        Fault(
            "EntryFailsSilently", .unavailable,
            "%: the flavor's entry failed with status 14 (unavailable) and told no reason"),
        Fault(
            "NeedsAbility", .failedPrecondition,
            "%: the flavor requires the host's ability \"flavor.host.telepathy/1\", which this host does not have: "
                + "update the host"),
        Fault(
            "ChecksAbility", .failedPrecondition,
            "%: the host lacks the ability \"flavor.host.telepathy/1\": update the host"),
        Fault(
            "DescriptorNotJSON", .internal,
            "%: the descriptor is not JSON: line 1, column 1: expected a value, found 'a'"),
        Fault("DescriptorWithoutId", .internal, "%: descriptor.id: expected a string, found nothing"),
        Fault(
            "DescriptorBadId", .internal,
            "%: descriptor.id: expected lower-case letters, digits and hyphens, found \"../../etc\""),
        Fault("DescriptorNotUTF8", .internal, "%: the descriptor is not UTF-8"),
        Fault("DescriptorNull", .internal, "%: the descriptor is not UTF-8"),
        Fault(
            "DescriptorDeep", .internal,
            "%: the descriptor is not JSON: line 1, column 129: arrays and objects may nest 128 deep, found more"),
        Fault(
            "ImportsHostSymbol", .failedPrecondition,
            "%: the library cannot be opened: undefined symbol: flavorhost_secret_service"),
    ]

    @Test("Is refused with a sentence that names its library", arguments: faults)
    func refused(fault: Fault) throws {
        let library = try TestPlugins.build(fault.source)
        let error = #expect(throws: FlavorError.self) { try TestHost.make().plugin(atLibrary: library) }
        fault.expect(error, library: library)
    }

    @Test("Is refused again when it is tried again, and the host goes on", arguments: faults)
    func refusedAgain(fault: Fault) throws {
        let host = TestHost.make()
        let library = try TestPlugins.build(fault.source)
        for _ in 0..<2 { #expect(throws: FlavorError.self) { try host.plugin(atLibrary: library) } }
        let good = try host.plugin(atLibrary: TestPlugins.build("CLinear"))
        #expect(good.descriptor.id == "c-linear")
    }

    @Test(
        "Works when its table is only shorter or longer than this host's", arguments: ["WithoutAbility", "LongTable"])
    func otherSizes(name: String) throws {
        let plugin = try TestHost.open("Misbehaving/\(name)")
        #expect(!plugin.hasAbility("flavor.export/1"))
        #expect(try plugin.loadPlain().predict(.null).value == "fine")
        #expect(try plugin.save(source: "/", format: "plain", folder: nil).flavors["plain"] == .map(ValueMap()))
    }

    @Test("Leaves the arithmetic of the thread that opens it as it was")
    func floatingPointModes() throws {
        // A library is opened once in a process, so this one is the test's own.
        let library = try TestPlugins.build("Misbehaving/TurnsRounding", flags: ["-lm"])
        try withTemporaryDirectory { folder in
            let copy = "\(folder)/libTurnsRounding.so"
            try writeFile(try readFile(library), to: copy)
            _ = try TestHost.make().plugin(atLibrary: copy)
            #expect(fegetround() == FE_TONEAREST)
        }
    }
}
