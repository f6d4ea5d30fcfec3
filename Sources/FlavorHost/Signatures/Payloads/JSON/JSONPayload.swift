import FlavorKit
import JSON

/// Reads a JSON request from front to back, tables and tensors straight into columns and elements.
struct JSONPayload {
    var text: PayloadText
    let schema: PayloadSchema

    /// The keys that make a body one for language models, replied to without an envelope.
    private static let languageKeys = ["messages", "prompt", "input"]

    /// The keys under which data stands.
    enum DataKey: String, CaseIterable {
        case split = "dataframe_split"
        case records = "dataframe_records"
        case instances
        case inputs
    }

    /// Reads a whole text.
    static func parse(
        _ bytes: UnsafeRawBufferPointer, schema: PayloadSchema
    ) throws(SchemaMismatch) -> Payload {
        var parser = JSONPayload(text: PayloadText(json: JSONReader(bytes)), schema: schema)
        do { return try parser.readDocument() } catch { throw error.mismatch }
    }

    /// Reads a whole text that is a list and was put together of lines.
    static func parseList(
        _ bytes: UnsafeRawBufferPointer, schema: PayloadSchema
    ) throws(SchemaMismatch) -> Payload {
        var parser = JSONPayload(text: PayloadText(json: JSONReader(bytes)), schema: schema)
        do { return try parser.readPlain() } catch { throw error.mismatch }
    }

    private mutating func readDocument() throws(ReadFailure) -> Payload {
        let payload = try text.nextKind() == .object ? try readBody() : try readPlain()
        try text.finish()
        try text.checkRange()
        return payload
    }

    /// Reads an object, of which the keys tell what it is.
    ///
    /// Data is read when it is met, which saves a look ahead over all of it; when the object turns out to be something
    /// else, it is read again.
    private mutating func readBody() throws(ReadFailure) -> Payload {
        let start = text
        var keys: [DataKey] = []
        var data: Result<Payload, SchemaMismatch>?
        var parameters: Result<Value, SchemaMismatch>?
        try text.beginObject()
        var seen: Set<ExactString> = []
        while let key = try text.nextKey() {
            guard seen.insert(ExactString(key)).inserted else { throw text.keyTwice() }
            if Self.languageKeys.contains(key) {
                text = start
                return try readLanguageBody()
            }
            if let key = DataKey(rawValue: key) {
                if !keys.contains(key) { keys.append(key) }
                data = nil
                data = try attempt(key.rawValue) { (parser) throws(ReadFailure) in try parser.readData(key) }
            } else if key == "params" {
                parameters = try attempt("params") { (parser) throws(ReadFailure) in try parser.text.readValue() }
            } else {
                try text.skipValue()
            }
        }
        guard let data else {
            text = start
            return try readPlain()
        }
        guard keys.count == 1 else {
            throw .mismatch(
                SchemaMismatch(
                    "input", expected: "one of \(DataKey.allCases.map(\.rawValue).joined(separator: ", "))",
                    found: keys.map(\.rawValue).joined(separator: " and ")))
        }
        do {
            var payload = try data.get()
            let value = try parameters?.get()
            if value != .null { payload.parameters = value }
            return payload
        } catch { throw .mismatch(error) }
    }

    /// Reads the value at a step, which may be wrong in a way that matters only if it is needed in the end.
    mutating func attempt<Part>(
        _ step: String, _ body: (inout JSONPayload) throws(ReadFailure) -> Part
    ) throws(ReadFailure) -> Result<Part, SchemaMismatch> {
        let start = text
        do {
            return .success(try body(&self))
        } catch {
            guard case .mismatch(let mismatch) = error.inside(step) else { throw error }
            text = start
            try text.skipValue()
            return .failure(mismatch)
        }
    }

    private mutating func readData(_ key: DataKey) throws(ReadFailure) -> Payload {
        switch key {
        case .split: return try readSplit()
        case .instances, .inputs: return try readTensors(key)
        case .records:
            guard try text.nextKind() == .array else {
                throw .mismatch(SchemaMismatch("", expected: "a list of objects", found: try text.nextKindName()))
            }
            let rows = try readRows()
            do { return Payload(.map(try rows.table(names: nil)), form: .table, isTable: true) } catch {
                throw .mismatch(error)
            }
        }
    }

    /// Reads a body in which data and parameters stand side by side.
    private mutating func readLanguageBody() throws(ReadFailure) -> Payload {
        guard case .map(let members) = try text.readValue() else { return Payload(.null) }
        func part(_ isIncluded: (String) -> Bool) -> Value {
            .map(ValueMap(members.entries.filter { isIncluded($0.name) }.map { ($0.name, $0.value) }))
        }
        var payload = Payload(part { !schema.isParameter($0) }, isReplyBare: true)
        if members.entries.contains(where: { schema.isParameter($0.name) }) {
            payload.parameters = part(schema.isParameter)
        }
        return payload
    }
}
