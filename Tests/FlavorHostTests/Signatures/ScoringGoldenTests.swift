import FlavorKit
import JSON
import Testing
import TestSupport

@testable import FlavorHost

@Suite("Bodies of requests are read as MLflow's scoring server reads them, but for the departures")
struct ScoringGoldenTests {
    @Test("There are goldens of both outcomes, JSON and CSV", .enabled(if: !Fixtures.isRedirected))
    func presence() {
        let goldens = ScoringGolden.all
        #expect(goldens.count > 80)
        #expect(goldens.contains { $0.isCSV && $0.reply != nil } && goldens.contains { $0.isCSV && $0.reply == nil })
    }

    @Test("A body reaches the model as MLflow's model sees it, or is refused", arguments: ScoringGolden.all)
    func golden(_ golden: ScoringGolden) {
        do throws(SchemaMismatch) {
            let ours = try golden.enforce()
            guard let reply = golden.reply else {
                #expect(ScoringDeparture.explainsAcceptance(golden), "\(golden.message) OURS \(ours.input.json.text())")
                return
            }
            check(ours, golden, reply)
        } catch {
            #expect(golden.reply == nil || ScoringDeparture.explainsRefusal(error, of: golden), "\(error)")
            #expect(!error.description.contains { $0.isNewline })
        }
    }

    private func check(_ ours: EnforcedInput, _ golden: ScoringGolden, _ reply: JSONValue) {
        if let seen = golden.seenInput {
            // Bytes and times come back as text.
            #expect(TaggedValue.plain(ours.input.json) == seen, "\(ours.input.json.text())")
        }
        switch golden.behaviour {
        case "echo_params":
            #expect(JSONObject([("params", Value.map(ours.parameters).json)]) == reply["predictions"]?.objectValue)
        case "sum_rows":
            let sums = ours.input.cells.map { row in row.cells.reduce(0.0) { $0 + ($1.number ?? .nan) } }
            #expect(
                TaggedValue.plain(.list(sums.map(Value.double))) == TaggedValue.plain(reply["predictions"] ?? .null))
        case "chat":
            let result = reply["predictions"] ?? reply
            let keys = ours.input.mapValue?.entries.map(\.name).sorted() ?? []
            #expect(result["seen_keys"] == nil || result["seen_keys"] == .array(keys.map(JSONValue.string)))
            #expect(result["params"] == nil || result["params"] == Value.map(ours.parameters).json)
        default: break
        }
    }
}

/// Why our host decides otherwise than MLflow's server.
enum ScoringDeparture {
    /// A bare document is data, as in `predict`; a value is converted where nothing is lost.
    static func explainsAcceptance(_ golden: ScoringGolden) -> Bool {
        if golden.message.contains("The input must be a JSON dictionary with exactly one of the input fields") {
            return true
        }
        // A key that the schema does not name is left out in every form.
        if golden.message.contains("If using all scalar values, you must pass an index") { return true }
        let rules = EnforcementRule.allCases.filter { !EnforcementDeparture.acceptingRules.contains($0) }
        do throws(SchemaMismatch) {
            _ = try golden.enforce(rules)
            return false
        } catch {
            return true
        }
    }

    /// What would be lost or damaged is refused.
    static func explainsRefusal(_ mismatch: SchemaMismatch, of golden: ScoringGolden) -> Bool {
        [
            ("binary", "text that is not base64"), ("each key once", "one twice"),
        ].contains { $0 == (mismatch.expected, mismatch.found) }
    }
}
