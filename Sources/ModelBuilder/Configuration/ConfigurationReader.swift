import JSON

/// Reads the members of an object in a configuration file; whatever is not as expected becomes one sentence.
///
/// A null counts as a key that is not there, as in transformers.
struct ConfigurationReader {
    /// The path of the file, for error messages.
    let file: String
    /// The key under which the file holds the object; nil for the outermost.
    var parent: String?
    let object: JSONObject

    /// The largest size that is taken for one: the product of two and a bit is far from overflowing.
    static let largestSize = 1 << 24
    /// The longest window that is taken for one.
    static let longestWindow = 1 << 31

    init(file: String, parent: String? = nil, object: JSONObject) {
        self.file = file
        self.parent = parent
        self.object = object
    }

    func value(_ key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    func string(_ key: String) throws(ModelBuilderError) -> String? {
        guard let value = value(key) else { return nil }
        guard let string = value.stringValue else { throw expected("a string", key) }
        return string
    }

    func boolean(_ key: String) throws(ModelBuilderError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let boolean = value.boolValue else { throw expected("true or false", key) }
        return boolean
    }

    /// A count or a size, from 1 to the largest.
    func size(_ key: String, atMost largest: Int = largestSize) throws(ModelBuilderError) -> Int? {
        guard let value = value(key) else { return nil }
        guard let integer = value.integerValue, integer >= 1, integer <= Int64(largest) else {
            throw expected("an integer from 1 to \(largest)", key)
        }
        return Int(integer)
    }

    func requiredSize(_ key: String, atMost largest: Int = largestSize) throws(ModelBuilderError) -> Int {
        guard let size = try size(key, atMost: largest) else {
            throw expected("an integer from 1 to \(largest)", key)
        }
        return size
    }

    /// A finite number above zero that is one as float32 as well.
    func positiveNumber(_ key: String) throws(ModelBuilderError) -> Double? {
        guard let value = value(key) else { return nil }
        guard let number = value.doubleValue, Self.isPositive(number) else {
            throw expected("a finite number above 0", key)
        }
        return number
    }

    func requiredNumber(_ key: String) throws(ModelBuilderError) -> Double {
        guard let number = try positiveNumber(key) else { throw expected("a finite number above 0", key) }
        return number
    }

    /// Numbers of the same kind, exactly so many.
    func positiveNumbers(_ key: String, count: Int) throws(ModelBuilderError) -> [Float] {
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

    func reader(_ key: String) throws(ModelBuilderError) -> ConfigurationReader? {
        guard let value = value(key) else { return nil }
        guard let object = value.objectValue else { throw expected("an object", key) }
        return ConfigurationReader(file: file, parent: name(key), object: object)
    }

    /// The error for a key whose value is not what it has to be.
    func expected(_ what: String, _ key: String) -> ModelBuilderError {
        error(key, "must be \(what), found \(object[key].map(Self.shown) ?? "nothing")")
    }

    /// The error for a key whose value would be right in a model that is not supported.
    func unsupported(_ what: String, _ key: String) -> ModelBuilderError {
        ModelBuilderError(.unsupported, expected(what, key).message)
    }

    func error(_ key: String, _ what: String) -> ModelBuilderError {
        ModelBuilderError(.invalid, "\(file): \(name(key)) \(what)")
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
