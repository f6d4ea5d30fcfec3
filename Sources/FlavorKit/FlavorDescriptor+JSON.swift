import JSON

extension FlavorDescriptor {
    /// The descriptor as its JSON has it.
    public var json: JSONValue {
        .object(
            JSONObject([
                ("id", .string(id)),
                ("version", .string(version)),
                ("header", .integer(Int64(headerVersion))),
                ("summary", .string(summary)),
                ("claims", .array(claims.map(\.json))),
                ("formats", .object(JSONObject(formats.map { ($0.name, $0.json) }))),
                ("tasks", .array(tasks.map(JSONValue.string))),
                ("inputs", .array(inputs.map(\.json))),
                ("parameters", .array(parameters.map(\.json))),
                ("options", .array(options.map(\.json))),
                ("concurrency", .string(concurrency.rawValue)),
                ("requires", .array(requiredHostAbilities.map(JSONValue.string))),
            ]))
    }

    /// Reads a descriptor.
    ///
    /// - Throws: `FlavorError` with `invalidArgument`: the field's path, what was expected and what was found.
    public init(json: JSONValue) throws(FlavorError) {
        let fields = try DescriptorFields(json, path: "descriptor")
        id = try fields.string("id")
        guard !id.isEmpty, id.utf8.allSatisfy(FlavorDescriptor.isIdentifierByte) else {
            throw FlavorError(
                .invalidArgument,
                "descriptor.id: expected lower-case letters, digits and hyphens, found \"\(ABI.oneLine(id))\"")
        }
        version = try fields.string("version")
        headerVersion = try fields.integer("header", default: FlavorEntry.headerVersion)
        summary = try fields.string("summary", default: "")
        claims = []
        for claim in try fields.objects("claims") {
            claims.append(
                Claim(
                    key: try claim.string("key"), where: try claim.object("where"),
                    priority: try claim.integer("priority", default: 0)))
        }
        formats = []
        for (name, value) in try fields.object("formats") {
            let format = try DescriptorFields(value, path: "descriptor.formats.\(name)")
            formats.append(
                Format(
                    name, anyOf: try format.globs("anyOf"), save: try format.bool("save"),
                    inPlace: try format.bool("inPlace"), export: try format.bool("export")))
        }
        tasks = try fields.strings("tasks")
        inputs = []
        for (index, schema) in try fields.array("inputs").enumerated() {
            let path = "descriptor.inputs[\(index)]"
            let schema = try Schema(SchemaNode(path, schema))
            guard schema.columns?.allSatisfy({ $0.name != nil }) == true else {
                throw FlavorError(.invalidArgument, "\(path): expected columns with names, found others")
            }
            inputs.append(schema)
        }
        parameters = try FlavorDescriptor.settings(try fields.objects("parameters"))
        options = try FlavorDescriptor.settings(try fields.objects("options"))
        let concurrency = try fields.string("concurrency", default: Concurrency.serialPerModel.rawValue)
        guard let known = Concurrency(rawValue: concurrency) else {
            throw FlavorError(
                .invalidArgument,
                "descriptor.concurrency: expected \(Concurrency.allCases.map(\.rawValue).joined(separator: ", ")), found "
                    + "\"\(ABI.oneLine(concurrency))\"")
        }
        self.concurrency = known
        requiredHostAbilities = try fields.strings("requires")
    }

    private static func settings(_ objects: [DescriptorFields]) throws(FlavorError) -> [Setting] {
        var settings: [Setting] = []
        for object in objects {
            settings.append(
                Setting(
                    try object.string("name"), type: try object.string("type"),
                    default: object.value("default") ?? .null,
                    summary: try object.string("summary", default: "")))
        }
        return settings
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
    }
}

extension FlavorDescriptor.Claim {
    fileprivate var json: JSONValue {
        ["key": .string(key), "where": .object(conditions), "priority": .integer(Int64(priority))]
    }
}

extension FlavorDescriptor.Format {
    fileprivate var json: JSONValue {
        [
            "anyOf": .array(anyOf.map { .array($0.map(JSONValue.string)) }), "save": .bool(save),
            "inPlace": .bool(inPlace), "export": .bool(export),
        ]
    }
}

extension FlavorDescriptor.Setting {
    fileprivate var json: JSONValue {
        ["name": .string(name), "type": .string(type), "default": defaultValue, "summary": .string(summary)]
    }
}

/// The fields of one object in a descriptor, read with their path for messages.
private struct DescriptorFields {
    let path: String
    private let fields: JSONObject

    init(_ json: JSONValue, path: String) throws(FlavorError) {
        guard let fields = json.objectValue else {
            throw FlavorError(.invalidArgument, "\(path): expected an object, found \(json.kindName)")
        }
        self.path = path
        self.fields = fields
    }

    func value(_ name: String) -> JSONValue? {
        let value = fields[name]
        return value == .null ? nil : value
    }

    func string(_ name: String, default fallback: String? = nil) throws(FlavorError) -> String {
        if value(name) == nil, let fallback { return fallback }
        guard let text = value(name)?.stringValue else { throw mismatch(name, "a string") }
        return text
    }

    func integer(_ name: String, default fallback: Int) throws(FlavorError) -> Int {
        guard let value = value(name) else { return fallback }
        guard let number = value.integerValue else { throw mismatch(name, "an integer") }
        return Int(number)
    }

    func bool(_ name: String) throws(FlavorError) -> Bool {
        guard let value = value(name) else { return false }
        guard let bool = value.boolValue else { throw mismatch(name, "true or false") }
        return bool
    }

    func object(_ name: String) throws(FlavorError) -> JSONObject {
        guard let value = value(name) else { return JSONObject() }
        guard let object = value.objectValue else { throw mismatch(name, "an object") }
        return object
    }

    func objects(_ name: String) throws(FlavorError) -> [DescriptorFields] {
        var objects: [DescriptorFields] = []
        for (index, item) in try array(name).enumerated() {
            objects.append(try DescriptorFields(item, path: "\(path).\(name)[\(index)]"))
        }
        return objects
    }

    func strings(_ name: String) throws(FlavorError) -> [String] {
        try strings(try array(name), name)
    }

    func globs(_ name: String) throws(FlavorError) -> [[String]] {
        var lists: [[String]] = []
        for item in try array(name) {
            guard let list = item.arrayValue else { throw mismatch(name, "lists of file globs") }
            lists.append(try strings(list, name))
        }
        return lists
    }

    private func strings(_ items: [JSONValue], _ name: String) throws(FlavorError) -> [String] {
        var texts: [String] = []
        for item in items {
            guard let text = item.stringValue else { throw mismatch(name, "strings") }
            texts.append(text)
        }
        return texts
    }

    func array(_ name: String) throws(FlavorError) -> [JSONValue] {
        guard let value = value(name) else { return [] }
        guard let array = value.arrayValue else { throw mismatch(name, "a list") }
        return array
    }

    private func mismatch(_ name: String, _ expected: String) -> FlavorError {
        let found = fields[name].map(\.kindName) ?? "nothing"
        return FlavorError(.invalidArgument, "\(path).\(name): expected \(expected), found \(found)")
    }
}
