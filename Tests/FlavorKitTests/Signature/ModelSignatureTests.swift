import FlavorKit
import Testing

@Suite("Signatures")
struct ModelSignatureTests {
    @Test("A signature has at least one part; an empty text is none")
    func parts() throws {
        let error = #expect(throws: FlavorError.self) { try ModelSignature() }
        #expect(error?.message == "a signature must have at least one of inputs, outputs and params, found none")
        #expect(throws: FlavorError.self) { try ModelSignature(inputsText: "", outputsText: nil, paramsText: "") }
        let signature = try ModelSignature(
            inputsText: nil, outputsText: #"[{"type": "string", "required": true}]"#, paramsText: "")
        #expect(signature.inputs == nil && signature.params == nil)
        #expect(signature.description == "inputs: \n  None\noutputs: \n  [string (required)]\nparams: \n  None\n")
    }

    @Test("Parameters that are none count as given, but are not written")
    func noParams() throws {
        let signature = try ModelSignature(inputsText: nil, outputsText: nil, paramsText: "[]")
        #expect(signature.params?.specs.isEmpty == true)
        #expect(signature.paramsText == nil)
        #expect(signature.description == "inputs: \n  None\noutputs: \n  None\nparams: \n  []\n")
    }

    @Test("An error names the part", arguments: [("inputs", 0), ("outputs", 1), ("params", 2)])
    func errors(part: String, index: Int) {
        var texts: [String?] = [nil, nil, nil]
        texts[index] = "[1]"
        let error = #expect(throws: FlavorError.self) {
            try ModelSignature(inputsText: texts[0], outputsText: texts[1], paramsText: texts[2])
        }
        #expect(error?.message == "\(part)[0]: expected an object, found an integer")
    }
}
