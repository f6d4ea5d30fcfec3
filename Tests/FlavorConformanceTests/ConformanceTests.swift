import FlavorHost
import FlavorKit
import FlavorKitTesting
import Glibc
import TestSupport
import Testing

@Suite("Every flavor passes the conformance suite")
struct ConformanceTests {
    /// What a flavor is checked with.
    struct Subject: Sendable, CustomTestStringConvertible {
        let id: String
        let source: String
        let input: Value
        let parameters: ValueMap
        var testDescription: String { id }
    }

    static let subjects = [
        Subject(
            id: "onnx-custom-wrapper", source: "\(Fixtures.own)/models/onnx/tiny-phi3-capitals-int4-cpu",
            input: ["prompt": "<|user|>What is the capital of Spain?<|end|><|assistant|>"],
            parameters: ["max_new_tokens": 16]),
        Subject(
            id: "transformers-pipeline", source: "\(Fixtures.own)/models/tiny-phi3-capitals",
            input: "<|user|>What is the capital of Spain?<|end|><|assistant|>", parameters: ["max_new_tokens": 16]),
    ]

    @Test("There is a subject for each that is shipped and answers by itself")
    func complete() throws {
        let folder = "\(Fixtures.repository)/flavors"
        let alone = try entries(of: folder).filter { id in
            // One that answers through another model is nothing without that; its own tests have one.
            try PluginManifest(contentsOfFile: "\(folder)/\(id)/flavor.json").descriptor.requiredHostAbilities.isEmpty
        }
        #expect(Self.subjects.map(\.id).sorted() == alone)
    }

    @Test("It does what the contract says", arguments: subjects)
    func conforms(subject: Subject) throws {
        if subject.id == "onnx-custom-wrapper" { try OnnxRuntimeLibraries.fetch() }
        let manifest = try PluginManifest(contentsOfFile: "\(Fixtures.repository)/flavors/\(subject.id)/flavor.json")
        try check(
            FlavorConformance(
                library: "\(try buildFolder())/\(manifest.library)", source: subject.source, input: subject.input,
                parameters: subject.parameters, threads: 2))
    }

    @Test("It holds for a flavor in C")
    func flavorInC() throws {
        let library = try TestPlugins.build("CLinear")
        try withTemporaryDirectory { folder in
            try writeFile("intercept 1.5\nage 2\nheight -0.25\n", to: "\(folder)/coefficients.txt")
            let row: Value = ["age": 10, "height": 4.0]
            try check(FlavorConformance(library: library, source: folder, input: row))
        }
    }

    @Test("It holds for a flavor whose models keep no files")
    func flavorWithoutFiles() async throws {
        let library = try await SwiftPlugins.buildThirdParty(.debug)
        try withTemporaryDirectory { folder in
            try writeFile("", to: "\(folder)/reversal.txt")
            try check(
                FlavorConformance(library: library, source: folder, input: "a text", parameters: ["uppercase": true]))
        }
    }

    private func check(_ conformance: FlavorConformance) throws {
        let findings = try conformance.run()
        #expect(findings.count > 5)
        for finding in findings { #expect(finding.failure == nil, "\(finding)") }
    }

    /// Where the build leaves what it makes: beside the test bundle.
    private func buildFolder() throws -> String {
        let executable = try #require(Executable.path)
        return "/" + executable.split(separator: "/").dropLast().joined(separator: "/")
    }
}
