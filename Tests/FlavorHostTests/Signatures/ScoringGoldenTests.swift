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
                let row = ScoringDeparture.row(ofAcceptance: golden)
                #expect(DepartureTable.has(row), "\(golden.message) OURS \(ours.input.json.text())")
                return
            }
            check(ours, golden, reply)
        } catch {
            if golden.reply != nil {
                let row = ScoringDeparture.row(ofRefusal: error, of: golden)
                #expect(DepartureTable.has(row), "\(error)")
            }
            #expect(!error.description.contains { $0.isNewline })
        }
    }

    private func check(_ ours: EnforcedInput, _ golden: ScoringGolden, _ reply: JSONValue) {
        if let seen = golden.seenInput {
            // Bytes and times come back as text; of a table without rows nothing comes back.
            let input = TaggedValue.plain(ours.input.json)
            let isNothing = seen == .map(ValueMap()) && ours.input.mapValue?.entries.first?.value.cellCount ?? 0 == 0
            guard input != seen, !isNothing else { return }
            let row = ScoringDeparture.row(ofInput: input, seen: seen, of: golden)
            #expect(DepartureTable.has(row), "\(ours.input.json.text()) THEIRS \(reply.text())")
        }
        switch golden.behaviour {
        case "echo_params":
            // A date is a time at midnight here.
            let theirs = (reply["predictions"] ?? .null).text().replacing(/"\d{4}-\d\d-\d\d"/) {
                "\($0.output.dropLast())T00:00:00\""
            }
            #expect(JSONValue.object(JSONObject([("params", Value.map(ours.parameters).json)])).text() == theirs)
        case "sum_rows":
            let sums = ours.input.cells.map { row in row.cells.reduce(0.0) { $0 + ($1.number ?? .nan) } }
            let theirs = reply["predictions"]?.arrayValue?.map { $0.doubleValue ?? $0.integerValue.map(Double.init) }
            #expect(sums.map { $0.isNaN ? nil : $0 } == theirs?.map { $0?.isNaN == true ? nil : $0 })
        case "chat":
            let result = reply["predictions"] ?? reply
            let keys = ours.input.mapValue?.entries.map(\.name).sorted() ?? []
            #expect(result["seen_keys"] == nil || result["seen_keys"] == .array(keys.map(JSONValue.string)))
            #expect(result["params"] == nil || result["params"] == Value.map(ours.parameters).json)
        default: break
        }
    }
}
