import FlavorKit
import JSON
import Testing
import TestSupport

@testable import FlavorHost

@Suite("Enforcement decides as MLflow does, but for the departures")
struct EnforcementGoldenTests {
    @Test("There are goldens of both outcomes and both routes", .enabled(if: !Fixtures.isRedirected))
    func presence() {
        let goldens = EnforcementGolden.all
        #expect(goldens.count > 300)
        for isHTTP in [true, false] {
            #expect(goldens.contains { $0.isHTTP == isHTTP && $0.isAccepted })
            #expect(goldens.contains { $0.isHTTP == isHTTP && !$0.isAccepted })
        }
    }

    @Test("A request is accepted with MLflow's value, or refused", arguments: EnforcementGolden.all)
    func golden(_ golden: EnforcementGolden) {
        do throws(SchemaMismatch) {
            let ours = try golden.enforce()
            if golden.isAccepted {
                #expect(
                    golden.matches(ours) || EnforcementDeparture.explainsValue(ours, of: golden),
                    "\(golden.summary) OURS \(ours.input.json.text()) \(Value.map(ours.parameters).json.text())")
            } else {
                #expect(
                    EnforcementDeparture.explainsAcceptance(golden),
                    "\(golden.summary) OURS \(ours.input.json.text())")
                #expect(
                    !Meaning.isLost(in: ours.input, from: golden), "\(golden.summary) OURS \(ours.input.json.text())")
            }
        } catch {
            #expect(
                !golden.isAccepted || EnforcementDeparture.explainsRefusal(error, of: golden),
                "\(golden.summary) OURS \(error)")
            #expect(!error.description.contains { $0.isNewline })
        }
    }
}
