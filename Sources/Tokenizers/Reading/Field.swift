import JSON

/// A value of tokenizer.json together with where it stands, so that every complaint names the place.
struct Field {
    /// The file's name for error messages.
    let file: String
    /// The keys and indices that lead to the value, as `model.merges[3]`; empty for the whole file.
    let path: String
    let value: JSONValue

    /// Ids from this one on are taken for a mistake: no vocabulary is so large.
    static let idLimit: Int64 = 1 << 24

    func error(_ reason: String) -> TokenizerError {
        TokenizerError(file, path.isEmpty ? reason : "\(path) \(reason)")
    }

    private func mismatch(_ expected: String) -> TokenizerError {
        error("must be \(expected), found \(shown(value))")
    }

    /// The member under a key, or nil when it is missing or null.
    func member(_ key: String) -> Field? {
        guard let member = value[key], !member.isNull else { return nil }
        return Field(file: file, path: path.isEmpty ? key : "\(path).\(key)", value: member)
    }

    /// The member under a key.
    func required(_ key: String) throws(TokenizerError) -> Field {
        guard value.objectValue != nil else { throw mismatch("an object") }
        guard let member = member(key) else {
            throw Field(file: file, path: path.isEmpty ? key : "\(path).\(key)", value: .null).error("is missing")
        }
        return member
    }

    func object() throws(TokenizerError) -> JSONObject {
        guard let object = value.objectValue else { throw mismatch("an object") }
        return object
    }

    func string() throws(TokenizerError) -> String {
        guard let string = value.stringValue else { throw mismatch("a string") }
        return string
    }

    /// A string of exactly one Unicode scalar.
    func scalar() throws(TokenizerError) -> Unicode.Scalar {
        let scalars = try string().unicodeScalars
        guard let scalar = scalars.first, scalars.count == 1 else { throw mismatch("a single character") }
        return scalar
    }

    func bool() throws(TokenizerError) -> Bool {
        guard let bool = value.boolValue else { throw mismatch("true or false") }
        return bool
    }

    /// An integer from 0 to a limit.
    func count(limit: Int = 1 << 53) throws(TokenizerError) -> Int {
        guard let integer = value.integerValue, 0...Int64(limit) ~= integer else {
            throw mismatch(limit == 1 << 53 ? "an integer from 0" : "an integer from 0 to \(limit)")
        }
        return Int(integer)
    }

    /// One of some names.
    func choice<Choice: RawRepresentable<String> & CaseIterable>() throws(TokenizerError) -> Choice {
        let name = try string()
        guard let choice = Choice(rawValue: name) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw error("must be one of \(all), found \(quoted(name))")
        }
        return choice
    }

    /// The id of a token.
    func id() throws(TokenizerError) -> Int {
        guard let integer = value.integerValue, 0..<Self.idLimit ~= integer else {
            throw mismatch("an id from 0 to \(Self.idLimit - 1)")
        }
        return Int(integer)
    }

    func elements() throws(TokenizerError) -> [Field] {
        guard let values = value.arrayValue else { throw mismatch("an array") }
        return values.indices.map { element($0, values[$0]) }
    }

    func element(_ index: Int, _ value: JSONValue) -> Field {
        Field(file: file, path: "\(path)[\(index)]", value: value)
    }
}

extension Field? {
    /// The boolean, or a default where the field is missing or null.
    func bool(default missing: Bool) throws(TokenizerError) -> Bool {
        guard let self else { return missing }
        return try self.bool()
    }
}

/// Returns a text from a file as an error message shows it: in quotes, on one line and not too long.
func quoted(_ text: String) -> String {
    let text = text.unicodeScalars.count > 80 ? String(text.unicodeScalars.prefix(80)) + "…" : text
    return JSONValue.string(text).text(.python(ascii: false))
}

/// Returns a value from a file as an error message shows it: the value when it is short, or else its kind.
func shown(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): quoted(text)
    case .array, .object: value.kindName
    case .bigInteger(let digits) where digits.utf8.count > 40: value.kindName
    default: value.text(.python(ascii: false))
    }
}
