import FlavorKit
import Testing
import TestSupport

@testable import FlavorHost

@Suite("Each rule of enforcement matters to a golden", .enabled(if: !Fixtures.isRedirected))
struct EnforcementMutationTests {
    /// What the enforcer makes of every golden, with all rules.
    private static let expected = EnforcementGolden.all.map { outcome($0, EnforcementRule.allCases) }

    private static func outcome(_ golden: EnforcementGolden, _ rules: [EnforcementRule]) -> EnforcedInput? {
        do throws(SchemaMismatch) { return try golden.enforce(rules) } catch { return nil }
    }

    @Test("Without it one is decided otherwise", arguments: EnforcementRule.allCases)
    func mutation(_ rule: EnforcementRule) {
        let rules = EnforcementRule.allCases.filter { $0 != rule }
        let differing = zip(EnforcementGolden.all, Self.expected).first { golden, expected in
            guard let mutated = Self.outcome(golden, rules) else { return expected != nil }
            return expected.map {
                TaggedValue.plain($0.input) != TaggedValue.plain(mutated.input)
                    || TaggedValue.plain(.map($0.parameters)) != TaggedValue.plain(.map(mutated.parameters))
            } ?? true
        }
        #expect(differing != nil)
    }
}
