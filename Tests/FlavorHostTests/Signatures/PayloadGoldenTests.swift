import FlavorHost
import FlavorKit
import Glibc
import JSON
import TestSupport
import Testing

/// A request that the real scoring server answered.
struct RecordedRequest: CustomTestStringConvertible {
    let id: String
    let body: [UInt8]
    let type: Payload.ContentType
    let signature: ModelSignature?
    /// The server's words where it refused the request; nil where it did not.
    let refusal: String?

    var testDescription: String { id }

    /// Every recorded request with a body that we know how to read.
    static let all: [RecordedRequest] = enforcement + scoring

    private static var enforcement: [RecordedRequest] {
        documents(in: "enforcement").flatMap { name, document in
            (document["cases"]?.arrayValue ?? []).compactMap { example in
                guard example["route"]?.stringValue == "http", let payload = example["payload"] else { return nil }
                return RecordedRequest(
                    id: "\(name)/\(example["id"]?.stringValue ?? "")", body: Array(payload.text().utf8), type: .json,
                    signature: signature(example["schema"]), refusal: example["error"]?["message"]?.stringValue)
            }
        }
    }

    private static var scoring: [RecordedRequest] {
        documents(in: "scoring").flatMap { name, document in
            (document["cases"]?.arrayValue ?? []).compactMap { example in
                let request = example["request"]
                guard let type = type(request?["headers"]?["Content-Type"]?.stringValue) else { return nil }
                guard let body = body(request), let status = example["response"]?["status"]?.integerValue,
                    [200, 400].contains(status)
                else { return nil }
                let reply = example["response"]?["json"]
                return RecordedRequest(
                    id: "\(name)/\(example["id"]?.stringValue ?? "")", body: body, type: type,
                    signature: signature(document["model"]?["signature"]),
                    refusal: status == 200 ? nil : reply?["message"]?.stringValue ?? "refused")
            }
        }
    }

    private static func documents(in group: String) -> [(name: String, document: JSONValue)] {
        let folder = "\(Fixtures.root)/mlflow/\(group)"
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".json") { names.append(name) }
        }
        return names.sorted().compactMap { name in
            guard let document = try? JSONValue(parsing: readFile("\(folder)/\(name)")) else { return nil }
            return ("\(group)/\(name.dropLast(5))", document)
        }
    }

    private static func type(_ header: String?) -> Payload.ContentType? {
        switch header {
        case "application/json", "application/json; charset=utf-8": .json
        case "text/csv": .csv
        default: nil
        }
    }

    private static func body(_ request: JSONValue?) -> [UInt8]? {
        request?["body"]?.stringValue.map { Array($0.utf8) }
    }

    private static func signature(_ json: JSONValue?) -> ModelSignature? {
        func text(_ key: String) -> String? { json?[key].flatMap { $0.isNull ? nil : $0.text() } }
        return try? ModelSignature(
            inputsText: text("inputs"), outputsText: nil, paramsText: text("params"))
    }
}

@Suite("Recorded requests")
struct PayloadGoldenTests {
    @Test("There are recorded requests", .enabled(if: !Fixtures.isRedirected))
    func presence() {
        #expect(RecordedRequest.all.count > 150)
    }

    @Test("A text cut off at any byte is refused with its place, or read as what it still is")
    func truncation() throws {
        for request in RecordedRequest.all where request.type == .json && request.refusal == nil {
            let end = request.body.lastIndex { !" \n\r\t".utf8.contains($0) } ?? 0
            for count in 0...end {
                let error = #expect(throws: SchemaMismatch.self) {
                    try Payload(
                        parsing: Array(request.body[..<count]), as: .json, signature: request.signature)
                }
                #expect(error?.path.hasPrefix("line ") == true)
            }
        }
    }

    @Test("A changed request is read or refused in one sentence")
    func mutations() {
        var random = SeededRandom(seed: 20)
        let tokens = RecordedRequest.all.map(\.body)
        for request in RecordedRequest.all {
            for _ in 0..<60 {
                var body = request.body
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    Self.change(&body, tokens: tokens, with: &random)
                }
                let type = Payload.ContentType.allCases.randomElement(using: &random) ?? .json
                do {
                    _ = try Payload(
                        parsing: body, as: Bool.random(using: &random) ? request.type : type,
                        signature: request.signature)
                } catch {
                    #expect(!error.description.isEmpty && !error.description.contains { $0.isNewline })
                }
            }
        }
    }

    private static let words = [
        "null", "NaN", "-Infinity", "1e400", "-0.0", "9223372036854775808", "0.1", "[", "]", "{", "}", ",", ":", "\"",
        "\\ud800", "\u{0}", "\u{FEFF}", "[1, 2.5]", "{\"a\": 1}", "\"data\": [[1]]", "\r", "\n", "\"\"", "\u{85}", "é",
    ].map { Array($0.utf8) }

    private static func change(_ body: inout [UInt8], tokens: [[UInt8]], with random: inout SeededRandom) {
        let position = Int.random(in: 0...body.count, using: &random)
        let end = min(body.count, position + Int.random(in: 0...8, using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0: body.removeSubrange(position..<end)
        case 1: body.replaceSubrange(position..<end, with: words.randomElement(using: &random) ?? [])
        case 2: if position < body.count { body[position] = UInt8.random(in: 0...255, using: &random) }
        case 3:
            let other = tokens.randomElement(using: &random) ?? []
            let start = Int.random(in: 0...other.count, using: &random)
            body.insert(contentsOf: other[start..<min(other.count, start + 30)], at: position)
        default: body.insert(contentsOf: body[position..<end], at: position)
        }
    }
}
