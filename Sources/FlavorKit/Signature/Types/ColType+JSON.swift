import JSON

extension ColType {
    /// The type as MLflow writes it: the members `type` and then `properties`, `items` or `values`.
    var json: JSONObject {
        switch self {
        case .scalar(let type): JSONObject([("type", .string(type.rawValue))])
        case .object(let type): JSONObject([("type", "object"), ("properties", .object(type.json))])
        case .array(let items): JSONObject([("type", "array"), ("items", .object(items.json))])
        case .map(let values): JSONObject([("type", "map"), ("values", .object(values.json))])
        case .any: JSONObject([("type", "any")])
        case .sparkMLVector: JSONObject([("type", "sparkml_vector")])
        }
    }

    /// Reads a type from the object that holds it; members that say nothing about the type are passed over.
    init(reading node: SchemaNode) throws(FlavorError) {
        let type = try node.member("type")
        switch type.value {
        case "object": self = .object(try ObjectType(reading: node))
        case "array": self = .array(try ColType(reading: node.member("items")))
        case "map":
            let values = try node.member("values")
            let type = try ColType(reading: values)
            // MLflow reads a map of Spark's vectors as a vector, and writes it so.
            self = Self.isSparkMLVector(values) ? .sparkMLVector : .map(type)
        case "any": self = .any
        case "sparkml_vector": self = .sparkMLVector
        default: self = .scalar(try DataType(reading: type, beside: "object, array, map, any, sparkml_vector"))
        }
    }

    /// Whether a type is written as a vector, and does not only come to be one.
    static func isSparkMLVector(_ node: SchemaNode) -> Bool { node.value["type"] == "sparkml_vector" }
}

extension DataType {
    /// Reads a name; `others` are the further names that the place allows, for the error.
    init(reading node: SchemaNode, beside others: String? = nil) throws(FlavorError) {
        guard let name = node.value.stringValue, let type = DataType(rawValue: name) else {
            let names = DataType.allCases.map(\.rawValue).joined(separator: ", ")
            throw node.unexpected("one of \(names)" + (others.map { ", \($0)" } ?? ""))
        }
        self = type
    }
}

extension ObjectType {
    /// The members of `properties`.
    var json: JSONObject {
        JSONObject(
            properties.map { property in
                var members = property.type.json
                members["required"] = property.required
                return (property.name, .object(members))
            })
    }

    /// Reads the type from the object that holds `properties`.
    init(reading node: SchemaNode) throws(FlavorError) {
        let list = try node.member("properties")
        var properties: [Property] = []
        for (name, value) in try list.object() {
            let property = list.child(name, value)
            guard !ColType.isSparkMLVector(property) else {
                throw try property.member("type").unexpected("a type that a property can have")
            }
            properties.append(Property(name, try ColType(reading: property), required: value["required"] ?? true))
        }
        guard !properties.isEmpty else { throw list.error("expected at least one property, found none") }
        try self.init(properties)
    }
}
