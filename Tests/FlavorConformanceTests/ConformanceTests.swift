import FlavorHost
import FlavorKit
import FlavorKitTesting
import Glibc
import TestSupport
import Testing

@Suite("Every shipped flavor passes the conformance suite")
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
            id: "transformers-pipeline", source: "\(Fixtures.own)/models/tiny-phi3-capitals",
            input: "<|user|>What is the capital of Spain?<|end|><|assistant|>", parameters: ["max_new_tokens": 16])
    ]

    @Test("There is a subject for each of them")
    func complete() {
        #expect(Self.subjects.map(\.id).sorted() == entries(of: "\(Fixtures.repository)/flavors"))
    }

    @Test("It does what the contract says", arguments: subjects)
    func conforms(subject: Subject) throws {
        let manifest = try PluginManifest(contentsOfFile: "\(Fixtures.repository)/flavors/\(subject.id)/flavor.json")
        let conformance = FlavorConformance(
            library: "\(try buildFolder())/\(manifest.library)", source: subject.source, input: subject.input,
            parameters: subject.parameters, threads: 2)
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
