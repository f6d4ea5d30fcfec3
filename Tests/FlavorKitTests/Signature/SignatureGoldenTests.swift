import FlavorKit
import JSON
import Testing
import TestSupport

@Suite("Signatures are read, written and printed as MLflow does")
struct SignatureGoldenTests {
    @Test("There are goldens of both kinds", .enabled(if: !Fixtures.isRedirected))
    func presence() {
        #expect(GrammarGolden.all.count > 50)
        #expect(GrammarGolden.all.contains { $0.accepted == nil })
        #expect(SignatureGolden.all.count > 50)
    }

    @Test("A document is accepted or refused", arguments: GrammarGolden.all)
    func grammar(_ golden: GrammarGolden) {
        do throws(FlavorError) {
            if golden.isParams {
                let schema = try ParamSchema(parsing: golden.text)
                check(golden, json: schema.jsonText, repr: schema.description)
            } else {
                let schema = try Schema(parsing: golden.text)
                check(golden, json: schema.jsonText, repr: schema.description)
                guard let accepted = golden.accepted else { return }
                #expect(schema.names.map(\.json) == accepted.names)
                #expect(schema.requiredNames.map(\.json) == accepted.requiredNames)
                #expect((schema.tensors != nil) == accepted.isTensorSpec)
            }
        } catch {
            #expect(golden.accepted == nil || golden.departs, "\(error)")
            #expect(error.code == .invalidArgument)
            #expect(!error.message.contains { $0.isNewline })
        }
    }

    private func check(_ golden: GrammarGolden, json: String, repr: String) {
        guard let accepted = golden.accepted else {
            Issue.record("accepted, though MLflow refuses it: \(golden.text)")
            return
        }
        #expect(areIdentical(json, accepted.json), "\(json)")
        #expect(areIdentical(repr, accepted.repr), "\(repr)")
    }

    @Test("The texts of a signature come back byte for byte", arguments: SignatureGolden.all)
    func signature(_ golden: SignatureGolden) throws {
        let texts = ["inputs", "outputs", "params"].map(golden.text)
        guard texts.contains(where: { $0 != nil }) else { return }
        let signature = try ModelSignature(inputsText: texts[0], outputsText: texts[1], paramsText: texts[2])
        let parts: [(String, String?, String?)] = [
            ("inputs", signature.inputsText, signature.inputs?.description),
            ("outputs", signature.outputsText, signature.outputs?.description),
            ("params", signature.paramsText, signature.params?.description),
        ]
        for (key, text, description) in parts {
            #expect(text.map { Array($0.utf8) } == golden.text(key).map { Array($0.utf8) })
            #expect(areIdentical(description ?? "None", golden.reprs[key]?.stringValue ?? "None"))
        }
        let reprs = parts.map { "\($0.0): \n  \($0.2 ?? "None")\n" }.joined()
        #expect(areIdentical(signature.description, reprs))
    }
}
