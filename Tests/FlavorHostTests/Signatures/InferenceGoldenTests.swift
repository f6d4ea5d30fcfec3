import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("Signatures are inferred as MLflow infers them")
struct InferenceGoldenTests {
    @Test("There are goldens of every kind", .enabled(if: !Fixtures.isRedirected))
    func presence() {
        #expect(InferenceGolden.all.count > 80)
        #expect(InferenceGolden.all.contains { $0.isRefused })
        #expect(InferenceGolden.all.contains { $0.isFallback && !$0.isRefused })
        #expect(InferenceGolden.all.contains { $0.output != .null })
        for departure in [InferenceDeparture.arrayWithoutAxes, .arrayOfObjects, .date] {
            #expect(InferenceGolden.all.contains { $0.departs(by: departure) })
        }
    }

    @Test("The three texts are the same, byte for byte", arguments: InferenceGolden.all)
    func texts(_ golden: InferenceGolden) throws {
        if golden.isUnreadable {
            #expect(throws: (any Error).self) { try golden.parts.map { try TaggedValue.value($0) } }
            return
        }
        do throws(FlavorError) {
            let (signature, warnings) = try infer(golden)
            // Where parameters alone are refused for a departure, MLflow says nothing about the rest.
            if [.arrayWithoutAxes, .tuple].contains(InferenceDeparture(golden.params)), golden.isRefused { return }
            check(signature.inputsText, signature.inputs, golden.text("inputs"), from: golden.example)
            check(signature.outputsText, signature.outputs, golden.text("outputs"), from: golden.output)
            if InferenceDeparture(golden.params) == .arrayWithoutAxes { return }
            #expect(!golden.isRefused)
            check(signature.paramsText, nil, golden.text("params"), from: golden.params)
            if InferenceDeparture(golden.example) == nil {
                #expect(warnings.contains { $0.hasPrefix("inputs") } == golden.isFallback, "\(warnings)")
            }
            #expect(!warnings.contains { $0.contains { $0.isNewline } })
        } catch {
            #expect(golden.isRefused, "\(error)")
            #expect(error.code == .invalidArgument && error.message.contains("param"), "\(error)")
        }
    }

    /// Compares a text with MLflow's; what departs from it is no tensor.
    private func check(_ text: String?, _ schema: Schema?, _ expected: JSONValue, from part: JSONValue) {
        switch InferenceDeparture(part) {
        case .arrayWithoutAxes, .arrayOfObjects: #expect(schema?.tensors == nil)
        case .date: #expect(text == expected.stringValue.map(InferenceDeparture.withTimes))
        case .timeUnit:
            #expect(text == expected.stringValue?.replacing(/datetime64\[\w+\]/, with: "datetime64[ns]"))
        case .tuple: #expect(schema != nil)
        case .largeInteger, .otherTime, nil: #expect(text.map(JSONValue.string) ?? .null == expected)
        }
    }

    private func infer(_ golden: InferenceGolden) throws(FlavorError) -> (ModelSignature, [String]) {
        let (input, output, params) = decoded(golden)
        return try ModelSignature.infer(input: input, output: output, params: params)
    }

    @Test("The example's files are the same, or it is refused as MLflow refuses it", arguments: InferenceGolden.all)
    func files(_ golden: InferenceGolden) throws {
        if golden.isUnreadable || golden.departs(by: .tuple) || golden.departs(by: .timeUnit) { return }
        let (input, _, given) = decoded(golden)
        // The recorder has an example without parameters where these are none.
        let params = given?.isEmpty == true ? nil : given
        let made = Result { () throws(FlavorError) in
            try InputExample(input ?? .value(.null), params: params)
        }
        let info = golden.members["saved_input_example_info"]?.objectValue
        let isOtherThanArray = [.arrayWithoutAxes, .arrayOfObjects].contains(InferenceDeparture(golden.example))
        guard let info, case .success(let example) = made else {
            // A date by itself is refused by MLflow, and a time is not. Arrays are taken only where all beside them are.
            let isRefused = (try? made.get()) == nil
            #expect(isRefused && info == nil || isOtherThanArray || !isRefused && golden.departs(by: .date), "\(made)")
            return
        }
        for (key, text) in [
            ("input_example.json", example.text), ("serving_input_example.json", example.servingText),
        ] {
            let style: JSONStyle = key.hasPrefix("serving") ? .indented(2) : .python
            let expected = untagged(try #require(golden.members[key])).text(style)
            #expect(
                text == (golden.departs(by: .date) ? InferenceDeparture.withTimes(expected) : expected), "\(key)")
        }
        var expected = info
        if isOtherThanArray { expected["type"] = "json_object" }
        #expect(example.info == expected)
    }

    /// The examples as values; a golden that cannot be decoded fails.
    private func decoded(_ golden: InferenceGolden) -> (Example?, Example?, ValueMap?) {
        do {
            let output = golden.output == .null ? nil : try TaggedValue.example(golden.output)
            return (try TaggedValue.example(golden.example), output, try TaggedValue.value(golden.params).mapValue)
        } catch {
            Issue.record("\(error)")
            return (nil, nil, nil)
        }
    }

    /// Tagged JSON as Python writes it: NaN and infinities bare.
    private func untagged(_ json: JSONValue) -> JSONValue {
        switch json {
        case .array(let items): return .array(items.map(untagged))
        case .object(let object):
            guard case ("$float", let word)? = TaggedValue.tag(of: json) else {
                return .object(JSONObject(object.map { ($0.key, untagged($0.value)) }))
            }
            return .double(word == "NaN" ? .nan : word == "Infinity" ? .infinity : -.infinity)
        default: return json
        }
    }
}
