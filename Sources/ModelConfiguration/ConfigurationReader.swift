import JSON

/// Reads the members of an object in a configuration file; whatever is not as expected becomes one sentence.
///
/// A null counts as a key that is not there, as in transformers.
public struct ConfigurationReader: Sendable {
    /// The path of the file, for error messages.
    public let file: String
    /// The key under which the file holds the object; nil for the outermost.
    private let parent: String?
    /// The members, nulls included.
    public let object: JSONObject

    /// The largest size that is taken for one: the product of two and a bit is far from overflowing.
    public static let largestSize = 1 << 24

    /// Reads the outermost object of a file.
    ///
    /// - Parameter file: The file's path, for error messages.
    public init(file: String, object: JSONObject) {
        self.init(file: file, parent: nil, object: object)
    }

    /// Reads the same where the file may hold something else.
    ///
    /// - Throws: ``ConfigurationError`` when the file holds no object.
    public init(file: String, json: JSONValue) throws(ConfigurationError) {
        guard let object = json.objectValue else {
            throw ConfigurationError(.invalid, file, "must hold an object, found \(json.kindName)")
        }
        self.init(file: file, object: object)
    }

    private init(file: String, parent: String?, object: JSONObject) {
        self.file = file
        self.parent = parent
        self.object = object
    }

    /// The value of a key; nil where there is none, or null.
    public func value(_ key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    /// A text; nil where there is none.
    public func string(_ key: String) throws(ConfigurationError) -> String? {
        guard let value = value(key) else { return nil }
        guard let string = value.stringValue else { throw expected("a string", key) }
        return string
    }

    /// A switch; nil where there is none.
    public func boolean(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let boolean = value.boolValue else { throw expected("true or false", key) }
        return boolean
    }

    /// A count or a size, from 1 to the largest; nil where there is none.
    public func size(_ key: String, atMost largest: Int = largestSize) throws(ConfigurationError) -> Int? {
        guard let value = value(key) else { return nil }
        guard let integer = value.integerValue, integer >= 1, integer <= Int64(largest) else {
            throw expected("an integer from 1 to \(largest)", key)
        }
        return Int(integer)
    }

    /// A count or a size that has to be there.
    public func requiredSize(_ key: String, atMost largest: Int = largestSize) throws(ConfigurationError) -> Int {
        guard let size = try size(key, atMost: largest) else {
            throw expected("an integer from 1 to \(largest)", key)
        }
        return size
    }

    /// A finite number above zero that is one as float32 as well; nil where there is none.
    public func positiveNumber(_ key: String) throws(ConfigurationError) -> Double? {
        guard let value = value(key) else { return nil }
        guard let number = value.doubleValue, Self.isPositive(number) else {
            throw expected("a finite number above 0", key)
        }
        return number
    }

    /// A number of the same kind that has to be there.
    public func requiredNumber(_ key: String) throws(ConfigurationError) -> Double {
        guard let number = try positiveNumber(key) else { throw expected("a finite number above 0", key) }
        return number
    }

    /// Numbers of the same kind, exactly so many.
    public func positiveNumbers(_ key: String, count: Int) throws(ConfigurationError) -> [Float] {
        guard let elements = value(key)?.arrayValue, elements.count == count else {
            throw expected("an array of \(count) numbers", key)
        }
        var numbers: [Float] = []
        for element in elements {
            guard let number = element.doubleValue, Self.isPositive(number) else {
                throw error(key, "must hold finite numbers above 0, found \(Self.shown(element))")
            }
            numbers.append(Float(number))
        }
        return numbers
    }

    /// An object within this one; nil where there is none.
    public func reader(_ key: String) throws(ConfigurationError) -> ConfigurationReader? {
        guard let value = value(key) else { return nil }
        guard let object = value.objectValue else { throw expected("an object", key) }
        return ConfigurationReader(file: file, parent: name(key), object: object)
    }

    /// The error for a key whose value is not what it has to be.
    public func expected(
        _ what: String, _ key: String, _ kind: ConfigurationError.Kind = .invalid
    ) -> ConfigurationError {
        error(key, "must be \(what), found \(object[key].map(Self.shown) ?? "nothing")", kind)
    }

    /// The error for a key, with what there is to say after its name.
    public func error(
        _ key: String, _ what: String, _ kind: ConfigurationError.Kind = .invalid
    ) -> ConfigurationError {
        ConfigurationError(kind, file, "\(name(key)) \(what)")
    }

    private func name(_ key: String) -> String { parent.map { "\($0).\(key)" } ?? key }

    private static func isPositive(_ number: Double) -> Bool { Float(number) > 0 && Float(number).isFinite }

    /// A value as an error message shows it: whole where it is short.
    private static func shown(_ value: JSONValue) -> String {
        switch value {
        case .array(let elements): "an array of \(elements.count)"
        case .object: "an object"
        case .string, .bigInteger: value.text().utf8.count <= 80 ? value.text() : "a long \(value.kindName)"
        default: value.text()
        }
    }
}
