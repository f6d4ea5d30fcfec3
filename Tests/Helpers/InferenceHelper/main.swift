import FlavorHost
import FlavorKit
import JSON

// Infers a signature for each line of standard input, an object with `input` and perhaps `output` and `params`, and
// answers on a line of its own: the texts and the printed form of the signature, and the example's files, or the errors.

func example(_ json: JSONValue?) throws(FlavorError) -> Example? {
    guard let json, !json.isNull else { return nil }
    return try Example(parsing: Array(json.text(.python).utf8), source: "line")
}

func signature(_ line: JSONValue, _ params: ValueMap?) throws(FlavorError) -> JSONValue {
    let (signature, warnings) = try ModelSignature.infer(
        input: try example(line["input"]), output: try example(line["output"]), params: params)
    let texts = [
        ("inputs", signature.inputsText), ("outputs", signature.outputsText), ("params", signature.paramsText),
    ]
    var members = JSONObject(texts.map { ($0, $1.map(JSONValue.string) ?? .null) })
    members["repr"] = .string(signature.description)
    members["warnings"] = .array(warnings.map(JSONValue.string))
    return .object(members)
}

func files(_ line: JSONValue, _ params: ValueMap?) throws(FlavorError) -> JSONValue {
    let example = try InputExample(try example(line["input"]) ?? .value(.null), params: params)
    return ["text": .string(example.text), "serving": .string(example.servingText), "info": .object(example.info)]
}

func answer(_ body: () throws(FlavorError) -> JSONValue) -> JSONValue {
    do throws(FlavorError) { return try body() } catch { return ["error": .string(error.message)] }
}

while let text = readLine() {
    let line = try JSONValue(parsing: text)
    let params = try line["params"].flatMap { try Value(json: $0).mapValue }
    let reply: JSONValue = [
        "signature": answer { () throws(FlavorError) in try signature(line, params) },
        "example": answer { () throws(FlavorError) in try files(line, params) },
    ]
    print(reply.text(.compact))
}
