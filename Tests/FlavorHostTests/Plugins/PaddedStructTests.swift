import FlavorHost
import FlavorKit
import TestSupport
import Testing

/// Swift keeps one record of a C struct's size for a whole process, whichever image came first: a plug-in built against
/// a later header, whose structs are longer, must live beside one built against this one.
@Suite("Plug-ins and hosts of different header revisions in one process", .serialized)
struct PaddedStructTests {
    /// The normal plug-in and the padded one, in one of two orders.
    enum Order: CaseIterable, Sendable {
        case normalFirst, paddedFirst

        func libraries(_ configuration: SwiftPlugins.Configuration) async throws -> [String] {
            let normal = try await SwiftPlugins.buildThirdParty(configuration)
            let padded = try await SwiftPlugins.buildPadded(configuration)
            return self == .normalFirst ? [normal, padded] : [padded, normal]
        }
    }

    @Test("Under a host in C", arguments: SwiftPlugins.Configuration.allCases, Order.allCases)
    func hostInC(configuration: SwiftPlugins.Configuration, order: Order) async throws {
        let output = try await run(TestPlugins.buildProgram("MiniHost"), order.libraries(configuration))
        #expect(output == "2 flavors, 400 rounds, structs of 80 bytes\n")
    }

    @Test("Under a host in C with longer structs", arguments: SwiftPlugins.Configuration.allCases, Order.allCases)
    func paddedHostInC(configuration: SwiftPlugins.Configuration, order: Order) async throws {
        let host = try TestPlugins.buildProgram("MiniHost", headers: PaddedHeader.headers())
        let output = try await run(host, order.libraries(configuration))
        #expect(output == "2 flavors, 400 rounds, structs of \(80 + PaddedHeader.padding) bytes\n")
    }

    @Test("Under this host, each order in a process of its own", arguments: SwiftPlugins.Configuration.allCases)
    func thisHost(configuration: SwiftPlugins.Configuration) async throws {
        for order in Order.allCases {
            let libraries = try await order.libraries(configuration)
            await #expect(processExitsWith: .success) { [libraries = libraries as [String]] in
                try PaddedStructTests.predictInTurn(libraries)
            }
        }
    }

    @Test("A Swift plug-in reads no field that a shorter struct does not have")
    func shortStructs() async throws {
        let host = try TestPlugins.buildProgram("MiniHost")
        let library = try await SwiftPlugins.buildThirdParty(.debug)
        let short = try runProcess([host, "short-structs", "100", library])
        #expect(short.isSuccess, "\(short.ending): \(short.errors)")
        let table = try runProcess([host, "short-table", "1", library])
        #expect(table.ending == .exited(1))
        #expect(
            table.errors.contains(
                "the entry failed: the host's table is too short for header version 1: update the host"))
    }

    @Test("A plug-in in C built against longer structs")
    func pluginInC() throws {
        let library = try TestPlugins.build("CLinear", headers: PaddedHeader.headers())
        let plugin = try TestHost.make().plugin(atLibrary: library)
        #expect(plugin.descriptor.id == "c-linear")
    }

    private func run(_ host: String, _ libraries: [String]) async throws -> String {
        let result = try await onOwnThread {
            try runProcess([host, "whole", "400"] + libraries, timeout: .seconds(120))
        }
        #expect(result.isSuccess, "\(result.ending): \(result.errors)")
        return result.output
    }

    private static func predictInTurn(_ libraries: [String]) throws {
        let host = TestHost.make()
        let plugins = try libraries.map { try host.plugin(atLibrary: $0) }
        for round in 0..<200 {
            for plugin in plugins {
                let key = plugin.descriptor.id
                let configuration: Value = ["unit": "characters"]
                let model = try plugin.load(folder: "/", key: key, flavors: ValueMap([(key, configuration)]))
                let text = "round \(round) of \(key)"
                let expected = String(text.reversed())
                try #require(try model.predict(.string(text)).value == .string(expected))
                let stream = try model.stream(.string(text))
                var pieces = ""
                while let piece = try stream.next() { pieces += piece.value.stringValue ?? "" }
                try #require(pieces == expected)
            }
        }
    }
}
