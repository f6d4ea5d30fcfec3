import FlavorKit
import JSON
import Tokenizers

/// JSON lines on their way through a tokenizer.
struct TokenizeLines {
    let tokenizer: Tokenizer
    /// What messages call the input.
    let source: String
    /// Whether every line has to hold ids.
    let decodes: Bool

    /// Answers line by line; an empty line is passed over.
    func run(_ text: String) throws {
        for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        where line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\t") })
        {
            let answer: JSONValue
            do throws(LineError) {
                answer = try self.answer(to: Array(line))
            } catch {
                throw FlavorError(.invalidArgument, "\(source): line \(index + 1): \(error.reason)")
            }
            try StandardOutput.write(answer.text(.python(ascii: false)) + "\n")
        }
    }

    private struct LineError: Error { let reason: String }

    private func answer(to line: [UInt8]) throws(LineError) -> JSONValue {
        let request: JSONValue
        do { request = try JSONValue(parsing: line) } catch { throw LineError(reason: "expected JSON: \(error)") }
        let givenIDs = request.arrayValue == nil ? request["ids"] : Optional(request)
        if let ids = givenIDs {
            let skips = try flag("skip_special_tokens", of: request)
            return ["text": .string(tokenizer.decode(try self.ids(ids), skipSpecialTokens: skips))]
        }
        if decodes { throw LineError(reason: "expected ids or {\"ids\": …}, found \(request.kindName)") }
        guard let text = request.stringValue ?? request["text"]?.stringValue else {
            throw LineError(
                reason: "expected a text, {\"text\": …} or {\"ids\": …}, found \(request.kindName)")
        }
        let pair = try pair(of: request)
        let addsSpecialTokens = try flag("add_special_tokens", of: request)
        let encoding: Encoding
        do {
            encoding = try tokenizer.encoding(of: text, pair: pair, addSpecialTokens: addsSpecialTokens)
        } catch {
            throw LineError(reason: error.description)
        }
        return [
            "ids": .array(encoding.ids.map { .integer(Int64($0)) }),
            "tokens": .array(encoding.tokens.map { .string($0) }),
            "offsets": .array(
                encoding.offsets.map { .array([.integer(Int64($0.start)), .integer(Int64($0.end))]) }),
        ]
    }

    /// A switch of a request, which is on unless it says otherwise.
    private func flag(_ name: String, of request: JSONValue) throws(LineError) -> Bool {
        guard let value = request[name], !value.isNull else { return true }
        guard let flag = value.boolValue else {
            throw LineError(reason: "\(name): expected true or false, found \(value.kindName)")
        }
        return flag
    }

    private func pair(of request: JSONValue) throws(LineError) -> String? {
        guard let value = request["pair"], !value.isNull else { return nil }
        guard let pair = value.stringValue else {
            throw LineError(reason: "pair: expected a string, found \(value.kindName)")
        }
        return pair
    }

    private func ids(_ value: JSONValue) throws(LineError) -> [Int] {
        guard let values = value.arrayValue else {
            throw LineError(reason: "ids: expected a list of integers, found \(value.kindName)")
        }
        var ids: [Int] = []
        for (index, value) in values.enumerated() {
            guard let id = value.integerValue else {
                throw LineError(reason: "ids[\(index)]: expected an integer, found \(value.kindName)")
            }
            ids.append(Int(id))
        }
        return ids
    }

    /// Reads ids with white space between them.
    static func ids(inText text: String, source: String) throws(FlavorError) -> [Int] {
        var ids: [Int] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            guard let id = Int(word) else {
                throw FlavorError(
                    .invalidArgument,
                    "\(source): expected ids with spaces between, found \(String(word.prefix(40)).printable)")
            }
            ids.append(id)
        }
        return ids
    }
}
