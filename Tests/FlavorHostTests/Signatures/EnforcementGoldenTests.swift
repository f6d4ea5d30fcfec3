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
                guard !golden.matches(ours) else { return }
                let row = EnforcementDeparture.row(ofValue: ours, of: golden)
                #expect(
                    DepartureTable.has(row),
                    "\(golden.summary) OURS \(ours.input.json.text()) \(Value.map(ours.parameters).json.text())")
            } else {
                let row = EnforcementDeparture.row(ofAcceptance: golden)
                #expect(DepartureTable.has(row), "\(golden.summary) OURS \(ours.input.json.text())")
                #expect(
                    !Meaning.isLost(in: ours.input, from: golden), "\(golden.summary) OURS \(ours.input.json.text())")
            }
        } catch {
            if golden.isAccepted {
                let row = EnforcementDeparture.row(ofRefusal: error, of: golden)
                #expect(DepartureTable.has(row), "\(golden.summary) OURS \(error)")
            }
            #expect(!error.description.contains { $0.isNewline })
        }
    }
}
